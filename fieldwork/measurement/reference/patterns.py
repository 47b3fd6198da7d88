"""Measures of 5: what visitors came for, and how much effort it took."""

from .inputs import Measure

MEASURES: dict[str, Measure] = {}
