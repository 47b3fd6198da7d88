"""Days and times are written one way per language: on every page, in code and in templates."""

import re
from datetime import date, datetime
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import override

from tests.behaviour.world import addresses, whole_world

ROOT = Path(__file__).resolve().parents[2]
MOMENT = datetime(2026, 9, 7, 7, 5)
NOT_SHOWN = re.compile(r"(?s)<script.*?</script>|<style.*?</style>|<textarea.*?</textarea>|<[^>]*>")
FILE_NAME = re.compile(r"[\w-]+\.(?:csv|xlsx|json|zip|pdf)\b")  # sorts by its day, and is no date to read
MONTHS = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
AMERICAN = rf"\d (?:a|p)\.m\.|\b(?:noon|midnight)\b|(?:Sept|Oct|Nov|Dec|Jan|Feb|Aug)\.|\b{MONTHS} \d{{1,2}}\b"
WRONG = {
    # an hour with a point, only behind a day: 4.50 elsewhere is an amount
    "en": re.compile(rf"{AMERICAN}|(?:day|[A-Z][a-z]{{2}}|\d{{4}}),? \d{{1,2}}\.\d\d\b|\d-\d{{1,2}}-\d{{4}}"),
    # opening hours are typed as 09:00-17:30 in every language
    "nl": re.compile(rf"{AMERICAN}|(?<![\d:-])\d{{1,2}}:\d\d(?![\d:-])|\d/\d+/\d{{4}}|\b0\d\.\d\d$"),
}
NAMES = {
    "DAY_TIME_FORMAT": ("Mon 7 Sep, 07:05", "ma 7 sep, 7.05"),
    "DATE_FORMAT": ("7 September 2026", "7 september 2026"),
    "SHORT_DATETIME_FORMAT": ("07/09/2026, 07:05", "07-09-2026, 7.05"),
    "TIME_FORMAT": ("07:05", "7.05"),
}


def test_every_language_writes_the_same_names_its_own_way():
    modules = [import_module(f"fieldwork.formats.{code}.formats") for code, _name in settings.LANGUAGES]
    names = [{name for name in vars(module) if name.isupper()} for module in modules]
    assert names[0]
    assert all(one == names[0] for one in names)
    for name, expected in NAMES.items():
        written = []
        for code in ("en", "nl"):
            with override(code):
                written.append(date_format(MOMENT, name))
        assert tuple(written) == expected


def test_no_template_and_no_code_spells_a_date_itself():
    known = {name for name in vars(import_module("fieldwork.formats.en.formats")) if name.endswith("_FORMAT")}
    known |= {"c", "Y-m-d"}  # for machines
    spelled = set()
    for folder in ("templates", "fieldwork", "reports"):
        for path in [*(ROOT / folder).rglob("*.html"), *(ROOT / folder).rglob("*.txt")]:
            found = re.findall(r"\|(?:date|time)(?::(?:\"([^\"]*)\"|'([^']*)'))?(?=[ |}])", path.read_text())
            spelled |= {(path.name, one or two) for one, two in found if (one or two) not in known}
        for path in (ROOT / folder).rglob("*.py"):
            found = re.findall(r"\b(?:date|time)_format\([^\n]*, [\"']([^\"']+)[\"']\)", path.read_text())
            spelled |= {(path.name, one) for one in found if one not in known}
    assert spelled == set()


def is_html(page):
    return "text/html" in page.headers.get("Content-Type", "")


@pytest.mark.django_db
def test_every_page_writes_days_and_times_as_its_reader_does():
    world = whole_world()
    mixed, moments = set(), 0
    for person in world.people.values():
        http = Client()
        http.force_login(person)
        theirs = [path for _name, path in addresses(world)]
        for language, wrong in WRONG.items():
            type(person).objects.filter(pk=person.pk).update(language=language)
            pages = {path: http.get(path) for path in theirs}
            theirs = [path for path, page in pages.items() if page.status_code == 200 and is_html(page)]
            for path in theirs:
                html = pages[path].content.decode()
                moments += html.count("<time ")
                lines = [line.strip() for line in unescape(NOT_SHOWN.sub("\n", FILE_NAME.sub("", html))).splitlines()]
                mixed |= {(language, path, line) for line in lines if wrong.search(line)}
    assert moments > 100
    assert sorted(mixed) == []


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Nov. 30, 2026"), ("en", "11/30/2026 7:05 a.m."), ("en", "Mon 30 Nov, 7.18"), ("nl", "ma 30 nov, 07:21")],
)
def test_the_eye_of_this_test_sees_what_is_wrong(language, line):
    assert WRONG[language].search(line)


def test_a_day_of_the_right_kind_passes():
    for code in WRONG:
        with override(code):
            assert not WRONG[code].search(date_format(MOMENT, "SHORT_DATETIME_FORMAT"))
            assert not WRONG[code].search(date_format(date(2026, 11, 30), "WEEKDAY_YEAR_FORMAT"))
