"""Figures as they were frozen, and what corrected them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("studies", "0001_initial"),
        ("visits", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("journey", "journey report"),
                            ("location", "location report"),
                            ("visit", "visit report"),
                        ],
                        default="journey",
                        max_length=8,
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figure_sets", to="studies.study"
                    ),
                ),
                ("figures", models.JSONField()),
                ("inputs_sha256", models.CharField(max_length=64)),
                ("selection", models.CharField(db_index=True, max_length=64)),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="figures.figureset",
                    ),
                ),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("formula_version", models.CharField(max_length=20)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("waves", models.ManyToManyField(related_name="figure_sets", to="studies.wave")),
                ("locations", models.ManyToManyField(related_name="figure_sets", to="people.location")),
                ("visits", models.ManyToManyField(related_name="figure_sets", to="visits.visit")),
            ],
            options={
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("study", "selection"),
                        name="figures_frozen_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["journey", "location", "visit"])), name="figures_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correction_reason", ""), ("corrects__isnull", True)),
                            models.Q(("corrects__isnull", False), models.Q(("correction_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="figures_correction_has_a_reason",
                    ),
                ],
            },
        ),
    ]
