"""Every address of the product, by audience. Rooms bring their own lists."""

from importlib import import_module
from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from fieldwork.common import health
from fieldwork.people import views as people


def _patterns(room: str, name: str) -> list:
    """The list ``name`` of a room's urls; a room may have pages for several audiences."""
    module = f"{room}.urls"
    return getattr(import_module(module), name, []) if find_spec(module) else []


PHONE = _patterns("fieldwork.visits", "phone") + _patterns("fieldwork.capture", "phone")
API = [
    pattern for room in ("visits", "journeys", "capture", "review") for pattern in _patterns(f"fieldwork.{room}", "api")
] + [pattern for room in ("documents", "dashboards") for pattern in _patterns(f"reports.{room}", "api")]
CLIENT = _patterns("reports.dashboards", "client") + _patterns("reports.documents", "client")

urlpatterns = [
    path("", people.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", people.choose_language, name="language"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/", include((API, "api"))),
    path("phone/", include((PHONE, "phone"))),
    path("client/", include((CLIENT, "client"))),
    path("desk/journeys/", include((_patterns("fieldwork.journeys", "desk"), "journeys"))),
    path("desk/studies/", include((_patterns("fieldwork.studies", "desk"), "studies"))),
    path("desk/pilots/", include((_patterns("fieldwork.capture", "desk"), "pilots"))),
    path("desk/visits/", include((_patterns("fieldwork.visits", "desk"), "visits"))),
    path("desk/review/", include((_patterns("fieldwork.review", "desk"), "review"))),
    path("desk/reports/", include((_patterns("reports.documents", "desk"), "documents"))),
    path("desk/interpretation/", include((_patterns("reports.improvement", "desk"), "improvement"))),
    path("exports/", include((_patterns("reports.exports", "pages"), "exports"))),
    path("r/", include((_patterns("reports.documents", "links"), "links"))),
    path("desk/people/", include((_patterns("fieldwork.people", "desk"), "people"))),
    path("desk/mails/", include((_patterns("fieldwork.notices", "desk"), "mails"))),
    path("verify/", include((_patterns("reports.documents", "public"), "verify"))),
    path("mails/", include((_patterns("fieldwork.notices", "own"), "notices"))),
    path("start/", include((_patterns("reports.demo", "start"), "demo"))),
    path("files/", include((_patterns("fieldwork.capture", "files"), "files"))),
]
