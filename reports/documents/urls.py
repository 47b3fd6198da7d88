"""Addresses of reports, for the desk, the client and programs."""

from django.urls import path

from reports.documents import api as endpoints
from reports.documents import views


def _pages(room: str, before: str = "") -> list:
    names = {key: name.partition(":")[2] for key, name in views.URLS[room].items()}
    pages = (
        ("list", "", views.reports),
        ("new", "new/", views.new),
        ("detail", "<uuid:uuid>/", views.detail),
        ("cancel", "<uuid:uuid>/cancel/", views.cancel),
        ("retry", "<uuid:uuid>/retry/", views.retry),
        ("download", "<uuid:uuid>/report.pdf", views.download),
    )
    return [path(f"{before}{end}", view, {"room": room}, name=names[key]) for key, end, view in pages]


desk = _pages(views.DESK)
client = _pages(views.CLIENT, "reports/")
api = [
    path("reports/", endpoints.ReportViewSet.as_view({"get": "list"}), name="reports"),
    path("reports/<uuid:uuid>/", endpoints.ReportViewSet.as_view({"get": "retrieve"}), name="report"),
]
