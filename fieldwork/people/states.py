"""Who somebody is to the agency. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SHOPPER = "shopper", _("shopper")
    PLANNER = "planner", _("planner")
    REVIEWER = "reviewer", _("reviewer")
    CLIENT_VIEWER = "client_viewer", _("client, reads")
    CLIENT_MANAGER = "client_manager", _("client, manages")
    ADMINISTRATOR = "administrator", _("administrator")


DESK = {Role.PLANNER, Role.REVIEWER, Role.ADMINISTRATOR}
PLANNING = {Role.PLANNER, Role.ADMINISTRATOR}
REVIEWING = {Role.REVIEWER, Role.ADMINISTRATOR}
CLIENTS = {Role.CLIENT_VIEWER, Role.CLIENT_MANAGER}


class LocationKind(models.TextChoices):
    REGION = "region", _("region")
    DISTRICT = "district", _("district")
    SITE = "site", _("location")


class TileSide(models.TextChoices):
    LEFT = "left", _("pleasant on the left")
    RIGHT = "right", _("pleasant on the right")


class LogoGround(models.TextChoices):
    """What a logo must be printed on to be seen."""

    WHITE = "white", _("on white")
    COLOUR = "colour", _("on a colour")
