"""Studies, waves, personas, scenarios and briefings."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "fieldwork.studies"
    label = "studies"
