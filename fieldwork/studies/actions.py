"""What happens to studies, waves and briefings."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.common.storage import store_once
from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.people.models import Client, User
from fieldwork.studies.markdown import missing_pictures, render_markdown
from fieldwork.studies.models import Briefing, BriefingPicture, BriefingVersion, Study, Wave, checked_thresholds
from fieldwork.studies.news import briefing_published
from fieldwork.studies.pictures import Prepared, prepare
from fieldwork.studies.states import Family, Instrument

__all__ = ["render_markdown"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
NEEDS_GROUND = _("Write down on which ground sound may be recorded, or leave the audio memo off.")
ALLOWED = ("allows_audio", "audio_ground", "asks_position")  # what shoppers may be asked for beside their answers
MAX_TEXT = 60_000  # characters of one language of a briefing


def _problem(field: str, code: str, message: str | Promise) -> dict:
    return {"field": field, "code": code, "message": message}


def _refuse(field: str, code: str, message: str | Promise) -> Invalid:
    return Invalid(message, problems=[_problem(field, code, message)])


@transaction.atomic
def create_study(
    client: Client,
    journey: Journey,
    title: str,
    by: User,
    family: str = Family.CUSTOMER,
    goals: str = "",
    target: Decimal | None = None,
    instrument: str = Instrument.PAD,
) -> Study:
    """Begin a study over one journey of the client. Raises ``Invalid`` for a journey of somebody else."""
    if journey.client_id != client.pk:
        raise _refuse("journey", "other_client", _("This journey belongs to another client. Choose another one."))
    study = Study.objects.create(
        client=client, journey=journey, title=title, family=family, goals=goals, target=target, instrument=instrument
    )
    audit.record("study.created", study, by=by, title=title)
    return study


@transaction.atomic
def allow(study: Study, by: User, *, allows_audio: bool, audio_ground: str, asks_position: bool) -> None:
    """Say what shoppers of this study may be asked for; each change stands in the audit trail with its ground.

    Raises ``Invalid`` when sound would be recorded without a ground.
    """
    wanted = dict(zip(ALLOWED, (allows_audio, audio_ground.strip(), asks_position), strict=True))
    if allows_audio and not wanted["audio_ground"]:
        raise _refuse("audio_ground", "ground", NEEDS_GROUND)
    stored = Study.objects.select_for_update().values(*ALLOWED).get(pk=study.pk)
    if wanted != stored:
        Study.objects.filter(pk=study.pk).update(**wanted)
        audit.record("study.allowed", study, by=by, **wanted)
    for name, value in wanted.items():
        setattr(study, name, value)


@transaction.atomic
def agree_thresholds(study: Study, thresholds: Mapping[str, float], by: User) -> None:
    """Fix what this study counts differently from the product, before fieldwork; ``{}`` is the product's own.

    Raises ``Invalid`` on a threshold that does not exist or lies outside its bounds, and ``NotAllowedNow`` once a
    visit was handed in: what was agreed before fieldwork stays.
    """
    try:
        wanted = checked_thresholds(dict(thresholds))
    except ValidationError as problem:
        raise _refuse("thresholds", "out_of_bounds", " ".join(problem.messages)) from None
    stored = Study.objects.select_for_update().get(pk=study.pk)
    if wanted != stored.thresholds:
        if stored.is_measured:
            raise NotAllowedNow(_("A visit was handed in, so the thresholds of this study are fixed."))
        Study.objects.filter(pk=study.pk).update(thresholds=wanted)
        audit.record("study.thresholds", study, by=by, thresholds=wanted)
    study.thresholds = wanted


@transaction.atomic
def keep_pilot(study: Study, found: Mapping[str, Any], by: User) -> None:
    """Keep what a pilot of this study's instrument found, in the place of an earlier one; every report says so.

    ``found`` is ``measurement.pilot.Pilot.as_dict()``. Raises ``NotAllowedNow`` when nothing was measured yet.
    """
    if not found["n_pairs"] and not found["median"]["n"]:
        raise NotAllowedNow(_("No step was measured yet, so there is nothing to keep."))
    kept = {
        "at": timezone.localtime().isoformat(timespec="seconds"),
        "by": by.pk,
        "instrument": study.instrument,
        **found,
    }
    Study.objects.filter(pk=study.pk).update(pilot=kept)
    study.pilot = kept
    audit.record("study.pilot", study, by=by, **found)


@transaction.atomic
def create_wave(
    study: Study,
    by: User,
    *,
    journey_version: JourneyVersion,
    title: str,
    visit_from: date,
    due: date,
    submit_by: date,
    report_by: date,
    fee_cents: int = 0,
    currency: str = "EUR",
) -> Wave:
    """Open the next wave of a study, with an empty briefing to write.

    Raises ``Invalid`` when the dates are out of order or the version is of another journey.
    """
    check_dates(visit_from, due, submit_by, report_by)
    if journey_version.journey_id != study.journey_id:
        message = _("This version belongs to another journey. Choose a version of the journey of this study.")
        raise _refuse("journey_version", "other_journey", message)
    last = study.waves.aggregate(last=Max("number"))["last"] or 0
    wave = Wave.objects.create(
        study=study,
        journey_version=journey_version,
        number=last + 1,
        title=title,
        visit_from=visit_from,
        due=due,
        submit_by=submit_by,
        report_by=report_by,
        fee_cents=fee_cents,
        currency=currency,
    )
    Briefing.objects.create(wave=wave, draft=dict.fromkeys(LANGUAGES, ""))
    audit.record("wave.created", wave, by=by, title=title)
    return wave


def check_dates(visit_from: date, due: date, submit_by: date, report_by: date) -> None:
    """Raise ``Invalid`` naming every date that lies before the one it must follow."""
    problems = []
    if due < visit_from:
        problems.append(("due", _("The last visit day lies before the first visit day.")))
    if submit_by < due:
        problems.append(("submit_by", _("Shoppers must be able to hand in up to the last visit day or later.")))
    if report_by < submit_by:
        problems.append(("report_by", _("The report date lies before the last day to hand in.")))
    if problems:
        rows = [{"field": field, "code": "order", "message": message} for field, message in problems]
        raise Invalid(problems[0][1], problems=rows)


@transaction.atomic
def save_wave(wave: Wave, by: User) -> None:
    """Write a changed wave. Raises ``Invalid`` when its dates are out of order."""
    check_dates(wave.visit_from, wave.due, wave.submit_by, wave.report_by)
    wave.save()
    audit.record("wave.changed", wave, by=by, title=wave.title)


def briefing_of(wave: Wave) -> Briefing:
    """The wave's briefing; begun here when the wave has none yet."""
    return Briefing.objects.get_or_create(wave=wave, defaults={"draft": dict.fromkeys(LANGUAGES, "")})[0]


def pictures_of(briefing: Briefing) -> dict[UUID, BriefingPicture]:
    """The briefing's own pictures by uuid, as ``render_markdown`` wants them."""
    return {picture.uuid: picture for picture in briefing.pictures.all()}


@transaction.atomic
def save_briefing(wave: Wave, markdown: Mapping[str, str], by: User, revision: int) -> Briefing:
    """Keep the draft text. ``revision`` is the one the writer started from.

    Raises ``MovedMeanwhile`` when somebody saved another text since, ``Invalid`` for a text over 60,000 characters.
    """
    draft = {code: str(markdown.get(code) or "") for code in LANGUAGES}
    if any(len(text) > MAX_TEXT for text in draft.values()):
        raise _refuse("markdown", "too_long", _("The briefing is longer than 60,000 characters. Make it shorter."))
    briefing = briefing_of(wave)
    if briefing.draft == draft:
        return briefing
    fresh = Briefing.objects.filter(pk=briefing.pk, revision=revision)
    if not fresh.update(draft=draft, revision=F("revision") + 1):
        raise MovedMeanwhile(
            _("Somebody else changed this briefing just now. Your text was not saved: copy it, then reload the page.")
        )
    briefing.draft, briefing.revision = draft, revision + 1
    return briefing


@transaction.atomic
def publish_briefing(wave: Wave, by: User, changes: Mapping[str, str] | None = None) -> BriefingVersion:
    """Freeze the draft as the next version, which every shopper of the wave must read.

    ``changes`` says per language what is different, and is needed from the second version on. Raises ``Invalid``
    for an empty text, an unchanged text, an unknown picture, or a second version that does not say what changed.
    """
    briefing = briefing_of(wave)
    said = {code: str((changes or {}).get(code) or "").strip()[:500] for code in LANGUAGES}
    if problems := publish_problems(briefing, briefing.draft, said):
        raise Invalid(problems[0]["message"], problems=problems)
    last = briefing.current
    drawer = pictures_of(briefing)
    version = BriefingVersion.objects.create(
        briefing=briefing,
        number=last.number + 1 if last else 1,
        markdown=briefing.draft,
        html={code: render_markdown(text, drawer) for code, text in briefing.draft.items()},
        changes=said,
        published_by=by,
    )
    audit.record("briefing.published", version, by=by, wave=wave.pk, number=version.number)
    news = partial(briefing_published.send_robust, Briefing, wave_id=wave.pk, version_id=version.pk)
    transaction.on_commit(news)
    return version


def publish_problems(briefing: Briefing, markdown: Mapping[str, str], changes: Mapping[str, str]) -> list[dict]:
    """What stands between these texts and a new version: ``field``, ``code`` and ``message`` of each."""
    last = briefing.current
    if not any(text.strip() for text in markdown.values()):
        return [_problem("nl", "empty", _("The briefing has no text yet. Write it, then publish."))]
    if last and last.markdown == dict(markdown):
        message = _("Nothing changed since the last version. There is nothing to publish.")
        return [_problem("nl", "unchanged", message)]
    problems = []
    if last and not any(text.strip() for text in changes.values()):
        message = _("Say in one sentence what changed. Shoppers who read the former version see that first.")
        problems.append(_problem("changes_nl", "required", message))
    drawer = pictures_of(briefing)
    for code, text in markdown.items():
        for alt in missing_pictures(text, drawer):
            message = _("A picture in the text is not in this briefing: “%(alt)s”. Add it or take it out.")
            problems.append(_problem(code, "picture", message % {"alt": alt or "?"}))
    return problems


@transaction.atomic
def add_picture(wave: Wave, picture: bytes | Prepared, alt: str, by: User) -> BriefingPicture:
    """Put a picture in the briefing's drawer. Raises ``Invalid`` for what ``pictures.prepare`` refuses."""
    prepared = prepare(picture) if isinstance(picture, bytes) else picture
    return BriefingPicture.objects.create(
        briefing=briefing_of(wave),
        file=store_once(prepared.data, "briefings", prepared.suffix),
        alt=alt,
        width=prepared.width,
        height=prepared.height,
    )
