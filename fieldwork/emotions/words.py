"""The words of a feeling: the named emotions, the causes, and the words for a place on the pad.

The set is derived from published emotion families (Desmet; Scherer et al.) and is a convention of
this product: seven pleasant and seven unpleasant words, in pairs, plus neutral and other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Activation = Literal["high", "low", ""]


@dataclass(frozen=True)
class Emotion:
    """One named emotion.

    ``sign`` is +1 pleasant, -1 unpleasant, 0 for neutral and for ``other`` (there the shopper says which).
    ``face`` is (valence level -2..2, energy row 0..2, where 2 is much energy); ``None`` has no face.
    """

    code: str
    label: Promise
    sign: int
    activation: Activation
    face: tuple[int, int] | None


# Ordered as the tiles stand: each unpleasant word beside its pleasant partner.
PAIRS: tuple[tuple[Emotion, Emotion], ...] = (
    (
        Emotion("irritated", _("Irritated"), -1, "high", (-1, 2)),
        Emotion("surprised_pos", _("Pleasantly surprised"), 1, "high", (1, 2)),
    ),
    (
        Emotion("angry", _("Angry"), -1, "high", (-2, 2)),
        Emotion("enthusiastic", _("Enthusiastic"), 1, "high", (2, 2)),
    ),
    (
        Emotion("tense", _("Tense"), -1, "high", (-1, 2)),
        Emotion("happy", _("Happy"), 1, "high", (2, 2)),
    ),
    (
        Emotion("confused", _("Confused"), -1, "high", (-1, 1)),
        Emotion("interested", _("Interested"), 1, "high", (1, 1)),
    ),
    (
        Emotion("disappointed", _("Disappointed"), -1, "low", (-1, 0)),
        Emotion("valued", _("Valued"), 1, "low", (2, 1)),
    ),
    (
        Emotion("ignored", _("Ignored"), -1, "low", (-2, 0)),
        Emotion("reassured", _("Reassured"), 1, "low", (1, 0)),
    ),
    (
        Emotion("bored", _("Bored"), -1, "low", (-1, 0)),
        Emotion("at_ease", _("At ease"), 1, "low", (2, 0)),
    ),
)
NEUTRAL = Emotion("neutral", pgettext_lazy("emotion", "Neutral"), 0, "", (0, 1))
OTHER = Emotion("other", _("Other, namely …"), 0, "", None)

EMOTIONS: dict[str, Emotion] = {
    emotion.code: emotion for emotion in (*(one for pair in PAIRS for one in pair), NEUTRAL, OTHER)
}

CAUSES: dict[str, Promise] = {
    "people": pgettext_lazy("cause", "People"),
    "process": pgettext_lazy("cause", "How it went"),
    "place": pgettext_lazy("cause", "The place"),
    "product": pgettext_lazy("cause", "The product"),
    "price": pgettext_lazy("cause", "The price"),
    "digital": pgettext_lazy("cause", "Website or app"),
    "other": pgettext_lazy("cause", "Something else"),
}

VALENCE_WORDS: tuple[Promise, ...] = (
    pgettext_lazy("feeling", "very unpleasant"),
    pgettext_lazy("feeling", "unpleasant"),
    pgettext_lazy("feeling", "neutral"),
    pgettext_lazy("feeling", "pleasant"),
    pgettext_lazy("feeling", "very pleasant"),
)
ENERGY_WORDS: tuple[Promise, ...] = (
    pgettext_lazy("feeling", "little energy"),
    pgettext_lazy("feeling", "average energy"),
    pgettext_lazy("feeling", "much energy"),
)


# The eight emotions of the face matrix (after Plutchik), in the order of ``measurement.emotion.FACES``.
FACE_WORDS: dict[str, Promise] = {
    "joy": pgettext_lazy("face", "joy"),
    "trust": pgettext_lazy("face", "trust"),
    "anticipation": pgettext_lazy("face", "looking forward"),
    "surprise": pgettext_lazy("face", "surprise"),
    "fear": pgettext_lazy("face", "fear"),
    "sadness": pgettext_lazy("face", "sadness"),
    "disgust": pgettext_lazy("face", "disgust"),
    "anger": pgettext_lazy("face", "anger"),
}
STRENGTH_WORDS: tuple[Promise, ...] = (
    pgettext_lazy("strength", "a little"),
    pgettext_lazy("strength", "clear"),
    pgettext_lazy("strength", "strong"),
    pgettext_lazy("strength", "very strong"),
)


def place(px: int, py: int) -> tuple[int, int]:
    """The face nearest to a point of the pad: (valence level -2..2, energy row 0..2).

    ``px`` and ``py`` are 0-1000 with the origin bottom-left; the pad has five columns and three rows.
    """
    return min(px * 5 // 1000, 4) - 2, min(py * 3 // 1000, 2)


def describe(px: int, py: int) -> str:
    """A point of the pad in words, in the active language: "unpleasant, much energy"."""
    level, row = place(px, py)
    return f"{VALENCE_WORDS[level + 2]}, {ENERGY_WORDS[row]}"


def describe_face(code: str, q: int) -> str:
    """A face of the matrix in words, in the active language: "fear, strong"; ``q`` is its strength 1 to 4."""
    return f"{FACE_WORDS[code]}, {STRENGTH_WORDS[q - 1]}"


def tiles(side: str) -> list[tuple[Emotion, Emotion]]:
    """The pairs as they stand for a shopper whose pleasant tiles are on ``side`` ("left" or "right")."""
    return [(good, bad) if side == "left" else (bad, good) for bad, good in PAIRS]
