"""Visits, every move they made, and who read which briefing."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("journeys", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("studies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("public_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="studies.wave"
                    ),
                ),
                (
                    "journey_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="journeys.journeyversion"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="people.location"
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="studies.scenario"
                    ),
                ),
                (
                    "persona",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="studies.persona",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("counter", "counter"),
                            ("shop", "shop"),
                            ("phone", "telephone"),
                            ("email", "e-mail"),
                            ("web", "website"),
                            ("chat", "chat"),
                            ("app", "app"),
                            ("mail", "post"),
                            ("delivery", "delivery"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=20)),
                (
                    "shopper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("open", "open"),
                            ("offered", "offered"),
                            ("assigned", "assigned"),
                            ("briefed", "briefed"),
                            ("started", "under way"),
                            ("submitted", "handed in"),
                            ("in_review", "in review"),
                            ("returned", "returned"),
                            ("approved", "approved"),
                            ("published", "published"),
                            ("excluded", "excluded"),
                            ("cancelled", "called off"),
                            ("expired", "expired"),
                            ("no_show", "not carried out"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now)),
                ("opens_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("submit_by", models.DateTimeField()),
                ("fee_cents", models.PositiveIntegerField(default=0)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("assigned_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("answered", models.PositiveSmallIntegerField(default=0)),
                ("waiting_photos", models.PositiveSmallIntegerField(default=0)),
                ("last_sync_at", models.DateTimeField(blank=True, null=True)),
                ("phone_silent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="claimed_visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("review_due_at", models.DateTimeField(blank=True, null=True)),
                ("return_due_at", models.DateTimeField(blank=True, null=True)),
                ("round_number", models.PositiveSmallIntegerField(default=1)),
                ("episode", models.PositiveSmallIntegerField(default=1)),
                ("episodes", models.PositiveSmallIntegerField(default=1)),
                ("episode_title", models.JSONField(blank=True, default=dict)),
                ("episode_opens_at", models.DateTimeField(blank=True, null=True)),
                ("episode_due_at", models.DateTimeField(blank=True, null=True)),
                ("token_epoch", models.PositiveIntegerField(default=1)),
                ("checklist_score", models.FloatField(blank=True, null=True)),
                ("checklist_points", models.FloatField(blank=True, null=True)),
                ("checklist_max", models.FloatField(blank=True, null=True)),
                ("checklist_status", models.CharField(blank=True, max_length=12)),
                ("verdict", models.CharField(blank=True, max_length=6)),
                ("valence", models.FloatField(blank=True, null=True)),
                ("valence_status", models.CharField(blank=True, max_length=12)),
                ("peak_end", models.FloatField(blank=True, null=True)),
                ("overall_grade", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("recommend", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["wave", "state", "due_at"], name="visit_board"),
                    models.Index(fields=["shopper", "state", "due_at"], name="visit_mine"),
                    models.Index(fields=["state", "review_due_at"], name="visit_queue"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "open",
                                    "offered",
                                    "assigned",
                                    "briefed",
                                    "started",
                                    "submitted",
                                    "in_review",
                                    "returned",
                                    "approved",
                                    "published",
                                    "excluded",
                                    "cancelled",
                                    "expired",
                                    "no_show",
                                ],
                            )
                        ),
                        name="visit_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at__gte", models.F("opens_at")), ("submit_by__gte", models.F("due_at"))
                        ),
                        name="visit_dates_are_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shopper__isnull", False),
                            ("state__in", ["draft", "open", "offered", "cancelled", "expired"]),
                            _connector="OR",
                        ),
                        name="visit_under_way_has_a_shopper",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="visits.visit"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(default="moved", max_length=30)),
                ("came_from", models.CharField(blank=True, max_length=10)),
                ("went_to", models.CharField(blank=True, max_length=10)),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("data", models.JSONField(default=dict)),
                ("batch", models.UUIDField(blank=True, db_index=True, null=True)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BriefingReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="briefing_receipts", to="visits.visit"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="studies.briefingversion",
                    ),
                ),
                (
                    "shopper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "version", "shopper"), name="briefing_read_once_per_visit")
                ],
            },
        ),
    ]
