"""Clients with their tree of places, and the people who log in."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import fieldwork.people.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]{1,39}$", "Use small letters, digits and hyphens."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "colour",
                    models.CharField(
                        default="#5b2a6e",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator("^#[0-9a-f]{6}$", "Use a colour like #5b2a6e.")
                        ],
                        verbose_name="colour",
                    ),
                ),
                ("language", models.CharField(default="nl", max_length=5, verbose_name="language")),
                ("logo", models.CharField(blank=True, editable=False, max_length=120, verbose_name="logo")),
                (
                    "logo_ground",
                    models.CharField(
                        choices=[("white", "on white"), ("colour", "on a colour")],
                        default="white",
                        editable=False,
                        max_length=6,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="locations", to="people.client"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("region", "region"), ("district", "district"), ("site", "location")],
                        default="site",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]{1,39}$", "Use small letters, digits and hyphens."
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                    ),
                ),
                ("timezone", models.CharField(default="Europe/Amsterdam", max_length=40, verbose_name="time zone")),
                ("opening_hours", models.JSONField(blank=True, default=dict, verbose_name="opening hours")),
                ("is_open", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "code"), name="location_code_once_per_client"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("district__isnull", True), ("kind", "region"), ("region__isnull", True)),
                            models.Q(("district__isnull", True), ("kind", "district")),
                            ("kind", "site"),
                            _connector="OR",
                        ),
                        name="location_tree_is_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("shopper", "shopper"),
                            ("planner", "planner"),
                            ("reviewer", "reviewer"),
                            ("client_viewer", "client, reads"),
                            ("client_manager", "client, manages"),
                            ("administrator", "administrator"),
                        ],
                        default="shopper",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Nederlands"), ("en", "English")],
                        default="nl",
                        max_length=5,
                        verbose_name="language",
                    ),
                ),
                (
                    "pseudonym",
                    models.CharField(
                        default=fieldwork.people.models.new_pseudonym, editable=False, max_length=8, unique=True
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only for people of a client.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="people.client",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "scope",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The parts of the tree a client's person may see; none means all of it.",
                        related_name="readers",
                        to="people.location",
                    ),
                ),
                (
                    "managed_clients",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Whom somebody at the desk works for.",
                        related_name="team",
                        to="people.client",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", False), ("role__in", ["client_manager", "client_viewer"])),
                            models.Q(
                                models.Q(("role__in", ["client_manager", "client_viewer"]), _negated=True),
                                ("client__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="user_client_goes_with_role",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopperProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="profile", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("birth_date", models.DateField(blank=True, null=True)),
                ("city", models.CharField(blank=True, max_length=80)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("languages", models.JSONField(blank=True, default=list)),
                (
                    "tile_side",
                    models.CharField(
                        choices=[("left", "pleasant on the left"), ("right", "pleasant on the right")],
                        default=fieldwork.people.models.random_side,
                        max_length=5,
                    ),
                ),
            ],
        ),
    ]
