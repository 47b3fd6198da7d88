"""Addresses of exports, for the desk and for clients alike."""

from django.urls import path

from reports.exports import views

pages = [
    path("", views.exports, name="list"),
    path("new/", views.ask, name="ask"),
    path("<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uuid>/retry/", views.retry, name="retry"),
    path("<uuid:uuid>/progress/", views.progress, name="progress"),
    path("<uuid:uuid>/file/", views.download, name="download"),
]
