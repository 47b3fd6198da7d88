"""Measures of chapter 1: emotion at a step."""

from typing import Any

from .. import emotion
from .inputs import BadInput, Inputs, Measure


def pad(inputs: Inputs) -> dict[str, Any]:
    """1.3"""
    taps = []
    for point in inputs.lists("points"):
        if len(point) != 2:
            raise BadInput("points must be pairs of px and py")
        taps.append(emotion.pad_to_valence_arousal(*point))
    return {"valence": [v for v, _ in taps], "arousal": [a for _, a in taps]}


def latency_z(inputs: Inputs) -> dict[str, Any]:
    """1.4"""
    found = emotion.hesitation(inputs.numbers("latencies_ms"))
    return {"median_ln": found.median_ln, "mad_ln": found.mad_ln, "z": found.z, "reason": found.reason}


def gate(inputs: Inputs) -> dict[str, Any]:
    """1.4"""
    share, usable = emotion.visit_gate(inputs.numbers_or_none("latencies_ms", lo=0))
    return {
        "share_too_fast": share,
        "visit_implicit_usable": usable,
        "reason": "no_data" if share is None else None,
    }


def confidence(inputs: Inputs) -> dict[str, Any]:
    """1.5"""
    return {
        "confidence": emotion.confidence(
            inputs.number_or_none("latency_ms", lo=0),
            inputs.count("revisions", 0),
            inputs.number("delay_min", 0, lo=0),
            inputs.flag("interrupted", False),
        )
    }


def conscious(inputs: Inputs) -> dict[str, Any]:
    """1.6"""
    found = emotion.conscious_valence([row.given for row in inputs.objects("named")])
    return {"v_c": found.v_c, "mixed": found.mixed}


def step(inputs: Inputs) -> dict[str, Any]:
    """1.7"""
    v_i, v_c = inputs.number_or_none("v_i", lo=-1, hi=1), inputs.number_or_none("v_c", lo=-1, hi=1)
    c_i = inputs.number_or_none("c_i", lo=0, hi=1)
    of_shopper = inputs.number("shopper_offset", 0)
    of_instrument = inputs.number("instrument_offset", 0)
    v = emotion.step_valence(v_i, c_i, v_c)
    gap = emotion.say_feel_gap(v_i, c_i, v_c)
    corrected = None if gap is None else emotion.corrected_gap(gap, of_shopper, of_instrument)
    return {
        "v": v,
        "score_0_100": emotion.score_0_100(v),
        "gap": gap,
        "gap_class": emotion.gap_class(corrected),
        "reason": "no_data" if v is None else "no_pairs" if gap is None else None,
    }


def offset(inputs: Inputs) -> dict[str, Any]:
    """1.8"""
    panel = inputs.number("panel_mean_gap")
    weight, of_shopper = emotion.shopper_offset(inputs.count("n_pairs"), inputs.number_or_none("mean_gap"), panel)
    of_instrument = emotion.instrument_offset(panel, inputs.count("panel_pairs"))
    raw = inputs.number_or_none("raw_gap")
    return {
        "weight": weight,
        "offset": of_shopper,
        "corrected_gap": None if raw is None else emotion.corrected_gap(raw, of_shopper, of_instrument),
        "reason": "no_data" if raw is None else None,
    }


def baseline(inputs: Inputs) -> dict[str, Any]:
    """1.9"""
    return {
        "v_adj": emotion.baseline_adjust(
            inputs.number("v", lo=-1, hi=1),
            inputs.number("baseline", lo=-1, hi=1),
            inputs.number("shopper_mean_baseline", lo=-1, hi=1),
            inputs.number("beta"),
        )
    }


MEASURES: dict[str, Measure] = {
    "pad_to_valence_arousal": pad,
    "latency_z_within_shopper": latency_z,
    "visit_implicit_gate": gate,
    "implicit_confidence": confidence,
    "conscious_valence": conscious,
    "step_experience": step,
    "shopper_offset": offset,
    "baseline_adjust": baseline,
}
