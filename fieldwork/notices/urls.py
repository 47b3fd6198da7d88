"""Addresses of the notices room: what the desk sees of a visit's mails, and everybody's own choice."""

from django.urls import path

from fieldwork.notices import views

desk = [
    path("visits/<uuid:uuid>/", views.of_visit, name="of_visit"),
]

own = [
    path("", views.choose, name="choose"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
