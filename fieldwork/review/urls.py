"""Pages of the reviewer, below ``desk/review/``."""

from django.urls import path

from fieldwork.review import views

desk = [
    path("", views.queue, name="queue"),
    path("<int:pk>/", views.visit, name="visit"),
    path("<int:pk>/claim/", views.claim, name="claim"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/notes/", views.notes, name="notes"),
    path("<int:pk>/again/", views.look_again, name="look_again"),
]
