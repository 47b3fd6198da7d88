"""Pages of the administrator, and the look of a client for its planners, below ``desk/people/``."""

from django.urls import path

from fieldwork.people import looks, pages

desk = [
    path("", pages.people, name="list"),
    path("new/", pages.create_person, name="create"),
    path("<int:pk>/", pages.edit_person, name="edit"),
    path("<int:pk>/switch/", pages.switch_person, name="switch"),
    path("<int:pk>/invite/", pages.invite, name="invite"),
    path("clients/", pages.clients, name="clients"),
    path("clients/new/", pages.create_client, name="client_create"),
    path("clients/<int:pk>/", pages.edit_client, name="client_edit"),
    path("clients/<int:pk>/look/", looks.look, name="client_look"),
    path("clients/<int:pk>/look/logo/", looks.logo, name="logo"),
    path("clients/<int:pk>/look/logo/remove/", looks.remove_logo, name="logo_remove"),
    path("clients/<int:pk>/locations/", pages.locations, name="locations"),
    path("clients/<int:pk>/locations/new/<str:kind>/", pages.create_location, name="location_create"),
    path("locations/<int:pk>/", pages.edit_location, name="location_edit"),
    path("locations/<int:pk>/close/", pages.close_location, name="location_close"),
    path("locations/<int:pk>/reopen/", pages.reopen_location, name="location_reopen"),
]
