"""Comparing: the right cells with their margins, nothing of another part of the tree, and the same as a file."""

import csv
import io
import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from reports.dashboards.downloads import safe
from reports.figures.cuts import By, Of, pairs
from tests.factories import LocationFactory, StudyFactory, UserFactory, WaveFactory
from tests.reports.exports.reading import dangers, rows_by_key, sheets
from tests.reports.field import STEPS, felt, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def wave():
    return WaveFactory(number=1, title="Voorjaar 2026")


@pytest.fixture
def tree(wave):
    """Two regions with a place each, and three visits to either place."""
    customer = wave.study.client
    places = {}
    for name, px in (("Noord", 800), ("Zuid", 100)):
        region = LocationFactory(client=customer, kind=LocationKind.REGION, name=f"Regio {name}")
        site = LocationFactory(client=customer, region=region, name=f"Balie {name}")
        places |= {name: site, f"Regio {name}": region}
        for step in range(3):
            walked_visit(wave, feelings=everywhere(px + 20 * step), location=site)
    return places


@pytest.fixture
def viewer(client, wave):
    user = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    client.force_login(user)
    return user


@pytest.fixture
def northerner(client, wave, tree):
    user = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client, scope=[tree["Regio Noord"]])
    client.force_login(user)
    return user


def everywhere(px, **parts):
    return {step: felt(px, **parts) for step in STEPS}


def ask(client, **query):
    return client.get(reverse("client:compare"), query)


def cells(client, study, **query):
    return client.get(reverse("api:cells", args=[study.pk]), query)


def shown(page):
    return {row.name: row for row, _bar in page.context["rows"]}


def test_places_stand_by_name_with_value_margin_and_n(client, wave, tree, viewer):
    page = ask(client)
    rows = shown(page)
    assert list(rows) == ["Balie Noord", "Balie Zuid"]
    north = rows["Balie Noord"]
    assert (north.n, north.is_indicative) == (3, True)
    text = page.content.decode()
    for part in (north.value, north.margin, "Indicati"):
        assert part
        assert part in text
    assert text.count('role="img"') == 2
    assert "style=" not in text


def test_every_possible_pair_opens_and_every_other_one_explains_itself(client, wave, tree, viewer):
    possible = pairs()
    for by in By:
        for of in Of:
            page = ask(client, by=by, of=of)
            assert page.status_code == (200 if of in possible[by] else 422), (by, of)
            assert ("rows" in page.context) == (of in possible[by])
            if of not in possible[by]:
                assert page.context["why_impossible"]
                assert page.context["better_ways"]
                assert page.context["better_figures"]


def test_few_visits_are_counts_not_per_cent(client, wave, tree, viewer):
    row = shown(ask(client, of=Of.NEGATIVE))["Balie Zuid"]
    assert (row.value, row.margin, row.span) == ("3 van 3", "", None)


def test_one_visit_has_no_margin_and_says_why(client, wave, viewer):
    walked_visit(wave, location=LocationFactory(client=wave.study.client, name="Balie Alleen"))
    row = shown(ask(client))["Balie Alleen"]
    assert (row.n, row.margin) == (1, "")
    assert row.note
    assert row.numbers[1:] == ("", "")


def test_waves_are_all_compared_unless_some_are_chosen(client, wave, tree, viewer):
    later = WaveFactory(study=wave.study, number=2, title="Najaar 2026", journey_version=wave.journey_version)
    walked_visit(later)
    assert list(shown(ask(client, by="wave"))) == ["Voorjaar 2026", "Najaar 2026"]
    assert list(shown(ask(client, by="wave", wave=[wave.pk]))) == ["Voorjaar 2026"]
    assert sum(row.n for row in shown(ask(client, wave=[wave.pk, later.pk])).values()) == 7
    assert sum(row.n for row in shown(ask(client)).values()) == 1  # the newest


def test_filters_narrow_the_visits(client, wave, tree, viewer):
    walked_visit(wave, location=tree["Noord"], channel="phone")
    assert shown(ask(client, channel="phone"))["Balie Noord"].n == 1
    assert list(shown(ask(client, node=tree["Regio Zuid"].pk))) == ["Balie Zuid"]
    assert shown(ask(client, step="waiting", of=Of.GRADE))["Balie Noord"].n == 4
    empty = ask(client, channel="phone", node=tree["Regio Zuid"].pk)
    assert 'class="empty"' in empty.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"of": "secret"}, {"by": "shopper"}, {"node": "x"}, {"node": "999999"}, {"node": "9" * 400}, {"wave": "0"},
        {"wave": "x"}, {"step": "nowhere"}, {"channel": "pigeon"}, {"study": "0"}, {"study": "x"},
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_does_not_exist(client, wave, tree, viewer, query):
    assert ask(client, **query).status_code == 404


def test_a_regional_reader_never_gets_a_cell_of_another_region(client, wave, tree, northerner):
    for by in By:
        for of in pairs()[by]:
            page = ask(client, by=by, of=of)
            assert "Zuid" not in page.content.decode(), (by, of)
            assert sum(row.n for row in shown(page).values() if by in (By.LOCATION, By.REGION, By.WAVE)) in (0, 3)
            answer = cells(client, wave.study, by=by, of=of)
            assert "Zuid" not in answer.content.decode()
            if by == By.REGION:
                assert [cell["figure"]["n"] for cell in answer.json()] == [3]


@pytest.mark.parametrize("place", ["Zuid", "Regio Zuid"])
def test_nor_by_naming_its_place_in_the_address(client, wave, tree, northerner, place):
    assert ask(client, node=tree[place].pk).status_code == 404
    assert ask(client, node=tree[place].pk, format="csv").status_code == 404
    assert cells(client, wave.study, node=tree[place].pk).status_code == 404


def test_a_reader_of_one_place_cannot_compare_what_lies_above_it(client, wave, tree, northerner):
    northerner.scope.set([tree["Noord"]])
    page = ask(client, by=By.REGION)
    assert page.status_code == 422
    assert By.REGION not in dict(page.context["better_ways"])
    assert "Regio Noord" not in page.content.decode()


def test_visits_that_are_not_approved_are_in_no_cell(client, wave, tree, viewer):
    walked_visit(wave, location=tree["Noord"], state=VisitState.SUBMITTED)
    assert shown(ask(client))["Balie Noord"].n == 3


def test_without_approved_visits_the_page_tells_how_far_the_fieldwork_is(client, wave, viewer):
    page = ask(client)
    assert page.status_code == 200
    assert "rows" not in page.context
    assert "fieldwork" in page.content.decode()


@pytest.mark.parametrize(("role", "answer"), [(Role.PLANNER, 403), (Role.REVIEWER, 403), (Role.SHOPPER, 403)])
def test_who_is_no_reader_of_results_gets_nothing(client, wave, tree, role, answer):
    client.force_login(UserFactory(role=role, manages=[wave.study.client] if role != Role.SHOPPER else None))
    assert ask(client).status_code == answer
    assert cells(client, wave.study).status_code == answer


def test_a_client_finds_nothing_of_another_client(client, wave, tree):
    client.force_login(UserFactory(role=Role.CLIENT_VIEWER))
    assert ask(client, study=wave.study.pk).status_code == 404
    assert cells(client, wave.study).status_code == 404
    assert "Balie" not in ask(client).content.decode()


def test_the_page_costs_the_same_for_one_row_and_three(client, wave, viewer):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert ask(client).status_code == 200
        return len(asked)

    walked_visit(wave, location=LocationFactory(client=wave.study.client))
    one = cost()
    for _ in range(2):
        walked_visit(wave, location=LocationFactory(client=wave.study.client))
    assert cost() == one <= 18


def test_the_file_holds_exactly_the_shown_cells(client, wave, tree, viewer):
    page, answer = ask(client), ask(client, format="csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(text), delimiter=";")
    assert len(head) == 9
    for line, row in zip(lines, shown(page).values(), strict=True):
        assert line[1:7] == [row.name, row.value, *row.numbers, str(row.n)]
        assert "," in line[3]


def test_the_file_in_english_has_points_and_commas(client, wave, tree, viewer):
    client.post(reverse("language"), {"language": "en", "next": "/"})
    text = ask(client, format="csv").content.decode("utf-8-sig")
    (_head, first, *_more) = csv.reader(io.StringIO(text))
    assert first[1] == "Balie Noord"
    assert "." in first[3]


def test_the_workbook_and_json_hold_the_shown_cells_as_numbers(client, wave, tree, viewer):
    walked_visit(wave, location=LocationFactory(client=wave.study.client, name='=HYPERLINK("x")'))
    page, book, text = ask(client), ask(client, format="xlsx"), ask(client, format="json")
    assert dangers(book.content) == (0, 0)
    rows, cells = rows_by_key(sheets(book.content)["Cijfers"]), json.loads(text.content)["cells"]
    for row, cell, seen in zip(rows, cells, shown(page).values(), strict=True):
        value = float(seen.numbers[0].replace("−", "-").replace(",", ".")) if seen.numbers[0] else None
        assert (row["name"], row["value"], row["n"]) == (seen.name, value, seen.n)
        assert (cell["name"], cell["value"], cell["shown"]) == (seen.name, value, seen.value)


@pytest.mark.parametrize("name", ["=1+1", "+31", "-2", "@SUM(A1)", "\tx", "\n=1+1", "\uff1d1+1", "\uff20SUM(A1)"])
def test_a_name_never_becomes_a_formula(name):
    assert safe(name) == f"'{name}"


def test_the_file_of_a_place_with_a_formula_for_a_name_is_harmless(client, wave, viewer):
    walked_visit(wave, location=LocationFactory(client=wave.study.client, name='=HYPERLINK("x")'))
    _head, line = csv.reader(io.StringIO(ask(client, format="csv").content.decode("utf-8-sig")), delimiter=";")
    assert line[1] == '\'=HYPERLINK("x")'


def test_a_difference_keeps_its_sign_in_the_file_and_on_its_scale(client, wave, tree, viewer):
    page, answer = ask(client, of=Of.GAP), ask(client, of=Of.GAP, format="csv")
    _head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert [line[2] for line in lines] == [row.value for row in shown(page).values()]
    assert any(line[2].startswith("+") for line in lines)
    assert any(word in str(page.context["unit"]) for word in ("a report takes that off", "rapport haalt"))
    low, high = page.context["scale"].split(" tot ")
    assert (low[0], high[0], low[1:]) == ("−", "+", high[1:])
    assert " " not in ask(client).context["scale"]


def test_without_a_known_device_the_page_does_not_blame_the_choice(client, wave, tree, viewer):
    page = ask(client, by=By.DEVICE)
    assert page.context["rows"] == []
    assert "nobody recorded" in page.content.decode() or "niet vastgelegd" in page.content.decode()


def test_two_studies_of_one_journey_can_be_told_apart(client, wave, tree, viewer):
    StudyFactory(client=wave.study.client, journey=wave.study.journey, title="Tweede onderzoek")
    for page in (ask(client), client.get(reverse("client:overview"))):
        chips = re.findall(r'<a class="chip[^>]*href="\?study=\d+".*?</a>', page.content.decode())
        assert len(chips) == 2
        assert sum("Tweede onderzoek" in chip for chip in chips) == 1


def test_programs_get_the_same_cells_unrounded(client, wave, tree, viewer):
    answer = cells(client, wave.study, of=Of.BOTH)
    rows = shown(ask(client, of=Of.BOTH))
    assert [cell["name"] for cell in answer.json()] == list(rows)
    for cell in answer.json():
        assert round(50 * (1 + cell["figure"]["value"]), 1) == pytest.approx(rows[cell["name"]].span.value, abs=0.05)
        assert cell["figure"]["n"] == 3
    refused = cells(client, wave.study, of=Of.GRADE, by=By.DIMENSION)
    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
