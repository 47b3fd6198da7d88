"""Measures of 6: what goes together with the outcome, and what to take up first."""

from .inputs import Measure

MEASURES: dict[str, Measure] = {}
