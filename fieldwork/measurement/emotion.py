"""Emotion at a step: the pad, its timing, the named emotions, and what they say together.

The tap's *position* is the measurement. Its latency only says how far the tap may be taken as a first
impression; it never enters a valence or an arousal. All constants are conventions of the product.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .numbers import clip, is_number, median, nine, sample_sd
from .results import Result
from .settings import DEFAULTS, Settings

LATENCY_WINDOW = 50
MOST_NAMED = 2
MAD_TO_SD = 1.4826
RECALLED_AFTER_MIN = DEFAULTS.recalled_after_min
PAD_MAX = 1000


@dataclass(frozen=True, slots=True)
class Emotion:
    """A named emotion: sign +1, -1 or 0 (``None``: the shopper picks), activation for description only."""

    code: str
    sign: int | None
    activation: str


EMOTIONS: dict[str, Emotion] = {
    code: Emotion(code, sign, activation)
    for code, sign, activation in (
        ("happy", 1, "high"),
        ("enthusiastic", 1, "high"),
        ("surprised_pos", 1, "high"),
        ("interested", 1, "high"),
        ("valued", 1, "low"),
        ("at_ease", 1, "low"),
        ("reassured", 1, "low"),
        ("irritated", -1, "high"),
        ("angry", -1, "high"),
        ("tense", -1, "high"),
        ("confused", -1, "high"),
        ("disappointed", -1, "low"),
        ("ignored", -1, "low"),
        ("bored", -1, "low"),
        ("neutral", 0, ""),
        ("other", None, ""),
    )
}

# Face matrix: sign and strength of the valence, and the activation, per emotion.
FACES: dict[str, tuple[float, float]] = {
    "joy": (1.0, 0.7),
    "trust": (0.7, 0.3),
    "anticipation": (0.4, 0.6),
    "surprise": (0.0, 0.9),
    "fear": (-0.8, 0.9),
    "sadness": (-0.8, 0.2),
    "disgust": (-0.8, 0.5),
    "anger": (-0.9, 0.9),
}


def pad_to_valence_arousal(px: float, py: float) -> tuple[float, float]:
    """Valence (-1 to 1) and arousal (0 to 1) of a tap; origin bottom-left, right is pleasant, up much energy.

    Raises ``ValueError`` outside 0 to 1000.
    """
    for name, value in (("px", px), ("py", py)):
        if not is_number(value) or not 0 <= value <= PAD_MAX:
            raise ValueError(f"{name} must lie between 0 and {PAD_MAX}")
    return (2 * px - PAD_MAX) / PAD_MAX, py / PAD_MAX


def cell_centre(index: int, cells: int) -> int:
    """Pad coordinate stored by the keyboard and list fallbacks: the centre of cell ``index`` of ``cells``."""
    return math.floor(PAD_MAX * (2 * index + 1) / (2 * cells) + 0.5)


def face_to_valence_arousal(face: str, q: int) -> tuple[float, float]:
    """Valence and arousal of a face of the matrix at intensity ``q`` (1 to 4).

    Raises ``ValueError`` on an unknown face or intensity. Never pooled with the pad.
    """
    if face not in FACES or q not in (1, 2, 3, 4):
        raise ValueError(f"unknown face {face!r} or intensity {q!r}")
    strength, activation = FACES[face]
    return strength * q / 4, activation * (0.4 + 0.6 * q / 4)


def latency_of(experience: Mapping[str, Any]) -> float | None:
    """Milliseconds from the painted pad to the first touch; ``None`` for keyboard and assistive input."""
    if experience.get("input_kind") in ("keyboard", "assistive"):
        return None
    shown, touched = experience.get("t_shown"), experience.get("t_first_touch")
    if not is_number(shown) or not is_number(touched) or touched < shown:  # type: ignore[operator]
        return None
    return float(touched) - float(shown)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Hesitation:
    """Latencies of one shopper on a log scale; ``z`` is ``None`` with fewer than eight of them."""

    median_ln: float
    mad_ln: float
    z: list[float] | None
    reason: str | None = None


def hesitation(latencies_ms: Sequence[float], settings: Settings = DEFAULTS) -> Hesitation:
    """How unusual each latency is for this shopper (robust z of ln ms). For quality control only.

    Give the last 50 valid latencies on one class of device. Fewer than 8: ``z`` is ``None``,
    ``too_few`` (use the panel's median and MAD in ``latency_z``). All alike: every z is 0,
    ``zero_variance``. Raises ``ValueError`` on an empty list or a latency that is not above 0.
    """
    if not latencies_ms or any(not is_number(t) or t <= 0 for t in latencies_ms):
        raise ValueError("latencies above 0 ms are needed")
    logs = [math.log(t) for t in latencies_ms]
    centre = median(logs)
    mad = median([abs(log - centre) for log in logs])
    if len(logs) < settings.min_latencies:
        return Hesitation(centre, mad, None, "too_few")
    if nine(mad) == 0:
        return Hesitation(centre, mad, [0.0] * len(logs), "zero_variance")
    return Hesitation(centre, mad, [latency_z(t, centre, mad) for t in latencies_ms])


def latency_z(latency_ms: float, median_ln: float, mad_ln: float) -> float:
    """Robust z of one latency against a median and MAD of ln ms; 0 when the MAD is 0."""
    if nine(mad_ln) == 0:
        return 0.0
    return (math.log(latency_ms) - median_ln) / (MAD_TO_SD * mad_ln)


def pace_flag(z: float | None, settings: Settings = DEFAULTS) -> str | None:
    """``hesitant`` above 2, ``rushed`` below -2, else nothing."""
    if z is None:
        return None
    if nine(z) > settings.outlying_z:
        return "hesitant"
    return "rushed" if nine(z) < -settings.outlying_z else None


def visit_gate(latencies_ms: Iterable[float | None], settings: Settings = DEFAULTS) -> tuple[float | None, bool]:
    """Share of timed taps faster than 300 ms, and whether the visit's first impressions are usable.

    Not usable when that share is *above* 0.10, judged from five timed taps on; untimed taps (``None``)
    are not in the share, which is ``None`` when nothing was timed.
    """
    timed = [t for t in latencies_ms if t is not None]
    if not timed:
        return None, True
    share = sum(t < settings.too_fast_ms for t in timed) / len(timed)
    return share, len(timed) < settings.min_timed_steps or nine(share) <= settings.max_share_too_fast


def is_flat(valences: Sequence[float], settings: Settings = DEFAULTS) -> bool:
    """Whether five or more taps of a visit hardly differ (sample SD below 0.05)."""
    return len(valences) >= settings.min_timed_steps and nine(sample_sd(valences)) < settings.flat_sd


def confidence(
    latency_ms: float | None,
    revisions: int = 0,
    delay_min: float = 0,
    interrupted: bool = False,
    settings: Settings = DEFAULTS,
) -> float:
    """How far a tap counts as a first impression, 0 to 1.

    ``latency_ms`` is ``None`` for keyboard and assistive input (counts half). Faster than 300 ms or
    slower than 10 s: 0. Every revision weighs it down, and so does every half hour after the moment
    (``delay_min``), to a tenth at least. Interrupted: 0. The visit gate is applied by the caller.
    """
    if interrupted:
        return 0.0
    if latency_ms is None:
        timing = settings.untimed_confidence
    elif latency_ms < settings.too_fast_ms or latency_ms > settings.too_slow_ms:
        return 0.0
    elif latency_ms <= settings.at_ease_ms:
        timing = 1.0
    else:
        longest = math.log(settings.too_slow_ms / settings.at_ease_ms)
        timing = 1 - 0.75 * math.log(latency_ms / settings.at_ease_ms) / longest
    late = max(0.0, delay_min - settings.delay_free_min)
    delayed = max(settings.least_delay_factor, math.pow(0.5, late / settings.delay_half_life_min))
    return timing * delayed / (1 + revisions)


@dataclass(frozen=True, slots=True)
class Conscious:
    """What the named emotions say: valence -1 to 1 and strength 0 to 1, ``None`` when nothing was named."""

    v_c: float | None
    mixed: bool
    strength: float | None


def conscious_valence(named: Sequence[Mapping[str, Any]]) -> Conscious:
    """Mean of sign x intensity/5 over the named emotions; only the sign of a word is used.

    Raises ``ValueError`` on more than two, an unknown emotion, an intensity outside 1 to 5, or ``other``
    without a sign. ``neutral`` is 0, whatever its intensity; one positive and one negative emotion are ``mixed``.
    """
    if not named:
        return Conscious(None, False, None)
    if len(named) > MOST_NAMED:
        raise ValueError(f"at most {MOST_NAMED} emotions can be named")
    signs = [_sign(one) for one in named]
    strengths = [0.0 if sign == 0 else _intensity(one) / 5 for sign, one in zip(signs, named, strict=True)]
    values = [sign * strength for sign, strength in zip(signs, strengths, strict=True)]
    return Conscious(sum(values) / len(values), {1, -1} <= set(signs), sum(strengths) / len(strengths))


def _sign(one: Mapping[str, Any]) -> int:
    emotion = EMOTIONS.get(str(one.get("emotion")))
    if emotion is None:
        raise ValueError(f"unknown emotion {one.get('emotion')!r}")
    if emotion.sign is not None:
        return emotion.sign
    if not is_number(one.get("sign")) or one["sign"] not in (1, -1):
        raise ValueError("an emotion in the shopper's own words needs a sign of 1 or -1")
    return int(one["sign"])


def _intensity(one: Mapping[str, Any]) -> float:
    intensity = one.get("intensity")
    if not is_number(intensity) or not 1 <= intensity <= 5:  # type: ignore[operator]
        raise ValueError("intensity must lie between 1 and 5")
    return float(intensity)  # type: ignore[arg-type]


def step_valence(v_i: float | None, c_i: float | None, v_c: float | None) -> float | None:
    """First impression and words together, -1 to 1; only for sorting and the curve.

    The first impression counts by its confidence, the words count 1. One alone stands by itself, a
    first impression only with confidence above 0.
    """
    weight = (c_i or 0.0) if v_i is not None else 0.0
    if v_i is None or weight <= 0:
        return v_c
    return v_i if v_c is None else (weight * v_i + v_c) / (weight + 1)


def say_feel_gap(
    v_i: float | None, c_i: float | None, v_c: float | None, settings: Settings = DEFAULTS
) -> float | None:
    """Words minus first impression (-2 to 2), when the tap has a confidence of at least 0.25.

    Pad and words are different scales: never read a single raw gap as dishonesty.
    """
    if v_i is None or v_c is None or c_i is None or nine(c_i) < settings.gap_confidence:
        return None
    return v_c - v_i


def gap_class(corrected_gap: float | None, settings: Settings = DEFAULTS) -> str | None:
    """``says_better_than_feels`` from +0.4, ``feels_better_than_says`` from -0.4, else ``consistent``."""
    if corrected_gap is None:
        return None
    if nine(corrected_gap) >= settings.gap_class:
        return "says_better_than_feels"
    return "feels_better_than_says" if nine(corrected_gap) <= -settings.gap_class else "consistent"


def score_0_100(v: float | None) -> float | None:
    """A valence (-1 to 1) on the scale 0 to 100."""
    return None if v is None else 50 * (1 + v)


def shopper_offset(
    n_pairs: int, mean_gap: float | None, panel_mean_gap: float, settings: Settings = DEFAULTS
) -> tuple[float, float]:
    """How far this shopper's gaps lie from the panel's: ``(weight, offset)``; nothing known is 0.

    ``n_pairs`` counts the shopper's steps with a gap; the offset shrinks to 0 when there are few.
    """
    weight = n_pairs / (n_pairs + settings.offset_shrinkage)
    return weight, 0.0 if mean_gap is None else weight * (mean_gap - panel_mean_gap)


def instrument_offset(panel_mean_gap: float, panel_pairs: int, settings: Settings = DEFAULTS) -> float:
    """The constant difference between pad and words, trusted from 100 pairs on; else 0."""
    return panel_mean_gap if panel_pairs >= settings.min_panel_pairs else 0.0


def corrected_gap(raw_gap: float, of_shopper: float = 0.0, of_instrument: float = 0.0) -> float:
    """A gap without the shopper's and the instrument's constant part."""
    return raw_gap - of_shopper - of_instrument


def baseline_adjust(v: float, baseline: float, shopper_mean_baseline: float, beta: float) -> float:
    """Valence corrected for the mood the shopper came with, -1 to 1; ``beta`` is kept within 0 and 1."""
    return clip(v - clip(beta, 0, 1) * (baseline - shopper_mean_baseline), -1, 1)


def baseline_slope(visits: Sequence[tuple[float, float]], settings: Settings = DEFAULTS) -> float:
    """Slope of visit mean valence on baseline deviation over the panel, kept within 0 and 1.

    ``visits`` are ``(baseline deviation, mean valence)``; fewer than 100, or no spread, gives 0.
    """
    if len(visits) < settings.min_baseline_visits:
        return 0.0
    xs, ys = [x for x, _ in visits], [y for _, y in visits]
    mean_x, mean_y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    spread = math.fsum((x - mean_x) ** 2 for x in xs)
    if nine(spread) == 0:
        return 0.0
    return clip(math.fsum((x - mean_x) * (y - mean_y) for x, y in visits) / spread, 0, 1)


def is_gap(gaps: Result, settings: Settings = DEFAULTS) -> bool:
    """Whether the mean gap of a step over visits may be called a gap: enough visits, shown, not small.

    ``gaps`` is ``mean_t(corrected gaps, lo=-2, hi=2)``: n of at least 10, interval without 0, mean of at
    least 0.2 in size.
    """
    if gaps.value is None or gaps.lo is None or gaps.hi is None or gaps.n < settings.gap_visits:
        return False
    return (gaps.lo > 0 or gaps.hi < 0) and nine(abs(gaps.value)) >= settings.gap_mean
