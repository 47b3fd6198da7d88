"""Checking what came in."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "fieldwork.review"
    label = "review"
