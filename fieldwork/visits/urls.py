"""Addresses of the visits room, by audience."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from fieldwork.visits import many_views, phone_views, sizing_views, views
from fieldwork.visits.api import VisitViewSet

desk = [
    path("", views.today, name="today"),
    path("board/", views.board, name="board"),
    path("plan/", many_views.plan, name="plan"),
    path("many/", many_views.many, name="many"),
    path("how-many/<int:study>/", sizing_views.how_many, name="how_many"),
    path("undo/<uuid:batch>/", many_views.undo, name="undo"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/assign/", views.assign, name="assign"),
    path("<uuid:uuid>/unassign/", views.unassign, name="unassign"),
    path("<uuid:uuid>/remind/", views.remind, name="remind"),
    path("<uuid:uuid>/no-show/", views.no_show, name="no_show"),
    path("<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uuid>/reopen/", views.reopen, name="reopen"),
    path("<uuid:uuid>/shut-out/", views.shut_out, name="shut_out"),
]

phone = [
    path("visits/", phone_views.visits, name="visits"),
    path("visits/<uuid:uuid>/", phone_views.visit, name="visit"),
    path("visits/<uuid:uuid>/confirm/", phone_views.confirm, name="confirm"),
    path("visits/<uuid:uuid>/decline/", phone_views.decline, name="decline"),
    path("visits/<uuid:uuid>/briefing/", phone_views.briefing, name="briefing"),
    path("visits/<uuid:uuid>/read/", phone_views.read, name="read"),
]

router = SimpleRouter()
router.register("visits", VisitViewSet, basename="visit")
api = router.urls
