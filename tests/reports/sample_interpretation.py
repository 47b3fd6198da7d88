"""What a consultant could have written beside the sample figures. All of it is made up."""

from typing import Any

from reports.figures.shape import Text
from reports.improvement.shape import SCHEMA, Interpretation
from tests.reports.sample_figures import result

AUTHOR, APPROVER = "Noor de Wit", "Bas Vermeer"


def interpretation() -> Interpretation:
    """Findings, conclusions, plan, targets and commentary; every call gives a fresh copy."""
    return {
        "schema": SCHEMA,
        "findings": [
            _finding("Wachten weegt zwaar en voelt slecht", "Waiting weighs much and feels bad",
                     "84 van de 120 bezoeken waren onprettig. De stap ging wel vooruit.",
                     "84 of the 120 visits were unpleasant. The step did improve.", "waiting"),
            _finding("Het antwoord maakt veel goed", "The answer makes up for much",
                     "Antwoord krijgen is het hoogtepunt: 69,4 punten (66,2–72,6).",
                     "Getting an answer is the high: 69.4 points (66.2–72.6).", "answer"),
            _finding("E-mail blijft achter", "E-mail stays behind",
                     "E-mail scoort 52,4, de balie 68,2. Negen e-mails kregen geen antwoord.",
                     "E-mail scores 52.4, the counter 68.2. Nine e-mails got no answer.", None),
        ],
        "conclusions": [
            _conclusion("search", "De informatie staat er, maar is niet altijd in één keer te vinden.",
                        "The information is there, but not always found at once.",
                        "Breng de drie parkeerpagina’s terug tot één pagina.",
                        "Bring the three parking pages back to one.", "Team Web"),
            _conclusion("waiting", "Wachten is de stap die het meeste kost. Inwoners weten niet waar ze aan toe zijn.",
                        "Waiting costs most. People do not know where they stand.",
                        "Stuur op elke e-mail binnen een minuut een ontvangstbericht met een einddatum.",
                        "Send a receipt with an end date on every e-mail within a minute.", "Hoofd Klantcontact"),
            _conclusion("welcome", "De ontvangst is warm.", "The welcome is warm.",
                        "Houd vast wat werkt.", "Keep what works.", "Balieteam"),
        ],
        "actions": [
            _action("Ontvangstbericht met einddatum op elke e-mail", "Receipt with an end date on every e-mail",
                    "waiting", "Hoofd Klantcontact", "2027-02-01", "Aandeel met ontvangstbericht naar 90%",
                    "Share with a receipt to 90%", 0.8),
            _action("Telefoonnummer en wachttijd bovenaan elke productpagina", "Number and waiting time on top",
                    "contact", "Team Web", "2027-01-15", "Binnen 2 minuten gevonden naar 85%",
                    "Found within 2 minutes to 85%", 0.1),
            _action("Sluit elk contact af met de volgende stap en een datum", "Close with the next step and a date",
                    "closing", "Teamleiders", "2027-03-01", "Volgende stap genoemd naar 85%",
                    "Next step named to 85%", None),
            _done("Telefoonnummer op de contactpagina", "Number on the contact page", "contact", "improved_relevant",
                  (8.5, 3.8, 13.3)),
            _done("Training doorvragen", "Training in asking on", "understand", "inconclusive", (-4.0, -8.3, 0.3)),
        ],
        "targets": [
            _target("journey_score", None, (54.0, 52.1, 55.9), 65.0, (56.4, 54.5, 58.3), "missed"),
            _target("step_score", "waiting", (24.1, 21.1, 27.1), 30.0, (30.4, 27.0, 33.7), "probably_achieved"),
        ],
        "commentary": [
            _commentary("journey", "De curve zakt op het moment dat niemand iets zegt. Wie contact heeft, is tevreden.",
                        "The curve falls where nobody says anything. Who has contact is content."),
            _commentary("places", "De servicepunten zijn klein. Vergelijk ze niet met elkaar.",
                        "The service points are small. Do not compare them with each other."),
            _commentary("plan", "Begin met het ontvangstbericht.\n\nHet kost weinig en raakt de helft van de bezoeken.",
                        "Begin with the receipt.\n\nIt costs little and touches half of the visits."),
        ],
        "dismissed": [],
        "approved_by": APPROVER,
        "approved_at": "2026-12-10T16:00:00+01:00",
    }  # fmt: skip


def _text(nl: str, en: str) -> Text:
    return {"nl": nl, "en": en}


def _finding(title: str, title_en: str, text: str, text_en: str, step: str | None) -> Any:
    return {"title": _text(title, title_en), "text": _text(text, text_en), "step": step, "author": AUTHOR}


def _conclusion(step: str, finding: str, finding_en: str, advice: str, advice_en: str, owner: str) -> Any:
    return {
        "step": step, "finding": _text(finding, finding_en), "evidence": {}, "advice": _text(advice, advice_en),
        "owner": owner, "author": AUTHOR,
    }  # fmt: skip


def _action(
    title: str, title_en: str, step: str, owner: str, due: str, measure: str, measure_en: str, gain: float | None
) -> Any:
    return {
        "title": _text(title, title_en), "step": step, "owner": owner, "due_on": due,
        "measure": _text(measure, measure_en), "state": "busy", "outcome": None, "change": None,
        "gain": None if gain is None else result(gain, n=111, method="priority_point"),
    }  # fmt: skip


def _done(title: str, title_en: str, step: str, outcome: str, points: tuple[float, float, float]) -> Any:
    change = result(*(point / 50 for point in points))
    return _action(title, title_en, step, "Klantcontact", "2026-09-01", "", "", None) | {
        "state": "closed", "outcome": outcome, "change": change,
    }  # fmt: skip


def _target(metric: str, step: str | None, baseline: Any, value: float, now: Any, status: str) -> Any:
    return {
        "metric": metric, "step": step, "baseline": result(*baseline), "value": value, "direction": "up",
        "deadline": "2027-12-31", "relevant_change": 3.0, "owner": "Directeur Dienstverlening", "now": result(*now),
        "status": status,
    }  # fmt: skip


def _commentary(section: str, nl: str, en: str) -> Any:
    return {"section": section, "text": _text(nl, en), "author": AUTHOR}
