"""The phone: form, sync protocol, answers, evidence, scores."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "fieldwork.capture"
    label = "capture"
