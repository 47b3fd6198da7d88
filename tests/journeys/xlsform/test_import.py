"""From a file to a draft journey by command, and every third-party workbook imported or refused with its list."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from fieldwork.common.errors import Invalid
from fieldwork.common.models import AuditEvent
from fieldwork.journeys import actions, checks, documents
from fieldwork.journeys.models import FormImport, Journey
from fieldwork.journeys.xlsform import adapter, reading
from tests.documents import small
from tests.factories import ClientFactory, UserFactory
from tests.journeys.xlsform.workbooks import name_of, need, samples, workbook

pytestmark = pytest.mark.django_db
REFUSED = {"pyxform__duplicate_columns.xlsx", "pyxform__unknown_question_type.xls", "xlsform2qgis__service_rating.xlsx"}
GOOD = workbook([["type", "name", "label"], ["text", "a", "A"], ["video", "b", "B"]])
BAD = workbook([["type", "name", "label"], ["riddle", "a", "A"], ["end group"]])


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def run(tmp_path, content, name="form.xlsx", **options):
    file, out = tmp_path / name, StringIO()
    file.write_bytes(content)
    call_command("import_form", file, client=ClientFactory(code="nova").code, stdout=out, **options)
    return out.getvalue()


def test_the_command_makes_a_draft_and_lists_the_rest(tmp_path):
    told = run(tmp_path, GOOD, language="en")
    journey = Journey.objects.get()
    assert told.splitlines() == [
        "left_out\tsurvey 3\tvideo\tFilms are not taken on a visit.",
        f"Journey {journey.pk}: form",
    ]
    assert list(documents.questions_by_path(journey.draft)) == ["questions/a"]
    assert journey.client.code == "nova"


def test_the_command_tells_programs_the_same(tmp_path):
    told = json.loads(run(tmp_path, GOOD, json=True))
    assert told["journey"] == Journey.objects.get().pk
    assert told["findings"] == [
        {"level": "left_out", "sheet": "survey", "row": 3, "construct": "video",
         "why": "Films are not taken on a visit."}
    ]  # fmt: skip
    assert told["refused"] is False


def test_a_refused_file_leaves_nothing_but_its_list(tmp_path):
    with pytest.raises(CommandError, match="nothing was imported"):
        run(tmp_path, BAD)
    assert not Journey.objects.exists()


def test_looking_makes_nothing(tmp_path):
    run(tmp_path, GOOD, look=True)
    assert not Journey.objects.exists()


def test_a_journey_as_json_comes_in_as_it_is(tmp_path):
    document = documents.clean(small())
    run(tmp_path, json.dumps(document).encode(), "journey.json")
    assert Journey.objects.get().draft == document


def test_json_that_is_no_journey_is_refused_with_its_places():
    found = reading.read(b'{"schema": 1, "phases": [{"key": "A"}], "colour": 1}', "journey.json")
    assert [one.construct for one in found.of_level("refused")] == ["phases.0.key", "colour"]


def test_without_pyxform_importing_says_what_to_do(monkeypatch):
    monkeypatch.setattr(adapter, "is_there", lambda: False)
    [finding] = reading.read(GOOD, "form.xlsx").findings
    assert finding.why == "Importing needs pyxform: install the product with its extra “forms”."


def test_a_form_that_was_read_becomes_one_journey_however_often_it_is_wanted():
    planner = UserFactory(role="planner")
    form = actions.read_form(ClientFactory(), GOOD, "form.xlsx", planner, "en")
    assert not Journey.objects.exists()
    journey = actions.import_form(form, planner)
    assert actions.import_form(form, planner) == journey
    assert Journey.objects.count() == 1
    event = AuditEvent.objects.get(verb="journey.imported")
    assert event.data["findings"] == {"left_out": 1}


def test_a_form_that_was_refused_becomes_none():
    planner = UserFactory(role="planner")
    form = actions.read_form(ClientFactory(), BAD, "form.xlsx", planner)
    with pytest.raises(Invalid) as refused:
        actions.import_form(form, planner)
    assert [one["row"] for one in refused.value.problems if one["level"] == "refused"]
    assert not Journey.objects.exists()


def test_forms_are_seen_by_who_read_them_only():
    client = ClientFactory()
    mine, other = (UserFactory(role="planner", manages=[client]) for _one in range(2))
    actions.read_form(client, GOOD, "form.xlsx", mine)
    assert FormImport.objects.visible_to(mine).count() == 1
    assert FormImport.objects.visible_to(other).count() == 0


@pytest.mark.parametrize("sample", samples(), ids=name_of)
def test_every_sample_is_imported_or_refused_with_its_list(sample):
    file = need(sample)
    found = reading.read(file.read_bytes(), file.name, "en")
    assert (found.document is None) == (file.name in REFUSED)
    assert all(one.why and one.level for one in found.findings)
    if found.document is None:
        assert all(one.sheet for one in found.of_level("refused"))
        return
    assert documents.clean(found.document) == found.document
    assert [one for one in checks.problems(found.document) if one["level"] == "error"] == []
