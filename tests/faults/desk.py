"""A process on the server's data: plans visits, does what a planner does, and tells what the tables hold.

Reads one JSON object per line on stdin (``what`` names a function below, the rest are its arguments) and answers one
per line on stdout. It shares nothing with the server but the data folder.
"""

import hashlib
import json
import os
import sys
import traceback
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")


def journey() -> dict:
    """The small journey without its last step: two steps with feelings, words, numbers and photos."""
    from tests import documents

    document = documents.small()
    document["phases"][1]["steps"].pop()
    return document


def plan(shopper: int | None = None, in_parts: bool = False, spoken: bool = False) -> dict[str, Any]:
    """A visit under way, of a shopper of its own or of this one.

    ``in_parts``: the second step comes days later. ``spoken``: the study allows spoken notes.
    """
    from fieldwork.journeys.episodes import episodes_of
    from fieldwork.people.models import User
    from fieldwork.visits import episodes
    from fieldwork.visits.states import VisitState
    from tests.factories import JourneyVersionFactory, VisitFactory, WaveFactory

    same: dict[str, Any] = {"shopper": User.objects.get(pk=shopper)} if shopper else {}
    document = journey()
    if in_parts:
        document["phases"][1]["episode"] = {"opens_after_days": 2, "due_after_days": 5}
        same |= episodes.columns(episodes_of(document))
    wave = WaveFactory(journey_version=JourneyVersionFactory(document=document))
    wave.study.journey = wave.journey_version.journey
    wave.study.allows_audio, wave.study.audio_ground = spoken, "Afgesproken met de opdrachtgever." if spoken else ""
    wave.study.save()
    visit = VisitFactory(wave=wave, state=VisitState.STARTED, briefed=True, **same)
    return {"visit": str(visit.uuid), "shopper": visit.shopper_id}


def show_in_briefing(visit: str) -> None:
    """The briefing of this visit gets a picture; the shopper has read it."""
    from fieldwork.studies import actions
    from fieldwork.studies.models import BriefingVersion
    from fieldwork.visits.models import BriefingReceipt
    from tests.factories import UserFactory
    from tests.faults.pictures import picture

    found = _visits(visit).get()
    shown = actions.add_picture(found.wave, picture(), "De balie", UserFactory())
    briefing = shown.briefing
    words = dict.fromkeys(("nl", "en"), f"# De balie\n\n![De balie](picture:{shown.uuid})")
    drawn = {code: actions.render_markdown(text, actions.pictures_of(briefing)) for code, text in words.items()}
    version = BriefingVersion.objects.create(briefing=briefing, number=2, markdown=words, html=drawn)
    BriefingReceipt.objects.create(visit=found, version=version, shopper=found.shopper)


def speak(shopper: int, language: str) -> None:
    """This shopper wants another language from now on."""
    from fieldwork.people.models import User

    User.objects.filter(pk=shopper).update(language=language)


def session(shopper: int) -> str:
    """A session of this shopper, as after a log-in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from fieldwork.people.models import User

    user = User.objects.get(pk=shopper)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def password(shopper: int) -> dict[str, str]:
    """What this shopper types at the front door."""
    from fieldwork.people.models import User
    from tests.factories import PASSWORD

    user = User.objects.get(pk=shopper)
    user.set_password(PASSWORD)
    user.save()
    return {"login": user.email, "password": PASSWORD}


def end_sessions() -> int:
    """Every session ends, as after a change of the secret or a clean-up."""
    from django.contrib.sessions.models import Session

    return Session.objects.all().delete()[0]


def revoke(visit: str) -> None:
    """Make every key given out for this visit worthless."""
    from django.db.models import F

    _visits(visit).update(token_epoch=F("token_epoch") + 1)


def withdraw(visit: str) -> None:
    """The planner takes the visit back."""
    from fieldwork.visits import actions
    from fieldwork.visits.states import VisitState

    actions.move(_visits(visit).get(), VisitState.CANCELLED, by=None)


def give_to_another(visit: str) -> int:
    """The visit gets another shopper; what the first one sent stays theirs."""
    from tests.factories import UserFactory

    another = UserFactory()
    revoke(visit)
    _visits(visit).update(shopper=another)
    return another.pk


def publish_again(visit: str) -> str:
    """A newer version of the form: one more question that may stay empty. The visit moves to it."""
    from fieldwork.journeys.models import JourneyVersion
    from tests import documents
    from tests.factories import JourneyVersionFactory

    old: JourneyVersion = _visits(visit).get().journey_version
    document = old.document
    document["phases"][0]["steps"][0]["questions"].append(
        documents.question("extra", "short_text", required=False, min_length=0)
    )
    newer = JourneyVersionFactory(journey=old.journey, document=document)
    _visits(visit).update(journey_version=newer)
    return newer.checksum


def ask_back(visit: str, path: str) -> int:
    """The reviewer asks one question back: a second round."""
    from fieldwork.capture import actions as capture
    from fieldwork.visits.models import Visit
    from fieldwork.visits.states import VisitState

    asked: Visit = _visits(visit).get()
    _visits(visit).update(state=VisitState.RETURNED)
    asked.refresh_from_db()
    return capture.open_return_round(asked, {path: "Klopt dit?"}, None).number


def take_in(file: str) -> None:
    """The planner takes in a copy that a shopper saved."""
    from django.core.management import call_command

    call_command("take_in_copy", file, stdout=sys.stderr)


def books(visit: str) -> dict[str, Any]:
    """All that the tables hold of this visit, as plain values."""
    from fieldwork.capture import holding
    from fieldwork.capture.models import Media

    found = _visits(visit).get()
    rounds = [
        {
            "number": one.number, "receipt": one.receipt, "is_final": bool(one.final_at),
            "submission": str(one.submission or ""), "device": str(one.device or ""), "manifest": one.manifest,
            "ops": [
                {
                    "id": str(op.pk), "device": str(op.device), "seq": op.seq, "field": op.field, "value": op.value,
                    "late": op.is_late,
                }
                for op in one.ops.order_by("device", "seq")
            ],
        }
        for one in found.rounds.order_by("number")
    ]  # fmt: skip
    return {
        "state": found.state,
        "handed_in": found.events.filter(went_to="submitted").count(),
        "rounds": rounds,
        "held": {field: held.value for field, held in holding.fold_visit(found).items()},
        "answers": list(found.answers.values("path", "status", "value", "photos", "na_reason")),
        "felt": list(found.experiences.values("step", "px", "py", "named", "grade", "cause_text", "skipped")),
        "media": [_photo(one) for one in Media.objects.filter(round__visit=found).order_by("created_at", "pk")],
        "problems": list(found.rounds.values_list("problems__code", flat=True).exclude(problems=None)),
    }


def _photo(media: Any) -> dict[str, Any]:
    from fieldwork.common import storage

    disk = hashlib.sha256(storage.read(media.original)).hexdigest() if media.original else ""
    return {
        "id": str(media.pk), "field": media.field, "sha256": media.sha256, "size": media.size, "state": media.state,
        "problem": media.problem, "disk": disk,
    }  # fmt: skip


def _visits(visit: str) -> Any:
    from fieldwork.visits.models import Visit

    return Visit.objects.filter(uuid=visit)


KNOWN = {one.__name__: one for one in (
    plan, show_in_briefing, speak, session, password, end_sessions, revoke, withdraw, give_to_another, publish_again,
    ask_back, take_in, books,
)}  # fmt: skip


def main() -> None:
    """Answer until stdin closes. The database may be replaced between two questions: no connection is kept."""
    import django

    django.setup()
    from django.core.serializers.json import DjangoJSONEncoder
    from django.db import connections

    for line in sys.stdin:
        request = json.loads(line)
        try:
            told = {"said": KNOWN[request.pop("what")](**request)}
        except Exception:
            told = {"error": traceback.format_exc()}
        connections.close_all()
        print(json.dumps(told, cls=DjangoJSONEncoder), flush=True)


if __name__ == "__main__":
    main()
