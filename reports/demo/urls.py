"""The start page of a demo."""

from django.urls import path

from reports.demo import views

start = [
    path("", views.start, name="start"),
    path("status", views.status, name="status"),
]
