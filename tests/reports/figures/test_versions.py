"""Versions of a published set: a correction names the one it replaces and says why; nothing else changes it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from fieldwork.common.errors import Invalid, MovedMeanwhile
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.models import Visit
from reports.figures import actions
from reports.figures.actions import freeze
from reports.figures.freezing import ReasonNeeded
from reports.figures.models import FigureSet
from reports.figures.queries import journey_figures
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHY = "Bij één bezoek stond het verkeerde cijfer."


@pytest.fixture
def wave():
    return WaveFactory(number=1)


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


@pytest.fixture
def old(wave, planner):
    walked_visit(wave)
    return freeze(wave.study, [wave], None, planner)


def regrade(wave, grade=3):
    wave.visits.update(overall_grade=grade)


def test_other_figures_over_the_same_selection_need_a_reason(wave, planner, old):
    regrade(wave)
    with pytest.raises(ReasonNeeded) as refused:
        freeze(wave.study, [wave], None, planner)
    assert (refused.value.old, refused.value.status) == (old, 422)
    with pytest.raises(ReasonNeeded):
        freeze(wave.study, [wave], None, planner, reason="   ")
    assert FigureSet.objects.get() == old


def test_other_names_alone_need_no_reason(wave, planner, old):
    wave.study.client.colour = "#123456"
    wave.study.client.save()
    wave.title = "Golf 1, hernoemd"
    wave.save()
    new = freeze(wave.study, [wave], None, planner)
    assert (new.corrects, new.figures["score"], new.figures["meta"]["waves"]) == (
        old, old.figures["score"], ["Golf 1, hernoemd"],
    )  # fmt: skip
    assert new.correction_reason


def test_what_others_do_makes_no_new_version(wave, planner, old):
    """A place that opens, and visits for another client in the panel, leave a published set the newest."""
    LocationFactory(client=wave.study.client)
    elsewhere = walked_visit(WaveFactory(study__family=wave.study.family))
    Visit.objects.filter(pk=elsewhere.pk).update(approved_at=Visit.objects.get(wave=wave).approved_at)
    now = journey_figures(wave.study, [wave])["meta"]
    assert (now["n_sites"], now["gap_panel"]["n_pairs"]) != (
        old.figures["meta"]["n_sites"], old.figures["meta"]["gap_panel"]["n_pairs"],
    )  # fmt: skip
    assert freeze(wave.study, [wave], None, planner) == old
    assert FigureSet.objects.get().figures == old.figures


def test_a_correction_names_the_old_set_and_why_and_leaves_it_as_it_was(wave, planner, old):
    before = FigureSet.objects.get(pk=old.pk).figures
    regrade(wave)
    new = freeze(wave.study, [wave], None, planner, reason=f" {WHY} ")

    assert (new.corrects, new.correction_reason, new.made_by) == (old, WHY, planner)
    meta = new.figures["meta"]
    assert meta["corrects"] == {
        "version": 2,
        "made_at": meta["corrects"]["made_at"],
        "source_hash": old.inputs_sha256,
        "reason": WHY,
    }
    assert (meta["made_by"], before["meta"]["corrects"]) == (str(planner.pk), None)
    assert FigureSet.objects.get(pk=old.pk).figures == before
    assert list(FigureSet.objects.current()) == [new]
    assert AuditEvent.objects.get(verb="figures.corrected").data["reason"] == WHY


def test_versions_form_a_line(wave, planner, old):
    regrade(wave)
    second = freeze(wave.study, [wave], None, planner, reason=WHY)
    regrade(wave, 4)
    third = freeze(wave.study, [wave], None, planner, corrects=second, reason="Nog een keer.")
    assert (third.corrects, third.figures["meta"]["corrects"]["version"]) == (second, 3)
    regrade(wave, 5)
    with override("en"), pytest.raises(Invalid, match="newest"):
        freeze(wave.study, [wave], None, planner, corrects=old, reason=WHY)


def test_a_correction_may_bring_back_what_an_older_version_held(wave, planner, old):
    was = wave.visits.get().overall_grade
    regrade(wave)
    second = freeze(wave.study, [wave], None, planner, reason=WHY)
    regrade(wave, was)
    with pytest.raises(ReasonNeeded):
        freeze(wave.study, [wave], None, planner)
    third = freeze(wave.study, [wave], None, planner, reason="Het was toch goed.")
    assert (third.corrects, third.inputs_sha256) == (second, old.inputs_sha256)
    assert freeze(wave.study, [wave], None, planner) == third


def test_another_part_or_another_wave_is_another_set(wave, planner, old):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    walked_visit(wave, location=LocationFactory(client=wave.study.client, region=region))
    part = freeze(wave.study, [wave], [region], planner)
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    walked_visit(later)
    other = freeze(wave.study, [later], None, planner)
    assert part.corrects is other.corrects is None
    with pytest.raises(Invalid):
        freeze(wave.study, [later], None, planner, corrects=old, reason=WHY)


def test_a_reason_without_anything_to_correct_is_left_out(wave, planner):
    walked_visit(wave)
    frozen = freeze(wave.study, [wave], None, planner, reason=WHY)
    assert (frozen.corrects, frozen.correction_reason) == (None, "")


def test_two_corrections_of_one_set_at_once_leave_one(wave, planner, old, monkeypatch):
    regrade(wave)
    figures_of = actions.figures_of

    def meanwhile(*facts):
        made = figures_of(*facts)
        FigureSet.objects.create(
            study=wave.study, selection=old.selection, figures=old.figures, inputs_sha256="1" * 64,
            formula_version="1", corrects=old, correction_reason="Iemand anders was eerder.",
        )  # fmt: skip
        return made

    monkeypatch.setattr(actions, "figures_of", meanwhile)
    with pytest.raises(MovedMeanwhile):
        freeze(wave.study, [wave], None, planner, reason=WHY)
    assert FigureSet.objects.count() == 2


def test_two_first_versions_at_once_leave_one(wave, planner, monkeypatch):
    walked_visit(wave)
    figures_of = actions.figures_of

    def meanwhile(*facts):
        made = figures_of(*facts)
        FigureSet.objects.create(
            study=wave.study, selection=actions.selection_of([wave], []), figures=made, inputs_sha256="1" * 64,
            formula_version="1",
        )  # fmt: skip
        return made

    monkeypatch.setattr(actions, "figures_of", meanwhile)
    with pytest.raises(MovedMeanwhile):
        freeze(wave.study, [wave], None, planner)
    assert FigureSet.objects.count() == 1


def test_a_correction_without_reason_cannot_be_written(wave, old):
    for corrects, reason in ((old, ""), (None, WHY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            FigureSet.objects.create(
                study=wave.study, figures={}, inputs_sha256="2" * 64, formula_version="1", corrects=corrects,
                correction_reason=reason,
            )  # fmt: skip


def test_the_thresholds_of_the_study_are_used_and_stored(wave, planner):
    study = wave.study
    study.thresholds = {"negative": -0.5, "relevant_change": 6}
    study.save()
    walked_visit(wave, feelings={"waiting": {"px": 300, "py": 500, "named": [], "cause_text": "", "cause_tag": ""}})
    frozen = freeze(study, [wave], None, planner)
    meta = frozen.figures["meta"]
    assert (meta["thresholds"]["negative"], meta["thresholds"]["relevant_change"]) == (-0.5, 6)
    assert meta["thresholds"] == study.measurement().as_dict()
    assert meta["versions"][0]["checksum"] == wave.journey_version.checksum
    study.thresholds = {}
    study.save()
    with pytest.raises(ReasonNeeded):
        freeze(study, [wave], None, planner)
