"""Addresses of the client's pages."""

from django.urls import path

from reports.dashboards import views

client = [
    path("", views.overview, name="overview"),
    path("visits/", views.visits, name="visits"),
    path("visits/<uuid:key>/", views.visit, name="visit"),
    path("visits/<uuid:key>/photos/<uuid:photo>/", views.photo, name="photo"),
]
