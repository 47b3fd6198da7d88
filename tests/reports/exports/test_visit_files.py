"""Visits with their answers as CSV, workbook and JSON: every path once, nothing hidden told, texts as written."""

import csv
import io
import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldwork.people.states import LocationKind, Role
from reports.exports import csvs, visit_files
from reports.figures import released
from reports.figures.published import Filters
from reports.figures.released import Given, Release, Released
from tests import documents
from tests.factories import JourneyVersionFactory, LocationFactory, UserFactory, WaveFactory
from tests.reports.exports.reading import dangers, rows_by_key, sheets
from tests.reports.field import STEPS, felt, photo, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
EVERYTHING = Filters()
MORNING = datetime(2026, 11, 12, 9, 41, 27, tzinfo=ZoneInfo("Europe/Amsterdam"))


def quiet(_number):
    """Nobody waits for it."""


@pytest.fixture(autouse=True)
def in_dutch():
    with translation.override("nl"):
        yield


@pytest.fixture
def wave():
    document = documents.small()
    for step in [step for phase in document["phases"] for step in phase["steps"]][:2]:
        step["questions"].append(documents.question("same", "short_text", required=False))
    document["phases"][0]["steps"][0]["questions"] += [
        documents.question("secret", "long_text", internal=True, required=False),
        documents.question("clock", "time", required=False),
    ]
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=document)
    wave.save()
    return wave


@pytest.fixture
def reader(wave):
    return UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)


@pytest.fixture
def planner(wave):
    return UserFactory(role=Role.PLANNER, manages=[wave.study.client])


@pytest.fixture
def visit(wave):
    shopper = UserFactory(name="Wilhelmina Opvallend", email="wilhelmina@opvallend.nl")
    feelings = {step: felt(200, "irritated", 4, 4, text="Er was niemand die opkeek.") for step in STEPS}
    answers = {
        "arriving/same": "=1+1", "waiting/same": "een heel ander antwoord", "arriving/secret": "Jansen",
        "arriving/clock": "09:41", "waiting/room": {"na": "geen wachtkamer"}, "helped/judgement": "not asked",
    }  # fmt: skip
    return walked_visit(wave, answers, feelings, shopper=shopper, device="toestel-7", started_at=MORNING)


def as_csv(user, filters=EVERYTHING, *, comma=False):
    text = b"".join(visit_files.csv_of(Release(user, filters), quiet, comma=comma)).decode()
    assert text.startswith("\ufeff")
    head, *lines = csv.reader(io.StringIO(text[1:]), delimiter=";" if comma else ",")
    return head, [dict(zip(head, line, strict=True)) for line in lines]


def as_json(user, filters=EVERYTHING):
    return json.loads(b"".join(visit_files.json_lines(Release(user, filters), quiet)))


def as_book(user, tmp_path, filters=EVERYTHING):
    path = tmp_path / "visits.xlsx"
    visit_files.workbook(Release(user, filters), path, timezone.now(), quiet)
    return path.read_bytes()


def test_equal_names_in_two_steps_are_two_columns_in_every_format(reader, visit, tmp_path):
    head, [row] = as_csv(reader)
    assert len(head) == len(set(head))
    assert (row["arriving/same"], row["waiting/same"]) == ("'=1+1", "een heel ander antwoord")
    [answers] = rows_by_key(sheets(as_book(reader, tmp_path))["Antwoorden"])
    assert (answers["arriving/same"], answers["waiting/same"]) == ("=1+1", "een heel ander antwoord")
    given = as_json(reader)["visits"][0]["answers"]
    assert given["arriving/same"]["value"] == "=1+1"
    assert given["waiting/same"]["value"] == "een heel ander antwoord"


def test_every_answered_path_stands_exactly_once(reader, planner, visit):
    mine = set(visit.answers.values_list("path", flat=True))
    assert set(as_json(planner)["visits"][0]["answers"]) == mine
    assert set(as_json(reader)["visits"][0]["answers"]) == mine - {"arriving/secret"}
    head, _rows = as_csv(planner)
    assert mine <= set(head)


def test_not_applicable_missing_and_not_asked_can_be_told_apart(reader, visit, tmp_path):
    visit.answers.filter(path="waiting/minutes").update(status="missing", value=None)
    _head, [row] = as_csv(reader)
    assert (row["waiting/room"], row["waiting/room@status"]) == ("", "na: geen wachtkamer")
    assert row["helped/judgement@status"] == "not_asked"
    assert row["waiting/minutes@status"] == "missing"
    assert row["helped/solved@status"] == "answered"
    [answers] = rows_by_key(sheets(as_book(reader, tmp_path))["Antwoorden"])
    assert answers["waiting/room@status"] == "na: geen wachtkamer"
    assert as_json(reader)["visits"][0]["answers"]["waiting/room"] == {
        "status": "na", "value": None, "reason": "geen wachtkamer",
    }  # fmt: skip


def test_a_client_gets_no_shopper_no_internal_answer_and_no_clock(reader, visit, tmp_path):
    book = json.dumps(sheets(as_book(reader, tmp_path)), default=str)
    for text in (json.dumps(as_json(reader)), str(as_csv(reader)), book):
        for secret in ("Wilhelmina", "opvallend", "toestel-7", "Jansen", "09:41", "secret", str(visit.uuid)):
            assert secret not in text
        assert str(visit.public_key) in text
    _head, [row] = as_csv(reader)
    assert (row["day"], row["part_of_day"], row["arriving/clock"]) == ("2026-11-12", "ochtend", "ochtend")


def test_the_desk_gets_internal_answers_and_times_but_no_shopper(planner, visit):
    _head, [row] = as_csv(planner)
    assert (row["arriving/secret"], row["arriving/clock"], row["device"]) == ("Jansen", "09:41", "toestel-7")
    assert "Wilhelmina" not in str(row)
    assert "opvallend" not in json.dumps(as_json(planner))


def test_who_may_see_what(wave, reader, visit):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    scoped = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, scope=[region])
    for stranger in (UserFactory(role=Role.CLIENT_MANAGER), visit.shopper, UserFactory(role=Role.PLANNER), scoped):
        assert as_json(stranger)["visits"] == []
    inside = walked_visit(wave, location=LocationFactory(client=wave.study.client, region=region))
    assert [one["visit"] for one in as_json(scoped)["visits"]] == [str(inside.public_key)]
    assert len(as_json(reader)["visits"]) == 2


def test_filters_of_the_page_are_kept(wave, reader, visit):
    place = LocationFactory(client=wave.study.client, name="Paviljoen Oost")
    other = walked_visit(wave, channel="phone", location=place)
    keys = lambda **asked: [one["visit"] for one in as_json(reader, Filters(**asked))["visits"]]  # noqa: E731
    assert keys(channel="phone") == [str(other.public_key)]
    assert keys(location=visit.location_id) == [str(visit.public_key)]
    assert keys(wave=wave.pk + 1000) == []
    assert keys(words="oost paviljoen") == [str(other.public_key)]


def test_two_journeys_in_one_file_never_share_a_column(planner, visit, wave):
    other = WaveFactory(study__client=wave.study.client)
    walked_visit(other)
    head, rows = as_csv(planner)
    assert len(rows) == 2
    assert len(head) == len(set(head))
    journeys = {one.partition(":")[0] for one in head if one.endswith("helped/solved")}
    assert journeys == {str(wave.study.journey_id), str(other.study.journey_id)}


def test_the_workbook_has_typed_cells_a_sheet_for_each_kind_and_no_formula(reader, visit, tmp_path):
    data = as_book(reader, tmp_path)
    assert dangers(data) == (0, 0)
    book = sheets(data)
    assert list(book) == ["Bezoeken", "Antwoorden", "Emoties", "Bewijs", "Codeboek"]
    [row] = rows_by_key(book["Bezoeken"])
    assert row["day"] == datetime(2026, 11, 12)
    assert row["score"] == pytest.approx(50 * (1 + visit.valence))
    assert row["grade"] == 7
    [answers] = rows_by_key(book["Antwoorden"])
    assert answers["waiting/minutes"] == 10
    steps = {one["step"]: one for one in rows_by_key(book["Emoties"])}
    assert set(steps) == set(STEPS)
    assert (steps["waiting"]["named"], steps["waiting"]["said"]) == ("irritated:4", "Er was niemand die opkeek.")
    assert steps["waiting"]["grade"] == 4
    codes = rows_by_key(book["Codeboek"])
    rooms = [one["code"] for one in codes if one["path"] == "waiting/room"]
    assert rooms[0] is None
    assert "clean" in rooms
    assert {one["path"] for one in codes} == {key for key in answers if key != "visit" and "@" not in key}


def test_the_code_book_of_json_has_texts_in_both_languages(reader, visit):
    [room] = [one for one in as_json(reader)["code_book"] if one["path"] == "waiting/room"]
    assert room["kind"] == "single"
    assert {"code": "clean", "text": {"nl": "Schoon", "en": "Clean"}}.items() <= room["options"][0].items()


def test_evidence_is_listed_with_its_fingerprint(reader, wave, tmp_path):
    visit = walked_visit(wave)
    ident = photo(visit)
    [row] = rows_by_key(sheets(as_book(reader, tmp_path))["Bewijs"])
    assert (row["path"], row["photo"], len(row["sha256"])) == ("waiting/screen", ident, 64)


def test_dutch_excel_gets_semicolons_and_decimal_commas(reader, visit):
    _head, [row] = as_csv(reader, comma=True)
    assert row["score"] == f"{round(50 * (1 + visit.valence), 9)!r}".replace(".", ",").removesuffix(",0")
    assert row["waiting/minutes"] == "10"


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_batch_costs_the_same_for_one_visit_and_for_three(reader, wave, how_many):
    for _number in range(how_many):
        walked_visit(wave)
    with CaptureQueriesContext(connection) as asked:
        as_json(reader)
    assert len(asked) == 8


def test_more_than_one_batch_keeps_every_visit_once_and_in_the_order_of_the_page(reader, wave, monkeypatch):
    monkeypatch.setattr(released, "BATCH", 2)
    made = {str(walked_visit(wave).public_key) for _number in range(5)}
    keys = [one["visit"] for one in as_json(reader)["visits"]]
    assert set(keys) == made
    assert len(keys) == 5


def test_an_emptied_selection_still_makes_a_whole_file(reader, wave, tmp_path):
    assert as_json(reader)["visits"] == []
    assert as_csv(reader)[1] == []
    assert sheets(as_book(reader, tmp_path))["Bezoeken"][1][0] == "visit"


# --- hostile texts, without a database ----------------------------------------------------------------
class Fake:
    """A release of one visit with these texts as answers."""

    is_inside, language, stops, has_several = False, "nl", [], False

    def __init__(self, texts):
        self.questions = [
            released.Asked(
                f"step/q{n}", 1, "step", 1, {"nl": text}, {"key": f"q{n}", "kind": "long_text", "text": {"nl": text}}
            )
            for n, text in enumerate(texts)
        ]
        cells = dict.fromkeys(visit_files.VISIT) | {"visit": "key", "scenario": texts[0]}
        self.rows = [Released(cells, {f"step/q{n}": Given("answered", text, "") for n, text in enumerate(texts)})]

    def __iter__(self):
        return iter(self.rows)


HOSTILE = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("=+-@\t\r\n\x00\x0b\ufffe;,\"'<&")), min_size=1
) | st.sampled_from(['=HYPERLINK("http://evil")', "+31 6", "-1+2", "@SUM(A1)", "http://example.org", "1e5", "007"])


@settings(max_examples=20)
@given(st.lists(HOSTILE, min_size=5, max_size=5))
def test_hostile_texts_go_through_all_three_formats_as_written(tmp_path_factory, texts):
    whole = b"".join(visit_files.csv_of(Fake(texts), quiet, comma=True)).decode()  # type: ignore[arg-type]
    head, row = csv.reader(io.StringIO(whole[1:], newline=""), delimiter=";")
    read = dict(zip(head, row, strict=True))
    told = json.loads(b"".join(visit_files.json_lines(Fake(texts), quiet)))  # type: ignore[arg-type]
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    visit_files.workbook(Fake(texts), path, timezone.now(), quiet)  # type: ignore[arg-type]
    assert dangers(path.read_bytes()) == (0, 0)
    [answers] = rows_by_key(sheets(path.read_bytes())["Antwoorden"])
    for n, text in enumerate(texts):
        assert read[f"step/q{n}"] == csvs.safe(text)
        assert not read[f"step/q{n}"].startswith(("=", "+", "-", "@"))
        assert told["visits"][0]["answers"][f"step/q{n}"]["value"] == text
        kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
        assert answers[f"step/q{n}"] in (kept, kept or None)
