"""The archive of one order: every file under a name of its own, and a list that tells of each whether to use it."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldwork.common.errors import NotAllowedNow
from fieldwork.common.models import AuditEvent
from reports.documents import actions, packing, withdrawal
from reports.documents.models import Report
from tests.factories import LocationFactory
from tests.reports.documents import test_bundles as ground
from tests.reports.documents.test_bundles import order, work
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
places = ground.places
WHY = "Eén cijfer was verkeerd."


def opened(bundle, planner) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(packing.hand_out(bundle, planner))))


def listed(archive, name="LIJST.txt") -> dict[str, list[str]]:
    """The lines about each file, by its name."""
    blocks = archive.read(name).decode().strip().split("\n\n")[1:]
    return {first: [line.strip() for line in lines] for first, *lines in (block.split("\n") for block in blocks)}


def at(place) -> Report:
    return Report.objects.filter(parts__location=place).latest("pk")


def test_it_holds_what_is_ready_under_names_of_their_own(wave, planner, places, renderer):
    bundle = order(wave, planner)
    with pytest.raises(NotAllowedNow):
        packing.hand_out(bundle, planner)
    work()
    archive = opened(bundle, planner)
    assert archive.testzip() is None
    named = "rapport-een-vraag-aan-de-balie-najaar-2026-balie-{}-{}.pdf"
    reports = [(name, at(place).number) for name, place in zip(("noord", "oost", "west"), places, strict=True)]
    assert archive.namelist() == [*(named.format(*one) for one in reports), "LIJST.txt"]
    assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert {entry.flag_bits & 0x08 for entry in archive.infolist()} == {0}  # size and checksum stand in front
    for name in archive.namelist()[:-1]:
        assert archive.read(name).startswith(b"%PDF")
    assert AuditEvent.objects.get(verb="bundle.downloaded").actor_id == planner.pk


def test_its_list_says_of_each_what_it_is_and_that_it_is_in_use(wave, planner, places, renderer):
    bundle = order(wave, planner)
    work()
    archive = opened(bundle, planner)
    found = listed(archive)
    assert list(found) == archive.namelist()[:-1]
    for name, lines in found.items():
        report = next(one for one in Report.objects.all() if one.number in name)
        assert lines[0] == report.title
        assert lines[1].startswith(f"Rapport {report.number}, uitgegeven op ")
        assert lines[2:] == [f"SHA-256 {report.pdf_sha256}", "In gebruik"]
    text = archive.read("LIJST.txt").decode()
    assert "3 van de 3 rapporten" in text
    assert "/verify/" in text


@pytest.mark.parametrize(
    ("language", "name", "said", "first"),
    [("nl", "LIJST.txt", "VERVANGEN door rapport", "VERVANGEN-rapport-"),
     ("en", "LIST.txt", "REPLACED by report", "REPLACED-report-")],
)  # fmt: skip
def test_a_replaced_report_says_so_in_its_name_and_in_the_list(
    wave, planner, places, renderer, language, name, said, first
):
    bundle = order(wave, planner, language=language)
    work()
    old = at(places[0])
    wave.visits.filter(location=places[0]).update(overall_grade=3)
    new = actions.order(wave.study, [wave], [places[0]], language, planner, WHY)
    waits = listed(opened(bundle, planner), name)
    (told,) = [lines[-1] for lines in waits.values() if old.number in lines[1]]
    assert told.startswith("Op " if language == "nl" else "Newer figures were fixed")
    work()
    archive = opened(bundle, planner)
    mine = next(one for one in archive.namelist() if old.number in one)
    assert mine.startswith(first)
    assert archive.read(mine).startswith(b"%PDF")
    assert listed(archive, name)[mine][-1].startswith(f"{said} {new.number} ")
    assert sum(said in " ".join(lines) for lines in listed(archive, name).values()) == 1


@pytest.mark.parametrize("is_public", [True, False])
def test_a_withdrawn_report_is_named_in_the_list_and_does_not_come_along(wave, planner, places, renderer, is_public):
    bundle = order(wave, planner)
    work()
    withdrawal.withdraw(at(places[0]), planner, "Eén cijfer\nwas verkeerd.", is_public=is_public)
    archive = opened(bundle, planner)
    assert [name for name in archive.namelist() if "noord" in name] == []
    (name,) = set(listed(archive)) - set(archive.namelist())
    assert name.startswith("INGETROKKEN-rapport")
    said, *why, gone = listed(archive)[name][3:]
    assert said.startswith("INGETROKKEN op ")
    assert why == (["Eén cijfer was verkeerd."] if is_public else [])
    assert gone == "Het zit niet in dit archief."


def test_of_nothing_but_withdrawn_reports_there_is_no_archive(wave, planner, places, renderer):
    bundle = order(wave, planner)
    work()
    for left, place in ((2, places[0]), (1, places[1]), (0, places[2])):
        withdrawal.withdraw(at(place), planner, WHY, is_public=False)
        assert packing.packed(bundle) == left
    with pytest.raises(NotAllowedNow):
        packing.hand_out(bundle, planner)


def test_a_file_that_is_gone_is_told_in_the_list(wave, planner, places, renderer):
    bundle = order(wave, planner)
    work()
    default_storage.delete(at(places[0]).pdf)
    archive = opened(bundle, planner)
    assert len(archive.namelist()) == 3
    assert [lines[-1] for name, lines in listed(archive).items() if "noord" in name] == [
        "Het bestand is er niet meer, dus het zit niet in dit archief."
    ]


def test_a_report_costs_three_queries_more(wave, planner, places, renderer):
    bundle = order(wave, planner)
    work()

    def cost(one):
        with CaptureQueriesContext(connection) as asked:
            opened(one, planner)
        return len(asked)

    few = cost(bundle)
    walked_visit(wave, location=LocationFactory(client=wave.study.client), feelings={})
    more = order(wave, planner)
    work()
    assert cost(more) - few <= 2  # its row and its former files
