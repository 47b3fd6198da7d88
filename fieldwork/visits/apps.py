"""The visit, its states and moves."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "fieldwork.visits"
    label = "visits"
