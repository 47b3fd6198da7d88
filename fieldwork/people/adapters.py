"""What allauth asks us: accounts are made by the agency, and mails speak the language of the account."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.people.models import User

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; the agency invites people."""

    # In the words of the house: allauth's own Dutch speaks to friends and does not say what to do.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy("The address or the password is not right. Try again."),
        "incorrect_password": gettext_lazy("The password is not right. Try again."),
        "incorrect_code": gettext_lazy("This code is not right. Look at the newest mail and try again."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send one mail in the language of the account; a mail server that is down is told on the page."""
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = person.language if person else translation.get_language()
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("The mail %s could not be sent", template_prefix)
            messages.error(self.request, _("The mail could not be sent. Try again in a few minutes."))
