"""Addresses of exports, for the desk and for clients alike."""

from django.urls import path

from reports.exports import views

_FIGURES = "figures/<uuid:uuid>"
pages = [
    path("", views.exports, name="list"),
    path("new/", views.ask, name="ask"),
    path("<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uuid>/retry/", views.retry, name="retry"),
    path("<uuid:uuid>/progress/", views.progress, name="progress"),
    path("<uuid:uuid>/file/", views.download, name="download"),
    path(f"{_FIGURES}/slides.pptx", views.figures, {"suffix": ".pptx"}, name="slides"),
    path(f"{_FIGURES}/figures.xlsx", views.figures, {"suffix": ".xlsx"}, name="workbook"),
    path(f"{_FIGURES}/figures.json", views.figures, {"suffix": ".json"}, name="json"),
]
