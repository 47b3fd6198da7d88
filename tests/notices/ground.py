"""What the tests of this room share: places where it is day now, work of the ledger, and the mails that left."""

from datetime import timedelta
from typing import Any

from django.core import mail
from django.db import connection
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.models import Job
from fieldwork.notices.models import Notice
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.factories import BriefingVersionFactory, LocationFactory, UserFactory, VisitFactory, WaveFactory

SECRET = "Geheimburg"  # the client's name, and in the name of everything that is theirs


def zone_at(hour: int) -> str:
    """A time zone where it is about this hour now, so that no test depends on when it runs."""
    ahead = (hour - timezone.now().hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def secret_visit(**changes: Any) -> Visit:
    """A visit in daylight of a client whose name stands in everything that has a name."""
    wave = changes.pop("wave", None) or WaveFactory(study__client__name=f"Gemeente {SECRET}", title=f"Golf {SECRET}")
    known: dict[str, Any] = {
        "wave": wave, "scenario__title": f"Loket {SECRET}",
        "location": LocationFactory(
            client=wave.study.client, name=f"Balie {SECRET}", address=f"Plein 1, {SECRET}", timezone=zone_at(12)
        ),
    }  # fmt: skip
    return VisitFactory(**known | changes)


def briefed_visit(**changes: Any) -> Visit:
    """As ``secret_visit``, with a published briefing that its shopper read."""
    visit = secret_visit(**{"state": VisitState.BRIEFED} | changes, briefed=True)
    assert visit.briefing_receipts.exists()
    return visit


def shopper(language: str = "nl", **changes: Any) -> Any:
    """A shopper with an address that no other text holds."""
    return UserFactory(language=language, name="Sam Vis", **changes)


def published(wave: Any, number: int = 1) -> Any:
    """A published version of the briefing of a wave."""
    briefing = getattr(wave, "briefing", None)
    known = {"briefing": briefing} if briefing else {"briefing__wave": wave}
    return BriefingVersionFactory(**known, number=number)


def let_wait_pass() -> None:
    """Ten minutes and nights pass for everything that waits."""
    past = timezone.now() - timedelta(minutes=1)
    Notice.objects.waiting().update(not_before=past)
    Job.objects.filter(state="queued").update(not_before=past)


def work() -> list[Any]:
    """Tell the news of what happened, and let the ledger work until nothing is ready; the mails it sent."""
    before = len(mail.outbox)
    while _news_is_told() or jobs.run_all():
        continue
    return mail.outbox[before:]


def _news_is_told() -> int:
    """As a commit does, inside the transaction of a test; workers need no poke here."""
    told = 0
    while connection.run_on_commit:
        _savepoints, callback, _robust = connection.run_on_commit.pop(0)
        if callback is not jobs.poke:
            callback()
            told += 1
    return told


def html_of(message: Any) -> str:
    """The other half of a mail."""
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    return html
