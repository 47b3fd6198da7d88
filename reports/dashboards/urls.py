"""Addresses of the client's pages."""

from django.urls import path

from reports.dashboards import api as endpoints
from reports.dashboards import views

client = [
    path("", views.overview, name="overview"),
    path("compare/", views.compare, name="compare"),
    path("visits/", views.visits, name="visits"),
    path("visits/<uuid:key>/", views.visit, name="visit"),
    path("visits/<uuid:key>/photos/<uuid:photo>/", views.photo, name="photo"),
]
api = [path("studies/<int:study>/cells/", endpoints.CellViewSet.as_view({"get": "list"}), name="cells")]
