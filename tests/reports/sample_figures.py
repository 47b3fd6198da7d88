"""A believable report: questions to a Dutch municipality, 120 visits. All data is made up."""

import copy
import io
from typing import Any

from PIL import Image, ImageDraw

from reports.figures.shape import SCHEMA, Drivers, Figures, Photo, Question, Quote, ResultDict, Step

FORMULAS = "3.1"

# title nl, title en, phase, channel, owner, n, implicit, conscious, both (score, lo, hi), desired,
# previous both, previous implicit, previous conscious, difference (value, lo, hi), word, distribution
STEPS: list[tuple[Any, ...]] = [
    ("Informatie zoeken", "Finding information", "orient", "web", "webredactie", 120, (55.0, 51.5, 58.5),
     (58.3, 55.3, 61.3), (56.8, 53.7, 59.9), 70, 57.1, 56.5, 57.7, (-0.3, -5.0, 4.4), "not_demonstrable",
     [3, 17, 46, 42, 12]),
    ("Contact leggen", "Making contact", "orient", "phone", "webredactie", 120, (51.3, 47.5, 55.1),
     (56.2, 53.0, 59.4), (53.9, 50.5, 57.2), 70, 45.3, 42.2, 48.2, (8.5, 3.8, 13.3), "higher",
     [6, 19, 52, 35, 8]),
    ("Wachten", "Waiting", "contact", "phone", "planning, postverdeling", 120, (25.0, 21.3, 28.7),
     (34.9, 31.7, 38.1), (30.4, 27.0, 33.7), 60, 24.1, 18.2, 29.7, (6.2, 1.7, 10.8), "higher",
     [39, 45, 27, 9, 0]),
    ("Ontvangst", "Welcome", "contact", "counter", "balieteam", 60, (69.3, 64.2, 74.3),
     (74.0, 70.3, 77.7), (71.8, 67.7, 75.9), 80, 72.3, 70.1, 74.2, (-0.5, -6.7, 5.7), "not_demonstrable",
     [1, 1, 12, 25, 21]),
    ("Vraag begrijpen", "Understanding the question", "contact", "phone", "vakafdeling", 111,
     (63.3, 59.8, 66.8), (66.3, 63.4, 69.2), (64.9, 61.8, 68.0), 80, 68.9, 68.0, 69.6, (-4.0, -8.3, 0.3),
     "not_demonstrable", [0, 9, 33, 49, 20]),
    ("Antwoord krijgen", "Getting an answer", "answer", "email", "vakafdeling", 111, (67.6, 64.0, 71.2),
     (71.1, 68.0, 74.2), (69.4, 66.2, 72.6), 90, 64.6, 62.9, 66.0, (4.8, 0.4, 9.2), "not_demonstrable",
     [1, 3, 30, 46, 31]),
    ("Afronden", "Closing", "answer", "phone", "alle teams", 111, (60.3, 56.3, 64.4), (64.7, 61.6, 67.8),
     (62.7, 59.3, 66.1), 80, 63.9, 61.5, 66.1, (-1.2, -6.0, 3.7), "not_demonstrable", [1, 11, 31, 47, 21]),
    ("Nazorg", "Aftercare", "aftercare", "phone", "vakafdeling", 8, (44.6, 25.5, 63.8), (52.5, 37.8, 67.2),
     (48.8, 32.3, 65.3), 80, 50.4, 50.8, 50.0, None, "suppressed", [1, 1, 3, 3, 0]),
]  # fmt: skip

KEYS = ["search", "contact", "waiting", "welcome", "understand", "answer", "closing", "aftercare"]

# text, yes, asked, lo, hi, previous yes, word (margins and shares in percent)
QUESTIONS: dict[str, list[tuple[Any, ...]]] = {
    "search": [
        ("De informatie stond op de website", 92, 120, 68.3, 83.3, 83, "not_demonstrable"),
        ("De tekst was makkelijk te lezen", 80, 120, 57.8, 74.5, 62, "not_demonstrable"),
        ("De zoekfunctie gaf het goede antwoord", 57, 120, 38.8, 56.4, 42, "not_demonstrable"),
        ("Openingstijden en telefoonnummer klopten", 116, 120, 91.7, 98.7, 110, "not_demonstrable"),
    ],
    "contact": [
        ("Het contactgegeven was binnen 2 minuten gevonden", 87, 120, 63.9, 79.7, 66, "higher"),
        ("Het keuzemenu of formulier was duidelijk", 65, 120, 45.3, 62.8, 64, "not_demonstrable"),
        ("Een mens was bereikbaar als dat nodig was", 78, 120, 56.1, 72.9, 79, "not_demonstrable"),
    ],
    "waiting": [
        ("Er kwam een ontvangstbericht of wachttijdmelding", 42, 120, 27.1, 43.9, 23, "higher"),
        ("De wachttijd bleef binnen de eigen norm", 64, 120, 44.4, 62.0, 54, "not_demonstrable"),
        ("Tussentijds kwam er een bericht als het langer duurde", 18, 120, 9.7, 22.5, 5, "higher"),
        ("De wachtomgeving of wachtmuziek was prettig", 55, 120, 37.2, 54.7, 55, "not_demonstrable"),
    ],
    "welcome": [
        ("De medewerker noemde de gemeente en begroette", 59, 60, 91.1, 99.7, 51, "higher"),
        ("De medewerker gaf direct aandacht", 51, 60, 73.9, 91.9, 39, "not_demonstrable"),
        ("De medewerker vroeg waarmee hij kon helpen", 54, 60, 79.9, 95.3, 49, "not_demonstrable"),
    ],
    "understand": [
        ("De medewerker vatte de vraag samen", 59, 111, 43.9, 62.2, 51, "not_demonstrable"),
        ("De medewerker vroeg door", 76, 111, 59.3, 76.4, 64, "not_demonstrable"),
        ("Er werd geen vraag dubbel gesteld", 91, 111, 73.8, 88.0, 76, "not_demonstrable"),
    ],
    "answer": [
        ("Het antwoord was juist", 94, 111, 76.8, 90.2, 92, "not_demonstrable"),
        ("Het antwoord was volledig", 84, 111, 66.9, 82.7, 67, "not_demonstrable"),
        ("Het antwoord was in gewone taal", 75, 111, 58.4, 75.6, 77, "not_demonstrable"),
        ("De vraag was in één keer opgelost", 86, 111, 68.9, 84.3, 78, "not_demonstrable"),
    ],
    "closing": [
        ("De medewerker vroeg of alles duidelijk was", 45, 111, 31.9, 49.8, 36, "not_demonstrable"),
        ("De medewerker noemde de volgende stap", 71, 111, 54.7, 72.3, 59, "not_demonstrable"),
        ("De afronding was vriendelijk", 99, 111, 82.0, 93.7, 96, "not_demonstrable"),
    ],
    "aftercare": [
        ("De gemeente belde of mailde terug", 5, 8, 30.6, 86.3, 4, "suppressed"),
        ("Dat gebeurde binnen de beloofde tijd", 3, 8, 13.7, 69.4, 3, "suppressed"),
    ],
}  # fmt: skip

QUOTES: dict[str, list[tuple[Any, ...]]] = {
    "search": [
        ('Ik typte "afvalpas" en het stond meteen bovenaan.', "interested", 4, "email", 1),
        ("Ik vond drie pagina’s over parkeren. Ze spraken elkaar tegen.", "confused", 3, "phone", -1),
    ],
    "contact": [
        ("Er stond geen telefoonnummer bij. Dat vond ik pas onderaan een andere pagina.",
         "irritated", 3, "phone", -1),
        ("Het formulier vroeg maar drie dingen.", "at_ease", 3, "email", 1),
    ],
    "waiting": [
        ("Na negen dagen had ik nog niets gehoord. Ik wist niet of mijn mail was aangekomen.",
         "ignored", 4, "email", -1),
        ("Het nummerscherm stond uit. Na een kwartier vroeg ik zelf of ik aan de beurt was.",
         "irritated", 4, "counter", -1),
        ("De stem zei dat het nog vier minuten duurde. Dat klopte precies.", "reassured", 3, "phone", 1),
    ],
    "welcome": [
        ("Ze keek op, glimlachte en legde haar werk weg.", "valued", 5, "counter", 1),
        ("Hij nam op zonder te zeggen met wie ik sprak.", "confused", 2, "phone", -1),
    ],
    "understand": [
        ("Hij herhaalde mijn vraag in zijn eigen woorden. Toen wist ik dat het goed zat.",
         "reassured", 4, "phone", 1),
        ("Ik kreeg een standaardantwoord op een vraag die ik niet stelde.", "ignored", 3, "email", -1),
    ],
    "answer": [
        ("Binnen één gesprek was alles geregeld, ook waar ik niet aan had gedacht.", "happy", 5,
         "counter", 1),
        ("Het antwoord klopte, maar ik moest het drie keer lezen.", "confused", 3, "email", -1),
    ],
    "closing": [
        ("Ze vroeg of ik nog iets anders wilde weten.", "valued", 3, "counter", 1),
        ("Ik weet niet wat er nu gebeurt.", "tense", 3, "email", -1),
    ],
    "aftercare": [("Ze zouden terugbellen. Ik wacht nog steeds.", "ignored", 5, "phone", -1)],
}  # fmt: skip

PHOTOS: dict[str, list[str]] = {
    "search": ['Zoekresultaat "parkeren"'],
    "waiting": ["Nummerscherm uit, stadhuis, 12 november", "Geen ontvangstbericht na 9 dagen",
                "Wachtruimte Servicepunt Oost"],
    "welcome": ["Ontvangst stadhuis", "Looproute vanaf de ingang"],
    "answer": ["Antwoord in drie alinea’s", "Balie Servicepunt Zuid", "Overzicht van kosten op papier"],
}  # fmt: skip

EMOTIONS = {
    "waiting": [("ignored", -1, 41, 3.9), ("irritated", -1, 38, 3.6), ("tense", -1, 17, 3.1),
                ("neutral", 0, 15, None), ("reassured", 1, 9, 3.0)],
}  # fmt: skip
USUAL_EMOTIONS = [("at_ease", 1, 34, 3.3), ("reassured", 1, 22, 3.4), ("neutral", 0, 18, None),
                  ("confused", -1, 14, 2.9), ("irritated", -1, 9, 3.1)]  # fmt: skip


def result(
    value: float | None,
    lo: float | None = None,
    hi: float | None = None,
    n: int = 120,
    *,
    method: str = "mean_t",
    reason: str | None = None,
    basis: str = "visits",
) -> ResultDict:
    """A result on any scale; without a value it carries a reason, as the measurement module promises."""
    if value is None:
        reason = reason or ("no_data" if n == 0 else "all_na")
    return {
        "value": value,
        "n": n,
        "n_eff": float(n),
        "lo": lo,
        "hi": hi,
        "level": 0.95,
        "method": method,
        "basis": basis,
        "display_class": "full" if n >= 30 else "indicative" if n >= 3 else "counts_only",
        "reason": reason,
        "flags": [],
        "formula_version": FORMULAS,
    }


def v(score: float) -> float:
    """Valence of a score 0-100."""
    return round(score / 50 - 1, 6)


def from_scores(scores: tuple[float, float, float] | None, n: int) -> ResultDict:
    if scores is None:
        return result(None, n=n)
    value, lo, hi = scores
    return result(v(value), v(lo), v(hi), n)


def _question(step: str, number: int, row: tuple[Any, ...]) -> Question:
    text, yes, n, lo, hi, before, word = row
    share = result(yes / n, lo / 100, hi / 100, n, method="wilson")
    no = result(1 - yes / n, 1 - hi / 100, 1 - lo / 100, n, method="wilson")
    difference = (yes - before) / n
    return {
        "path": f"{step}/q{number}",
        "kind": "yes_no",
        "dimension": "quality",
        "text": {"nl": text, "en": text},
        "unit": {},
        "decimals": 0,
        "internal": False,
        "critical": "none",
        "n_answered": n,
        "n_na": 0,
        "n_missing": 0,
        "n_not_asked": 0,
        "options": [
            {
                "key": "yes",
                "text": {"nl": "Ja", "en": "Yes"},
                "n": yes,
                "share": share,
                "points_percent": 100.0,
            },
            {
                "key": "no",
                "text": {"nl": "Nee", "en": "No"},
                "n": n - yes,
                "share": no,
                "points_percent": 0.0,
            },
        ],
        "main_option": "yes",
        "main": share,
        "median": None,
        "points": result(100 * yes / n, lo, hi, n),
        "target": None,
        "change": {
            "previous": result(before / n, None, None, n, method="wilson"),
            "difference": result(difference, difference - 0.1, difference + 0.1, n, method="newcombe"),
            "word": word,
            "more_visits": None,
        },
    }


def _quote(step: str, number: int, row: tuple[Any, ...]) -> Quote:
    text, emotion, intensity, channel, sign = row
    return {
        "text": text,
        "emotions": [{"emotion": emotion, "intensity": intensity}],
        "cause": "process",
        "channel": channel,
        "sign": sign,
        "visit": f"{step}-{number}",
        "location": None,
    }


def photo_of(step: str, number: int, caption: str) -> Photo:
    """A photo of a step as the figures name it."""
    return {
        "name": f"{step}-{number}.jpg",
        "caption": {"nl": caption, "en": caption},
        "sha256": "0" * 64,
        "missing": None,
        "question": None,
        "visit": f"{step}-{number}",
    }


def _step(number: int) -> Step:
    key = KEYS[number]
    (nl, en, phase, channel, owner, n, implicit, conscious, both, desired, before, before_i, before_c,
     difference, word, distribution) = STEPS[number]  # fmt: skip
    negative = distribution[0] + distribution[1]
    wanted = v(desired)
    change_n = n if difference else 2
    return {
        "key": key,
        "number": number + 1,
        "phase": phase,
        "title": {"nl": nl, "en": en},
        "channel": channel,
        "channels": [{"channel": channel, "n": n}],
        "owner": owner,
        "mode": "active",
        "n": n,
        "n_unanswered": 9 if key == "answer" else 0,
        "style": "full" if n >= 10 else "dashed",
        "both": from_scores(both, n),
        "implicit": from_scores(implicit, n),
        "conscious": from_scores(conscious, n),
        "median": v(both[0]),
        "gap": result((conscious[0] - implicit[0]) / 50, 0.02, 0.26, n),
        "gap_raw": result((conscious[0] - implicit[0]) / 50, 0.02, 0.26, n),
        "gap_class": "says_better_than_feels" if key == "waiting" else "consistent",
        "n_negative": negative,
        "negative": result(negative / n, max(0, negative / n - 0.07), min(1, negative / n + 0.08), n, method="wilson"),
        "desired": {
            "valence": wanted,
            "emotions": ["at_ease"],
            "set_by": "Werksessie 3 september",
            "distance": result(v(both[0]) - wanted, v(both[1]) - wanted, v(both[2]) - wanted, n),
            "status": "below_desired",
        },
        "distribution": list(distribution),
        "emotions": [
            {"emotion": code, "sign": sign, "n": min(count, n // 2), "intensity": strength}  # type: ignore[typeddict-item]
            for code, sign, count, strength in EMOTIONS.get(key, USUAL_EMOTIONS)
        ],
        "causes": [{"code": "process", "n": n // 3}, {"code": "people", "n": n // 5}],
        "grade": result(round(both[0] / 10, 2), both[1] / 10, both[2] / 10, n),
        "checklist": result(both[0] + 6, both[1] + 6, both[2] + 6, n),
        "change": {
            "previous": from_scores((before, before - 3, before + 3), n),
            "difference": result(*(d / 50 for d in difference), n=n) if difference else result(None, n=change_n),
            "word": word,
            "more_visits": None,
        },
        "previous_implicit": from_scores((before_i, before_i - 3, before_i + 3), n),
        "previous_conscious": from_scores((before_c, before_c - 3, before_c + 3), n),
        "importance": None,
        "questions": [_question(key, i + 1, row) for i, row in enumerate(QUESTIONS[key])],
        "quotes": [_quote(key, i + 1, row) for i, row in enumerate(QUOTES[key])],
        "photos": [photo_of(key, i + 1, caption) for i, caption in enumerate(PHOTOS.get(key, []))],
    }


def _segment(key: str, name: str, n: int, scores: tuple[float, float, float], steps: dict[str, ResultDict]) -> Any:
    return {
        "key": key,
        "name": name,
        "n": n,
        "valence": from_scores(scores, n),
        "checklist": result(scores[0] + 5, scores[1] + 5, scores[2] + 5, n),
        "steps": steps,
        "change": None,
        "n_unanswered": 9 if key == "email" else 0,
        "unanswered_as_lowest": v(48.1) if key == "email" else None,
    }


def sample() -> Figures:
    """The whole story; every call gives a fresh copy."""
    steps = [_step(number) for number in range(len(STEPS))]
    per_channel = {
        "email": (60, -4.0, [k for k in KEYS if k not in ("welcome", "aftercare")]),
        "phone": (40, 0.5, KEYS),
        "counter": (20, 9.0, [k for k in KEYS if k != "aftercare"]),
    }
    channels = [
        _segment(code, "", n, scores, {
            step["key"]: from_scores((min(97.0, STEPS[i][8][0] + shift), STEPS[i][8][0] + shift - 4,
                                      min(99.0, STEPS[i][8][0] + shift + 4)), n)
            for i, step in enumerate(steps) if step["key"] in per_channel[code][2]
        })
        for (code, (n, shift, _)), scores in zip(
            per_channel.items(), [(52.4, 50.0, 54.9), (56.5, 53.8, 59.1), (68.2, 64.2, 72.2)], strict=True)
    ]  # fmt: skip
    locations = [
        _segment("mail", "E-mailteam", 60, (52.4, 50.0, 54.9), {}),
        _segment("kcc", "Klantcontactcentrum (telefoon)", 40, (56.5, 53.8, 59.1), {}),
        _segment("oost", "Servicepunt Oost", 5, (64.6, 54.7, 74.6), {}),
        _segment("zuid", "Servicepunt Zuid", 5, (71.0, 61.9, 80.1), {}),
        _segment("stadhuis", "Stadhuis", 10, (68.6, 61.9, 75.3), {}),
    ]
    return {
        "schema": SCHEMA,
        "meta": {
            "client": "Gemeente Waterrijk",
            "client_color": None,
            "client_sector": "inwoners",
            "journey": "question",
            "title": {"nl": "Een vraag aan de gemeente", "en": "A question for the municipality"},
            "study": "Dienstverlening 2026",
            "waves": ["Hermeting najaar 2026"],
            "previous_wave": "Nulmeting voorjaar 2026",
            "selection": [],
            "n_visits": 120,
            "n_locations": 5,
            "n_shoppers": 31,
            "max_visits_per_shopper": 6,
            "channels": [
                {"channel": "email", "n": 60},
                {"channel": "phone", "n": 40},
                {"channel": "counter", "n": 20},
            ],
            "first_visit_on": "2026-10-26",
            "last_visit_on": "2026-12-01",
            "n_returned": 18,
            "n_excluded": 2,
            "n_unanswered": 9,
            "versions": [{"number": "2", "checksum": "9f2c" * 16, "published_on": "2026-10-12", "n_visits": 120}],
            "formula_version": FORMULAS,
            "thresholds": {"relevant_change": 3, "indicative_below": 30},
            "pilot": None,
            "made_at": "2026-12-11T10:30:00+01:00",
            "made_by": "7",
            "source_hash": "a" * 64,
            "numbers_hash": "c" * 64,
            "corrects": None,
            "n_sites": 5,
            "gap_panel": {"n_pairs": 640, "instrument_offset": 0.04},
            "languages": ["nl", "en"],
        },
        "score": {
            "valence": from_scores((56.4, 54.5, 58.3), 120),
            "checklist": result(68.9, 66.1, 71.7, 120),
            "peak_end": from_scores((47.2, 44.0, 50.4), 120),
            "grade": result(6.4, 6.2, 6.6, 120),
            "recommend": result(6.1, 5.8, 6.4, 120),
            "coverage": 0.96,
            "target": {"value": 65.0, "status": "missed", "deadline": "2026-12-31"},
            "change": {
                "previous": from_scores((54.0, 52.1, 55.9), 120),
                "difference": result(2.4 / 50, -0.3 / 50, 5.1 / 50, 120, method="welch"),
                "word": "not_demonstrable",
                "more_visits": None,
            },
            "checklist_change": None,
            "mix": {"over": "channel", "raw": 0.048, "adjusted": 0.036, "flags": []},
            "n_unanswered": 9,
            "unanswered_as_lowest": from_scores((53.1, 50.9, 55.3), 120),
            "checklist_ways": {
                "aggregate": "mean_of_visits",
                "other_aggregate": result(69.4, n=120, method="ratio_of_sums"),
                "unanswered": "excluded",
                "other_unanswered": result(66.2, 63.1, 69.3, 120),
            },
            "remembered": {"n": 120, "r_mean": 0.71, "r_peak_end": 0.58, "better": "mean", "reason": None},
        },
        "phases": [
            {
                "key": key,
                "title": {"nl": nl, "en": en},
                "lifecycle": lifecycle,
                "steps": [step["key"] for step in steps if step["phase"] == key],
                "valence": from_scores(scores, 120),
                "checklist": result(scores[0] + 5, scores[1] + 5, scores[2] + 5, 120),
            }
            for key, nl, en, lifecycle, scores in (
                ("orient", "Oriënteren", "Orientation", "orient", (55.3, 52.8, 57.9)),
                ("contact", "Contact", "Contact", "get_help", (52.1, 49.4, 54.8)),
                ("answer", "Antwoord", "Answer", "receive", (66.0, 63.1, 68.9)),
                ("aftercare", "Nazorg", "Aftercare", "get_help", (48.8, 32.3, 65.3)),
            )
        ],
        "steps": steps,
        "moments": [
            {
                "step": "waiting",
                "status": "established",
                "direction": "despair",
                "strength": 0.34,
                "positive": result(0.12, 0.07, 0.2, 105, method="wilson"),
            },
            {
                "step": "answer",
                "status": "established",
                "direction": "delight",
                "strength": 0.29,
                "positive": result(0.88, 0.8, 0.93, 98, method="wilson"),
            },
        ],
        "pain_points": [
            {
                "step": "waiting",
                "status": "pain_point",
                "because": ["mean_below_zero", "often_very_unpleasant"],
                "severity": 0.36,
                "n_negative": 84,
            },
            {"step": "aftercare", "status": "reported", "because": [], "severity": None, "n_negative": 2},
        ],
        "dimensions": [
            {"dimension": code, "score": result(value, value - 3, value + 3, 120), "change": None}
            for code, value in (("quality", 70.4), ("efficiency", 52.8), ("experience", 71.9))
        ],
        "channels": channels,
        "devices": [],
        "personas": [],
        "nodes": [],
        "locations": {"ranked": False, "reliability": 0.41, "rows": locations},
        "drivers": no_drivers(46, 80),
        "impact_moments": [
            {"step": "waiting", "because": ["moment_of_truth"]},
            {"step": "answer", "because": ["moment_of_truth"]},
        ],
    }


def no_drivers(n: int, required: int) -> Drivers:
    """Too few visits to say what goes together with the grade."""
    return {
        "status": "suppressed", "outcome": "grade", "reason": "too_few", "n": n, "n_required": required, "r2": None,
        "r2_adjusted": None, "method": "", "drivers": [], "left_out": {}, "flags": [], "top3_agree": None,
    }  # fmt: skip


def with_drivers(figures: Figures, n: int = 180) -> Figures:
    """The same figures with what goes together with the grade: the first step most, the last one unclear."""
    figures = copy.deepcopy(figures)
    p = len(figures["steps"])
    for index, step in enumerate(figures["steps"]):
        value = 2 * (p - index) / (p * (p + 1))
        step["importance"] = result(value, value * 0.6, min(1.0, value * 1.5), n, method="lmg")
    figures["drivers"] = no_drivers(n, 10 * p) | {  # type: ignore[assignment]
        "status": "ranking" if n >= 150 else "indicative",
        "reason": None,
        "r2": 0.48,
        "r2_adjusted": 0.45,
        "method": "lmg",
        "drivers": [
            {
                "name": step["key"], "share": step["importance"], "lmg": 0.05, "sign_r": 1,
                "sign_beta": -1 if index == p - 1 else 1, "suppressor": index == p - 1,
                "p_first": 0.9 if not index else 0.0,
                "p_top3": 0.97 if index < 3 else 0.1,
            }
            for index, step in enumerate(figures["steps"])
        ],
    }  # fmt: skip
    return figures


def with_priorities() -> Figures:
    """The sample with drivers and with what every step may bring; one step reaches what others do already."""
    figures = with_drivers(sample())
    figures["score"]["valence"]["sd"] = 0.36
    figures["priorities"] = {
        "outcome": "grade",
        "reason": None,
        "gains": [
            {
                "step": step["key"], "now": 50.0 + i, "achievable": 62.0,
                "gain": result(0.8 - i / 10, 0.6 - i / 10, 1.0 - i / 10, 180, method="bootstrap"),
                "p_top3": 0.97 if i < 2 else 0.5, "because": None if i < 6 else "at_achievable",
            }
            for i, step in enumerate(figures["steps"])
        ],
    }  # fmt: skip
    return figures


def few(n: int) -> Figures:
    """The same journey with ``n`` (0, 1 or 2) visits: no margins, no comparison, no labels."""
    figures = copy.deepcopy(sample())
    meta = figures["meta"]
    meta.update(n_visits=n, n_locations=min(n, 1), n_shoppers=n, channels=[{"channel": "email", "n": n}] if n else [])
    if n == 0:
        meta.update(first_visit_on=None, last_visit_on=None, versions=[], n_returned=0)
    reason = {0: "no_data", 1: "single_observation", 2: "too_few"}[n]

    def shrink(found: ResultDict) -> ResultDict:
        return result(found["value"] if n else None, n=n, reason=reason)

    score = figures["score"]
    for name in ("valence", "checklist", "peak_end", "grade", "recommend"):
        score[name] = shrink(score[name])  # type: ignore[literal-required]
    score.update(change=None, target={"value": 65.0, "status": "too_few", "deadline": None}, coverage=None)
    score.update(mix=None, n_unanswered=0, unanswered_as_lowest=None)
    score["checklist_ways"].update(other_aggregate=shrink(score["checklist"]), other_unanswered=None)
    score["remembered"].update(n=n, r_mean=None, r_peak_end=None, better=None, reason="too_few" if n else "no_data")
    for phase in figures["phases"]:
        phase.update(valence=shrink(phase["valence"]), checklist=shrink(phase["checklist"]))
    for dimension in figures["dimensions"]:
        dimension["score"] = shrink(dimension["score"])
    for step in figures["steps"]:
        for name in ("both", "implicit", "conscious", "gap", "gap_raw", "negative", "grade", "checklist"):
            step[name] = shrink(step[name])  # type: ignore[literal-required]
        step.update(
            n=n, n_negative=0, n_unanswered=0, style="dots" if n else "none", median=None, gap_class="not_shown",
            change=None, previous_implicit=None, previous_conscious=None, quotes=step["quotes"][:n],
            photos=[], emotions=step["emotions"][:n], causes=[], distribution=[0, 0, n, 0, 0],
        )  # fmt: skip
        if step["desired"]:
            step["desired"].update(distance=shrink(step["desired"]["distance"]), status="not_shown")
        for question in step["questions"]:
            question.update(n_answered=n, change=None, main=shrink(question["main"]), points=None)  # type: ignore[arg-type]
            for option in question["options"]:
                option.update(n=n if option["key"] == "yes" else 0, share=shrink(option["share"]))
    figures.update(moments=[], pain_points=[], channels=[], impact_moments=[], drivers=no_drivers(0, 80))
    figures["locations"] = {"ranked": False, "reliability": None, "rows": []}
    return figures


def all_not_applicable() -> Figures:
    """120 visits in which no step applied and nobody could say what they felt."""
    figures = copy.deepcopy(sample())
    nothing = result(None, n=0, reason="all_na")
    for name in ("valence", "checklist", "peak_end", "grade", "recommend"):
        figures["score"][name] = dict(nothing)  # type: ignore[literal-required]
    figures["score"].update(change=None, target=None)
    for step in figures["steps"]:
        for name in ("both", "implicit", "conscious", "gap", "gap_raw", "negative", "grade", "checklist"):
            step[name] = dict(nothing)  # type: ignore[literal-required]
        step.update(
            n=0, n_negative=0, style="none", median=None, gap_class="not_shown", change=None, previous_implicit=None,
            previous_conscious=None, distribution=[0] * 5, emotions=[], causes=[], quotes=[], photos=[],
        )  # fmt: skip
        if step["desired"]:
            step["desired"].update(distance=dict(nothing), status="not_shown")  # type: ignore[typeddict-item]
        for question in step["questions"]:
            question.update(n_na=question["n_answered"], n_answered=0, main=None, points=None, change=None)
            for option in question["options"]:
                option.update(n=0, share=dict(nothing))  # type: ignore[typeddict-item]
    figures.update(moments=[], pain_points=[], channels=[], impact_moments=[], drivers=no_drivers(0, 80))
    figures["locations"]["rows"] = []
    return figures


def pictures(figures: Figures, size: tuple[int, int] = (600, 450)) -> dict[str, bytes]:
    """A drawn JPEG for every photo in the figures."""
    made = {}
    for step in figures["steps"]:
        for number, photo in enumerate(step["photos"]):
            if photo["name"]:
                made[photo["name"]] = drawn_photo(step["number"] * 7 + number, size)
    return made


def drawn_photo(seed: int, size: tuple[int, int] = (600, 450)) -> bytes:
    """A small scene in muted colours, as JPEG without metadata."""
    tints = [(201, 211, 214), (214, 206, 192), (196, 204, 190), (208, 198, 204)]
    image = Image.new("RGB", size, tints[seed % 4])
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, height * 0.78, width, height), fill=(141, 133, 121))
    draw.rectangle((width * 0.12, height * 0.18, width * 0.5, height * 0.78), fill=(90, 110 + seed % 40, 140))
    draw.rectangle((width * 0.58, height * 0.5, width * 0.92, height * 0.86), fill=(120, 88, 60))
    for line in range(5):
        top = height * (0.26 + 0.09 * line)
        draw.rectangle((width * 0.17, top, width * (0.3 + 0.03 * ((seed + line) % 5)), top + 9), fill="white")
    held = io.BytesIO()
    image.save(held, "JPEG", quality=80)
    return held.getvalue()
