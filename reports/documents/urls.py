"""Addresses of reports, for the desk, the client and programs."""

from django.urls import path

from reports.documents import api as endpoints
from reports.documents import bundle_api, bundle_views, link_views, sheet_views, views
from reports.documents import public as checking


def _pages(room: str, before: str = "") -> list:
    names = {key: name.partition(":")[2] for key, name in views.URLS[room].items()}
    pages = (
        ("list", "", views.reports),
        ("new", "new/", views.new),
        ("detail", "<uuid:uuid>/", views.detail),
        ("cancel", "<uuid:uuid>/cancel/", views.cancel),
        ("retry", "<uuid:uuid>/retry/", views.retry),
        ("download", "<uuid:uuid>/report.pdf", views.download),
        ("figures", "<uuid:uuid>/figures/<slug:form>/", views.figures),
        ("visit", "visits/<uuid:key>/", sheet_views.visit),
    )
    return [path(f"{before}{end}", view, {"room": room}, name=names[key]) for key, end, view in pages]


bundles = [
    path("bundles/", bundle_views.bundles, name="bundles"),
    path("bundles/new/", bundle_views.new, name="bundle_new"),
    path("bundles/<uuid:uuid>/", bundle_views.detail, name="bundle"),
    path("bundles/<uuid:uuid>/cancel/", bundle_views.cancel, name="bundle_cancel"),
    path("bundles/<uuid:uuid>/retry/", bundle_views.retry, name="bundle_retry"),
    path("bundles/<uuid:uuid>/reports.zip", bundle_views.download, name="bundle_zip"),
]
composing = [
    path("preview/", views.preview, name="preview"),
    path("visits/<uuid:key>/preview/", sheet_views.preview, name="preview_visit"),
]
judging = [
    path("<uuid:uuid>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:uuid>/put-back/", views.put_back, name="put_back"),
]
public = [
    path("", checking.verify, name="page"),
    path("<str:typed>/", checking.number, name="number"),
]


def _links(room: str, before: str = "") -> list:
    names = {key: name.partition(":")[2] for key, name in link_views.URLS[room].items()}
    return [
        path(f"{before}<uuid:uuid>/links/", link_views.of_report, {"room": room}, name=names["links"]),
        path(f"{before}<uuid:uuid>/links/<int:pk>/revoke/", link_views.revoke, {"room": room}, name=names["revoke"]),
    ]


desk = _pages(views.DESK) + composing + judging + _links(views.DESK) + bundles
client = _pages(views.CLIENT, "reports/") + _links(views.CLIENT, "reports/")
links = [path("<str:token>/", link_views.open_link, name="open")]
api = [
    path("reports/", endpoints.ReportViewSet.as_view({"get": "list"}), name="reports"),
    path("reports/<uuid:uuid>/", endpoints.ReportViewSet.as_view({"get": "retrieve"}), name="report"),
    path("bundles/", bundle_api.BundleViewSet.as_view({"get": "list"}), name="bundles"),
    path("bundles/<uuid:uuid>/", bundle_api.BundleViewSet.as_view({"get": "retrieve"}), name="bundle"),
]
