"""Addresses of the form, of the phone's doors and of the evidence."""

from django.urls import path, re_path

from fieldwork.capture import api as doors
from fieldwork.capture import offline_views as offline
from fieldwork.capture import pilot_views, views

phone = [
    path("visits/<uuid:uuid>/form/", views.form, name="form"),
    path("visits/<uuid:uuid>/start/", views.start, name="start"),
    path("visits/<uuid:uuid>/done/", views.done, name="done"),
    path("visits/<uuid:uuid>/state/", offline.state, name="state"),
    path("outbox/", offline.outbox, name="outbox"),
    path("tokens/", offline.new_tokens, name="tokens"),
    path("enter/", offline.enter, name="enter"),
    path("offline/", offline.offline, name="offline"),
    path("unsent/", offline.unsent, name="unsent"),
    path("sw.js", offline.worker, name="worker"),
    path("app.webmanifest", offline.manifest, name="manifest"),
    path("icon-<int:side>.png", offline.icon, name="icon"),
]
ROUND = "visits/<uuid:visit>/rounds/<int:number>"
api = [
    path(f"{ROUND}/ops", doors.Ops.as_view(), name="ops"),
    path(f"{ROUND}/media/<uuid:media>", doors.Upload.as_view(), name="media"),
    path(f"{ROUND}/final", doors.Final.as_view(), name="final"),
]
desk = [path("<int:pk>/", pilot_views.study, name="study")]
files = [
    re_path(r"^evidence/(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?P<size>master|copy)$",
            views.evidence, name="evidence"),
    path("memos/<uuid:uuid>", views.memo, name="memo"),
]  # fmt: skip
