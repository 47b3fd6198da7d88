"""The request of somebody who logged in: what a page behind ``login_required`` gets."""

from django.http import HttpRequest

from fieldwork.people.models import User


class SignedIn(HttpRequest):
    """Its user is a person, never a visitor."""

    user: User
