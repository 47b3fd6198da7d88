"""Where a target stands is told in the same words by report, slides, workbook, desk and the pages of clients."""

import io
import re
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from pptx import Presentation

from fieldwork.people.states import Role
from reports.exports.figure_files import workbook_of
from reports.exports.slides import slides_of
from reports.figures import actions as figures
from reports.figures.words import TARGETS
from reports.improvement import plan, reading
from reports.improvement.standing import Aim, of_study
from tests.factories import UserFactory, WaveFactory
from tests.reports.documents.test_chapters import page
from tests.reports.exports.reading import rows_by_key, sheets
from tests.reports.field import STEPS, felt, walked_visit
from tests.reports.improvement.writing import frozen
from tests.reports.sample_figures import sample
from tests.reports.sample_interpretation import interpretation

MADE_ON, DAY_BEFORE = "2026-12-11", "2026-12-10"
WORDS = {"missed": ("missed", "niet behaald"), "not_yet": ("not yet reached", "nog niet behaald")}


def with_target(deadline):
    """Figures that fall short of the target of the study, and a plan that gives that target its date."""
    found, written = sample(), interpretation()
    found["score"]["target"] = {"value": 65.0, "status": "missed", "deadline": None}
    written["targets"][0]["deadline"] = deadline
    assert (written["targets"][0]["value"], written["targets"][0]["status"]) == (65.0, "missed")
    return found, written


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("deadline", "code"), [(DAY_BEFORE, "missed"), (MADE_ON, "not_yet"), (None, "missed")])
def test_a_target_stands_alike_everywhere_and_is_missed_only_after_its_date(deadline, code, language):
    found, written = with_target(deadline)
    word = WORDS[code][language == "nl"]
    with translation.override(language):
        head = reading.head_of(found, written["targets"])
        row = reading.target_row(found, written["targets"][0])
    slides = Presentation(io.BytesIO(slides_of(found, language, written))).slides[1]
    said = [shape.text_frame.text for shape in slides.shapes if shape.has_text_frame]
    book = sheets(workbook_of(found, language, written))
    whole = rows_by_key(book["Klantreis" if language == "nl" else "Journey"])[0]
    planned = rows_by_key(book["Doelen" if language == "nl" else "Targets"])[0]
    sentence = f"{'Doel van' if language == 'nl' else 'Target of'} 65: {word}."

    assert head["target_status"] == row["status"] == word
    assert whole["target_status"] == planned["status"] == word
    assert whole["target_status_code"] == planned["status_code"] == code
    assert (whole["target_deadline"] and f"{whole['target_deadline']:%Y-%m-%d}") == deadline
    assert any(sentence in text for text in said)
    printed = page(found, language, interpretation=written)
    assert sentence in printed
    assert f">{word}<" in printed.split('id="plan"')[1]


def test_another_target_of_the_plan_gives_the_study_no_date():
    found, written = with_target(MADE_ON)
    for changed in ({"value": 70.0}, {"metric": "checklist"}):
        other = [{**written["targets"][0], **changed}]
        assert of_study(found, other) == Aim(65.0, None, "missed")


def test_every_place_a_target_can_stand_has_its_word_in_both_languages():
    for language, words in (
        ("en", ["achieved", "probably achieved", "not shown", "missed", "not yet reached", "too few visits"]),
        ("nl", ["behaald", "waarschijnlijk behaald", "niet aangetoond", "niet behaald", "nog niet behaald",
                "te weinig bezoeken"]),
    ):  # fmt: skip
        with translation.override(language):
            assert [str(word) for word in TARGETS.values()] == words


@pytest.mark.django_db
def test_the_desk_and_the_client_read_that_a_target_of_the_plan_has_its_date_to_come(client, settings):
    settings.LANGUAGE_CODE = "en"
    cache.clear()
    wave = WaveFactory()
    wave.study.target = 99
    wave.study.save()
    for px in (300, 310, 320, 330):
        walked_visit(wave, feelings={step: felt(px) for step in STEPS})
    viewer = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, language="en")
    boss = UserFactory(role=Role.ADMINISTRATOR, language="en")
    held = frozen(wave.study, changed=partial(as_measured, figures.live(wave.study, [wave])))
    desk, overview = reverse("improvement:detail", args=[held.uuid]), reverse("client:overview")
    assert "99: missed" in read(client, boss, desk)
    assert "Target 99: missed." in bare(read(client, viewer, overview))

    plan.set_target(held, "journey_score", "", 99, boss, deadline=date.today() + timedelta(days=200))
    for address in (desk, reverse("improvement:target", args=[held.uuid])):  # the text, and a form beside the figures
        assert "99: not yet reached" in read(client, boss, address)
    assert "Target 99: not yet reached." in bare(read(client, viewer, overview))


def as_measured(live, held):
    """Frozen figures about the visits of ``live``: the same target, days and part of the organisation."""
    held["score"]["target"] = live["score"]["target"]
    held["meta"] |= {name: live["meta"][name] for name in ("made_at", "last_visit_on", "selection")}


def read(client, person, address):
    client.force_login(person)
    return client.get(address).content.decode()


def bare(html):
    return re.sub(r"</?strong>", "", html)
