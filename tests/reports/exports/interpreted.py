"""What people concluded from the sample figures. All of it is made up."""

from reports.improvement.shape import Interpretation
from tests.reports.sample_figures import result


def interpretation() -> Interpretation:
    """Findings, a conclusion, two actions, a target, a comment and a pain point nobody followed."""
    return {
        "schema": 1,
        "findings": [
            {
                "title": {"nl": "Wachten doet pijn", "en": "Waiting hurts"},
                "text": {"nl": "Zes op de tien bezoeken waren onprettig.", "en": "Six in ten visits were unpleasant."},
                "step": "waiting",
                "author": "Noor Adviseur",
            },
            {
                "title": {"nl": "Het antwoord maakt veel goed", "en": "The answer makes up for a lot"},
                "text": {"nl": "Daar is de klantreis op zijn best.", "en": "There the journey is at its best."},
                "step": None,
                "author": "Noor Adviseur",
            },
        ],
        "conclusions": [
            {
                "step": "waiting",
                "finding": {"nl": "Niemand weet waar hij aan toe is.", "en": "Nobody knows where they stand."},
                "evidence": {"nl": "78 van 120 kregen geen bericht.", "en": "78 of 120 got no message."},
                "advice": {"nl": "Stuur een ontvangstbericht.", "en": "Send a receipt."},
                "owner": "planning",
                "author": "Noor Adviseur",
            }
        ],
        "actions": [
            {
                "title": {"nl": "Ontvangstbericht binnen een uur", "en": "A receipt within the hour"},
                "step": "waiting",
                "owner": "postverdeling",
                "due_on": "2027-03-01",
                "measure": {"nl": "Checklistvraag 1", "en": "Checklist question 1"},
                "state": "busy",
                "outcome": None,
                "change": None,
                "gain": result(0.4, 0.1, 0.7, 120),
            },
            {
                "title": {"nl": "Nummerscherm gemaakt", "en": "Number screen mended"},
                "step": "waiting",
                "owner": "gebouwbeheer",
                "due_on": None,
                "measure": {"nl": "Score van de stap", "en": "Score of the step"},
                "state": "closed",
                "outcome": "improved",
                "change": result(0.124, 0.034, 0.216, 120),
                "gain": None,
            },
        ],
        "targets": [
            {
                "metric": "journey_score",
                "step": None,
                "baseline": result(54.0, 52.1, 55.9, 120),
                "value": 65.0,
                "direction": "up",
                "deadline": "2027-12-31",
                "relevant_change": 3.0,
                "owner": "directie",
                "now": result(56.4, 54.5, 58.3, 120),
                "status": "missed",
            }
        ],
        "commentary": [
            {
                "section": "places",
                "text": {"nl": "Zuid is verbouwd.", "en": "South was rebuilt."},
                "author": "Noor Adviseur",
            }
        ],
        "dismissed": [
            {
                "step": "aftercare",
                "reason": {"nl": "Te weinig bezoeken.", "en": "Too few visits."},
                "author": "Noor Adviseur",
            }
        ],
        "approved_by": "Bas Baas",
        "approved_at": "2026-12-12T09:00:00+01:00",
    }  # fmt: skip
