"""Workbooks made in memory, and the folder of third-party ones."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from fieldwork.journeys.xlsform import reading
from fieldwork.journeys.xlsform.results import Outcome

SAMPLES = Path(os.environ.get("FORM_SAMPLES") or Path(__file__).parents[3].parent / "shared/forms")
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Nederlands (nl)", "journey_points"],
    ["clean", "clean", "Clean", "Schoon", 2],
    ["clean", "dirty", "Dirty", "Vies", 0],
]


def workbook(survey: list[list[Any]], choices: list[list[Any]] | None = None, **more: list[list[Any]]) -> bytes:
    """An .xlsx with these sheets; dates may be ``datetime``. A survey that asks for it has the list ``clean``."""
    if choices is None:
        choices = CHOICES if any(" clean" in str(cell) for row in survey for cell in row[:1]) else CHOICES[:1]
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for name, rows in {"survey": survey, "choices": choices, **more}.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(number, place, cell, moment)
                elif cell is not None:
                    sheet.write(number, place, cell)
    book.close()
    return file.getvalue()


def outcome(survey: list[list[Any]], choices: list[list[Any]] | None = None, **more: list[list[Any]]) -> Outcome:
    """What such a workbook comes to, texts without a language in English."""
    return reading.read(workbook(survey, choices, **more), "form.xlsx", "en")


def samples() -> list[Path]:
    """The third-party workbooks; a single ``None`` where there are none, which ``need`` turns into a skip."""
    return sorted(SAMPLES.glob("*.xls*")) or [None]


def need(sample: Path | None) -> Path:
    """The sample, or a skip that says that there are none."""
    if sample is None:
        pytest.skip(f"no sample workbooks in {SAMPLES} (FORM_SAMPLES)")
    return sample


def name_of(sample: Path | None) -> str:
    """For the name of a test."""
    return sample.name if sample else "none"
