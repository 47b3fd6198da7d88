"""Mail that somebody at the desk asked for: a mail server that is down costs minutes, not the page."""

from allauth.account.adapter import get_adapter
from django.utils import translation

from fieldwork.common.jobs import Progress, job
from fieldwork.people.models import User


@job("people.invite")
def invite(params: dict, progress: Progress) -> None:
    """Send the invitation in the person's language; nothing when the account was switched off meanwhile."""
    person = User.objects.filter(pk=params["user"], is_active=True).first()
    if person:
        context = {"person": person, "email": person.email, "address": params["address"]}
        with translation.override(person.language):
            get_adapter().render_mail("account/email/invitation", person.email, context).send()
