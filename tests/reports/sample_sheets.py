"""A believable visit and a believable location. All data is made up."""

from typing import Any

from reports.figures.sheet_shapes import SCHEMA, LocationFigures, SheetMeta, VisitFigures
from tests.reports.sample_figures import from_scores, sample

KEY = "6f1d2c1e-8f0b-4a57-9a0e-3c1b7a2d{:04x}"
META: SheetMeta = {
    "client": "Gemeente Waterrijk", "client_color": "#003366", "title": {"nl": "Een vraag stellen"},
    "study": "Dienstverlening 2026", "waves": ["Hermeting najaar 2026"], "previous_wave": None,
    "selection": ["Stadhuis"], "n_visits": 1, "n_locations": 1, "formula_version": "1",
    "made_at": "2026-12-11T10:30:00+01:00", "made_by": None, "source_hash": "a" * 64, "numbers_hash": "b" * 64,
    "corrects": None,
}  # fmt: skip


def visit() -> VisitFigures:
    """One visit at a counter, in Dutch; every call gives a fresh copy."""
    figures = sample()
    return {
        "schema": SCHEMA, "kind": "visit", "language": "nl", "meta": dict(META), "key": KEY.format(1),
        "journey": "Een vraag stellen",
        "wave": "Hermeting najaar 2026", "place": "Stadhuis", "channel": "balie", "scenario": "Paspoort aanvragen",
        "day": "2026-11-12", "daypart": "middag", "score": 61.4, "checklist": 70.0, "grade": 7.0, "recommend": 6,
        "steps": [_walked(step, index) for index, step in enumerate(figures["steps"][:7])],
    }  # type: ignore[typeddict-item]  # fmt: skip


def _walked(step: Any, index: int) -> Any:
    answers = [
        {"path": question["path"], "text": question["text"]["nl"], "words": "ja" if place % 2 else "nee",
         "status": "answered", "reason": "",
         "percent": 100.0 if place % 2 else 0.0}
        for place, question in enumerate(step["questions"])
    ]  # fmt: skip
    answers.append(
        {
            "path": f"{step['key']}/receipt",
            "text": "Was er een bon?",
            "words": "",
            "status": "na",
            "reason": "niet gekocht",
            "percent": None,
        }
    )
    return {
        "key": step["key"], "title": step["title"]["nl"], "phase": "Contact", "channel": "balie",
        "occurrence": 1,
        "unanswered": index == 6, "score": None if index == 6 else 40.0 + 7 * index, "checklist": 50.0 + 5 * index,
        "grade": 7, "first_impression": "een beetje prettig, weinig energie",
        "named": [{"word": "Gerustgesteld", "intensity": 3}, {"word": "Neutraal", "intensity": None}],
        "cause": "De medewerker", "said": step["quotes"][0]["text"] if step["quotes"] else "", "answers": answers,
        "photos": [
            {"name": "p1", "caption": "Maak een foto van de balie", "missing": None},
            {"name": "gone", "caption": "Maak een foto van het scherm", "missing": None},
            {"name": None, "caption": "Maak een foto van de gevel", "missing": "not_ready"},
        ] if index == 2 else [],
    }  # fmt: skip


def location(*, ranked: bool = False) -> LocationFigures:
    """The town hall over three waves; every call gives a fresh copy."""
    figures = sample()
    figures["meta"].update(n_visits=20, n_locations=1, n_shoppers=9)
    return {
        "schema": SCHEMA,
        "kind": "location",
        "meta": META | {"title": figures["meta"]["title"], "n_visits": 28},  # type: ignore[typeddict-item]
        "location": "Stadhuis",
        "whole_of": [],
        "waves": [
            {"title": "Voorjaar 2025", "part": from_scores(None, 0), "whole": from_scores((52.0, 49.0, 55.0), 90)},
            {"title": "Nulmeting voorjaar 2026", "part": from_scores((61.2, 52.0, 70.4), 8),
             "whole": from_scores((54.0, 52.1, 55.9), 120)},
            {"title": "Hermeting najaar 2026", "part": from_scores((56.4, 50.1, 62.7), 20),
             "whole": from_scores((56.4, 54.5, 58.3), 120)},
        ],
        "standing": {"ranked": ranked, "reliability": 0.82 if ranked else 0.41, "rank": 2 if ranked else None, "of": 5},
        "whole_steps": {step["key"]: step["both"] for step in figures["steps"]},
        "figures": figures,
        "visits": [
            {"key": KEY.format(n), "day": f"2026-11-{n + 1:02}", "daypart": "morning", "wave": "Hermeting najaar 2026",
             "channel": "counter", "score": 50.0 + n, "checklist": 60.0 + n}
            for n in range(20)
        ],
        "n_visits": 28,
    }  # fmt: skip
