"""Who logs in to see what: one address per audience, printed by the command and shown on the start page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.demo.people import PASSWORD


@dataclass(frozen=True)
class Login:
    """One person to look around as."""

    audience: str | Promise
    email: str
    sees: str | Promise
    password: str = PASSWORD


LOGINS = (
    Login(_("planner"), "planner@veldwerk.demo", _("first page, board, journeys, studies, reports")),
    Login(_("reviewer"), "controle@veldwerk.demo", _("the queue: answers beside evidence")),
    Login(_("shopper"), "shopper@veldwerk.demo", _("own visits on the phone: briefing, form, asked back")),
    Login(_("shopper, in English"), "english@veldwerk.demo", _("the same in English")),
    Login(_("client, board"), "directie@waterrijk.demo", _("overview, visits and reports of the municipality")),
    Login(_("client, board"), "directie@vonk.demo", _("overview, visits and reports of the shops")),
    Login(_("client, one region"), "regio@vonk.demo", _("only the shops of the region South")),
    Login(_("administrator"), "beheer@veldwerk.demo", _("people, clients, locations")),
)
