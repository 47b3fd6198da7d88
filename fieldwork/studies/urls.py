"""Addresses of the studies room."""

from django.urls import path

from fieldwork.studies import views

desk = [
    path("", views.list_page, name="list"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/agreements/", views.agree, name="agreements"),
    path("<int:study_pk>/personas/new/", views.persona, name="persona_create"),
    path("<int:study_pk>/personas/<int:pk>/", views.persona, name="persona_edit"),
    path("<int:study_pk>/scenarios/new/", views.scenario, name="scenario_create"),
    path("<int:study_pk>/scenarios/<int:pk>/", views.scenario, name="scenario_edit"),
    path("<int:study_pk>/waves/new/", views.wave_create, name="wave_create"),
    path("waves/<int:pk>/", views.wave_edit, name="wave_edit"),
    path("waves/<int:wave_pk>/briefing/", views.briefing, name="briefing"),
    path("waves/<int:wave_pk>/briefing/<int:number>/", views.briefing_version, name="briefing_version"),
    path("waves/<int:wave_pk>/pictures/", views.picture_add, name="picture_add"),
    path("pictures/<uuid:uuid>/", views.picture, name="picture"),
]
