"""Measures of 7 and 8: targets, effects of actions, and the link with the client's own figures."""

from .inputs import Measure

MEASURES: dict[str, Measure] = {}
