"""What allauth asks us: accounts are made by the agency, and everybody has a first page."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; the agency invites people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False
