"""People and the places they know: users with one role each, clients, and their tree of locations."""

import secrets
from typing import Self
from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.people import hours
from fieldwork.people.states import CLIENTS, DESK, LocationKind, LogoGround, Role, TileSide

CODE = RegexValidator(r"^[a-z0-9][a-z0-9-]{1,39}$", _("Use small letters, digits and hyphens."))
COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", _("Use a colour like #5b2a6e."))


def new_pseudonym() -> str:
    """Four characters that stand for a shopper wherever their name must not."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(5))


class UserManager(BaseUserManager["User"]):
    """Makes users; the address is kept in small letters, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make one user. Without a password they log in by a code in their mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make an administrator who may also use the admin site."""
        fields |= {"role": Role.ADMINISTRATOR, "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Log in with any capitals."""
        return self.get(email__iexact=username)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The desk knows everybody it works with; anybody else knows themselves."""
        if user.role == Role.ADMINISTRATOR:
            return self
        if user.role in DESK:
            mine = user.managed_clients.all()
            return self.filter(Q(role=Role.SHOPPER) | Q(client__in=mine) | Q(role__in=DESK)).distinct()
        return self.filter(pk=user.pk)

    def shoppers(self) -> Self:
        """Active shoppers, by name."""
        return self.filter(role=Role.SHOPPER, is_active=True).order_by("name")


class User(AbstractBaseUser, PermissionsMixin):
    """One person with one role. Clients' people see their own client and their part of its tree."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.SHOPPER)
    language = models.CharField(
        _("language"), max_length=5, default="nl", choices=[("nl", "Nederlands"), ("en", "English")]
    )
    pseudonym = models.CharField(max_length=8, unique=True, default=new_pseudonym, editable=False)
    client = models.ForeignKey(
        "people.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="people",
        help_text=_("Only for people of a client."),
    )  # fmt: skip
    scope = models.ManyToManyField(
        "people.Location", blank=True, related_name="readers",
        help_text=_("The parts of the tree a client's person may see; none means all of it."),
    )  # fmt: skip
    managed_clients = models.ManyToManyField(
        "people.Client", blank=True, related_name="team", help_text=_("Whom somebody at the desk works for.")
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager.from_queryset(UserQuerySet)()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_client_goes_with_role",
                condition=Q(role__in=sorted(CLIENTS), client__isnull=False)
                | (~Q(role__in=sorted(CLIENTS)) & Q(client__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """One address, one account: capitals make no difference."""
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def clients(self) -> "models.QuerySet[Client]":
        """The clients this person has to do with."""
        return Client.objects.visible_to(self)


class ClientQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Administrators: all. The desk: whom they work for. A client's people: their own. Shoppers: none."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.ADMINISTRATOR:
            return self
        if user.role in DESK:
            return self.filter(team=user)
        return self.filter(pk=user.client_id) if user.client_id else self.none()


class Client(models.Model):
    """An organisation that has its customer journey walked."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    colour = models.CharField(_("colour"), max_length=7, default="#5b2a6e", validators=[COLOUR])
    language = models.CharField(_("language"), max_length=5, default="nl")
    # The name of the stored copy, made by ``logos.prepare``. What a report once named is never removed.
    logo = models.CharField(_("logo"), max_length=120, blank=True, editable=False)
    logo_ground = models.CharField(max_length=6, choices=LogoGround, default=LogoGround.WHITE, editable=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LocationQuerySet(models.QuerySet["Location"]):
    def visible_to(self, user: User) -> Self:
        """The client's tree, and of it only the part a person's scope names."""
        mine = self.filter(client__in=Client.objects.visible_to(user))
        if user.is_authenticated and user.role in CLIENTS:
            return mine.within(list(user.scope.values_list("pk", flat=True)))
        return mine

    def within(self, nodes: list[int]) -> Self:
        """Everything at or below the given nodes; no nodes means no limit."""
        if not nodes:
            return self
        return self.filter(Q(pk__in=nodes) | Q(district__in=nodes) | Q(region__in=nodes))

    def as_tree(self) -> list[tuple[int, "Location"]]:
        """Every node with its depth (0 at the top), each below the one it hangs under, by name."""
        nodes = list(self.select_related("region", "district"))
        below: dict[int | None, list[Location]] = {}
        known = {node.pk for node in nodes}
        for node in nodes:
            above = next((pk for pk in (node.district_id, node.region_id) if pk in known), None)
            below.setdefault(above, []).append(node)
        rows: list[tuple[int, Location]] = []

        def put(above: int | None, depth: int) -> None:
            for node in sorted(below.get(above, []), key=lambda one: (one.kind == LocationKind.SITE, one.name)):
                rows.append((depth, node))
                put(node.pk, depth + 1)

        put(None, 0)
        return rows

    def sites(self) -> Self:
        """The places that can be visited."""
        return self.filter(kind=LocationKind.SITE)


class Location(models.Model):
    """A node of a client's tree: region > district > site. Ancestors are copied: one join, any database."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="locations")
    kind = models.CharField(_("kind"), max_length=10, choices=LocationKind, default=LocationKind.SITE)
    region = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(_("code"), max_length=40, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Amsterdam")
    # {"mon": [["09:00", "17:30"]], ...}; a missing day is closed, {} is unknown.
    opening_hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    is_open = models.BooleanField(_("in use"), default=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["client", "code"], name="location_code_once_per_client"),
            models.CheckConstraint(
                name="location_tree_is_in_order",
                condition=Q(kind=LocationKind.REGION, region__isnull=True, district__isnull=True)
                | Q(kind=LocationKind.DISTRICT, district__isnull=True)
                | Q(kind=LocationKind.SITE),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def parent(self) -> "Location | None":
        """The node right above."""
        return self.district or self.region

    def clean(self) -> None:
        """The tree stays one client's, ancestors agree, and time and place are real."""
        super().clean()
        for above, kind in ((self.region, LocationKind.REGION), (self.district, LocationKind.DISTRICT)):
            if above and (above.client_id != self.client_id or above.kind != kind):
                raise ValidationError(_("A location hangs below a region or district of the same client."))
        if self.district and self.district.region_id != self.region_id:
            raise ValidationError(_("The region must be the region of the district."))
        if self.timezone not in available_timezones():
            raise ValidationError({"timezone": _("This time zone is not known. Write it like Europe/Amsterdam.")})
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError(_("Fill in both latitude and longitude, or neither."))
        hours.check(self.opening_hours)


def random_side() -> str:
    """The side of the pleasant tiles, drawn once per shopper (measurement 1.2)."""
    return secrets.choice(TileSide.values)


class ShopperProfile(models.Model):
    """What the agency knows of a shopper to plan and to present the form. No feelings, ever."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    birth_date = models.DateField(null=True, blank=True)
    city = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    tile_side = models.CharField(max_length=5, choices=TileSide, default=random_side)

    def __str__(self) -> str:
        return f"{self.user.pseudonym}"
