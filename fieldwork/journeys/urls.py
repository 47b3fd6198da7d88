"""Addresses of journeys: pages of the desk, and the API to read them."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from fieldwork.journeys import api as endpoints
from fieldwork.journeys import changes, designer, importing, offering, views

desk = [
    path("", views.list_journeys, name="list"),
    path("new/", views.new, name="new"),
    path("import/", importing.upload, name="import"),
    path("import/<int:pk>/", importing.form, name="form"),
    path("schema.json", importing.schema, name="schema"),
    path("<int:pk>/", designer.journey, name="journey"),
    path("<int:pk>/settings/", designer.settings, name="settings"),
    path("<int:pk>/phases/<slug:phase>/", designer.phase, name="phase"),
    path("<int:pk>/steps/<slug:step>/", designer.step, name="step"),
    path("<int:pk>/steps/<slug:step>/questions/", designer.add_question, name="add_question"),
    path("<int:pk>/steps/<slug:step>/questions/<slug:question>/", designer.question, name="question"),
    path("<int:pk>/steps/<slug:step>/questions/<slug:question>/answers/<str:option>/", offering.answer, name="answer"),
    path("<int:pk>/change/", changes.change, name="change"),
    path("<int:pk>/undo/", changes.undo, name="undo"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/duplicate/", views.duplicate, name="duplicate"),
    path("<int:pk>/archive/", views.archive, name="archive"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/versions/<int:number>/", views.version, name="version"),
    path("<int:pk>/versions/<int:number>/preview/", views.preview, name="version_preview"),
    path("<int:pk>/journey.<str:kind>", importing.download, name="download"),
    path("<int:pk>/versions/<int:number>/journey.<str:kind>", importing.download, name="version_download"),
]

router = SimpleRouter()
router.register("journeys", endpoints.JourneyViewSet, basename="journey")
router.register("journey-versions", endpoints.JourneyVersionViewSet, basename="journey-version")
api = router.urls
