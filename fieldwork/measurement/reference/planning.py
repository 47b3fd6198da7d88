"""Measures of 9 and 10: paired testing, and how many visits a question needs."""

from .inputs import Measure

MEASURES: dict[str, Measure] = {}
