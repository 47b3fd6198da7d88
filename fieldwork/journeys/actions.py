"""What happens to journeys: created, changed, published, duplicated, put away."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.journeys import checks, documents, editing
from fieldwork.journeys.checks import problems
from fieldwork.journeys.models import DraftSnapshot, FormImport, Journey, JourneyVersion
from fieldwork.journeys.xlsform import reading
from fieldwork.people.models import Client, User

__all__ = [
    "archive", "create", "duplicate", "import_form", "problems", "publish", "read_form", "restore", "save_draft",
    "take_back",
]  # fmt: skip

KEPT_SNAPSHOTS = 20
KEPT_UNCONFIRMED = timedelta(days=1)


@transaction.atomic
def create(
    client: Client, title: Mapping[str, str], by: User | None, document: Mapping[str, Any] | None = None
) -> Journey:
    """A new journey of a client, empty or with a document (whose title is replaced).

    Raises ``Invalid`` when the document cannot be read.
    """
    draft = documents.clean({**(document or {"schema": 1}), "title": dict(title)})
    journey = Journey.objects.create(client=client, title=draft["title"], draft=draft, updated_by=by)
    audit.record("journey.created", journey, by=by, title=draft["title"])
    return journey


@transaction.atomic
def save_draft(journey: Journey, document: Mapping[str, Any], revision: int, by: User | None) -> Journey:
    """Replace the draft that had ``revision``; the one before is kept for undoing.

    Raises ``Invalid`` when the document cannot be read, ``MovedMeanwhile`` when somebody else saved
    since. Saving what is there already changes nothing.
    """
    draft = documents.clean(document)
    before = Journey.objects.filter(pk=journey.pk, revision=revision).values_list("draft", flat=True).first()
    if before is None:
        raise MovedMeanwhile
    if journey.is_archived:
        raise NotAllowedNow(_("This journey was put away. Restore it first."))
    if before == draft:
        return journey
    fresh = {
        "draft": draft,
        "title": draft["title"],
        "revision": revision + 1,
        "updated_at": timezone.now(),
        "updated_by": by,
    }
    if not Journey.objects.filter(pk=journey.pk, revision=revision).update(**fresh):
        raise MovedMeanwhile
    DraftSnapshot.objects.create(journey=journey, revision=revision, document=before, by=by)
    DraftSnapshot.objects.filter(journey=journey, revision__lte=revision - KEPT_SNAPSHOTS).delete()
    for name, value in fresh.items():
        setattr(journey, name, value)
    return journey


def take_back(journey: Journey, to: int, revision: int, by: User) -> Journey:
    """Put the draft of revision ``to`` back as a new revision: undo, which can be undone as well.

    Raises ``NotAllowedNow`` when that draft is no longer kept, ``MovedMeanwhile`` as ``save_draft``.
    """
    snapshot = DraftSnapshot.objects.filter(journey=journey, revision=to).first()
    if snapshot is None:
        raise NotAllowedNow(_("That draft is no longer kept. Nothing was changed."))
    return save_draft(journey, snapshot.document, revision, by)


def publish(journey: Journey, by: User | None, note: str = "", revision: int | None = None) -> JourneyVersion:
    """Freeze the draft as the next version, with its checksum.

    ``revision`` is the draft the publisher looked at; ``None`` takes whatever is there. Raises
    ``Invalid`` with the problems that stand in the way, ``NotAllowedNow`` when the draft equals the
    newest version, ``MovedMeanwhile`` when somebody else changed or published it just now.
    """
    journey.refresh_from_db()
    if revision is not None and journey.revision != revision:
        raise MovedMeanwhile
    if journey.is_archived:
        raise NotAllowedNow(_("This journey was put away. Restore it first."))
    document = documents.clean(journey.draft)
    errors = [one for one in checks.problems(document) if one["level"] == checks.ERROR]
    if errors:
        raise Invalid(_("This journey is not ready to publish. Nothing was published."), errors)
    checksum, newest = documents.checksum(document), journey.current
    if newest and newest.checksum == checksum:
        words = {"number": newest.number}
        raise NotAllowedNow(_("Nothing changed since version %(number)s, so nothing was published.") % words)
    number = newest.number + 1 if newest else 1
    try:
        with transaction.atomic():
            version = JourneyVersion.objects.create(
                journey=journey, number=number, document=document, checksum=checksum, published_by=by, note=note
            )
            audit.record("journey.published", journey, by=by, number=number, checksum=checksum)
    except IntegrityError:
        raise MovedMeanwhile from None
    return version


@transaction.atomic
def duplicate(
    journey: Journey, by: User | None, client: Client | None = None, title: Mapping[str, str] | None = None
) -> Journey:
    """A new journey with the same draft, for the same client or another one; versions stay behind."""
    named = title or {code: f"{words} (2)" if words else "" for code, words in journey.title.items()}
    twin = create(client or journey.client, named, by, journey.draft)
    audit.record("journey.duplicated", twin, by=by, source=journey.pk)
    return twin


@transaction.atomic
def read_form(client: Client, content: bytes, name: str, by: User, language: str = "") -> FormImport:
    """Read a file with a questionnaire and keep what it comes to for a day, for ``import_form`` to make a journey of.

    Never fails because of what is in the file: a refused one has no document, and its findings say why.
    """
    outcome = reading.read(content, name, language)
    FormImport.objects.filter(by=by, journey=None, at__lt=timezone.now() - KEPT_UNCONFIRMED).delete()
    return FormImport.objects.create(
        client=client, by=by, file_name=name[-200:], document=outcome.document,
        findings=[one.as_dict() for one in outcome.findings],
    )  # fmt: skip


@transaction.atomic
def import_form(form: FormImport, by: User) -> Journey:
    """Make the journey of a form that was read; doing it twice makes one.

    Raises ``Invalid`` with the findings when the file was refused.
    """
    form = FormImport.objects.select_for_update(of=("self",)).select_related("client", "journey").get(pk=form.pk)
    if form.journey:
        return form.journey
    if form.document is None:
        raise Invalid(_("This file cannot become a journey. Nothing was imported."), list(form.findings))
    form.journey = create(form.client, form.document["title"], by, form.document)
    form.save(update_fields=["journey"])
    counted = Counter(one["level"] for one in form.findings)
    audit.record("journey.imported", form.journey, by=by, file=form.file_name, findings=dict(counted))
    return form.journey


@transaction.atomic
def archive(journey: Journey, by: User) -> None:
    """Put a journey away: out of the lists, versions and visits untouched. Doing it twice is once."""
    _put(journey, away=True, by=by)


@transaction.atomic
def restore(journey: Journey, by: User) -> None:
    """Bring a journey back from the archive."""
    _put(journey, away=False, by=by)


def _put(journey: Journey, *, away: bool, by: User) -> None:
    if Journey.objects.filter(pk=journey.pk, is_archived=not away).update(is_archived=away):
        audit.record("journey.archived" if away else "journey.restored", journey, by=by)
    journey.is_archived = away


def empty_document(title: Mapping[str, str]) -> dict[str, Any]:
    """What a new journey starts with: one phase, so that the first step has a place."""
    document, _key = editing.add_phase(
        editing.new_document(title), {"nl": "Eerste fase", "en": "First phase"}, "orient"
    )
    return document
