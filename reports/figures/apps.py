"""The only reader of answers and visits: querysets to shapes, stored figure sets."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "reports.figures"
    label = "figures"
