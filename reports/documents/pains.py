"""Pain points: what the rule calls so and why, what people did not follow, and what was seen too seldom."""

from typing import Any

from django.utils.translation import gettext, ngettext

from reports.charts.points import words_in
from reports.figures.shape import Figures, PainPoint, Step
from reports.figures.words import PAIN_REASONS, sentence

from . import phrases
from .remarks import Remarks


def pains(figures: Figures, language: str, remarks: Remarks) -> dict[str, Any]:
    """Everything the chapter prints; figures of a dismissed pain point stay beside the reason."""
    steps = {step["key"]: step for step in figures["steps"]}
    dismissed = remarks.dismissed()
    found = [
        _pain(steps[pain["step"]], pain, language, remarks) | {"dismissed": dismissed.get(pain["step"])}
        for pain in figures["pain_points"]
        if pain["status"] == "pain_point" and pain["step"] in steps
    ]
    kept = [pain for pain in found if not pain["dismissed"]]
    return {
        "lede": _lede(len(kept), figures),
        "rows": kept,
        "dismissed": [pain for pain in found if pain["dismissed"]],
        "reported": [
            _reported(steps[pain["step"]], pain, language)
            for pain in figures["pain_points"]
            if pain["status"] == "reported" and pain["step"] in steps
        ],
        "remarks": remarks.commentary("pains"),
    }


def _lede(n: int, figures: Figures) -> str:
    if not figures["meta"]["n_visits"]:
        return gettext("There are no approved visits in this selection. There is nothing to conclude.")
    if not n:
        return gettext("No step of this journey is demonstrably a pain point in these visits.")
    text = ngettext(
        "%(n)d step is demonstrably a pain point.",
        "%(n)d steps are demonstrably pain points. The worst stands first.",
        n,
    )
    return text % {"n": n}


def _pain(step: Step, pain: PainPoint, language: str, remarks: Remarks) -> dict[str, Any]:
    unpleasant = [quote["text"] for quote in step["quotes"] if quote["sign"] < 0]
    conclusion = remarks.conclusion(step["key"])
    total = sum(step["distribution"])
    return {
        "anchor": f"step-{step['number']}",
        "title": words_in(step["title"], language),
        "because": [sentence(PAIN_REASONS[code]) for code in pain["because"]],
        "cell": phrases.score_cell(step["both"]),
        "unpleasant": gettext("%(x)d of %(n)d") % {"x": pain["n_negative"], "n": total} if total else "–",
        "change": _change(step),
        "causes": ", ".join(f"{phrases.cause(c['code'])} {c['n']}" for c in step["causes"][:3] if c["n"]),
        "quote": unpleasant[0] if unpleasant else "",
        "advice": conclusion["advice"] if conclusion else "",
        "owner": conclusion["owner"] if conclusion else "",
    }


def _change(step: Step) -> str:
    if step["change"] is None:
        return ""
    text, word = phrases.difference(step["change"], 50)
    return f"{text}: {word}" if text else word


def _reported(step: Step, pain: PainPoint, language: str) -> str:
    text = ngettext(
        "%(step)s: unpleasant in %(x)d of %(n)d visit.", "%(step)s: unpleasant in %(x)d of %(n)d visits.", step["n"]
    )
    return text % {"step": words_in(step["title"], language), "x": pain["n_negative"], "n": step["n"]}
