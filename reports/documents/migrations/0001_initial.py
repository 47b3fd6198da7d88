"""Reports with their files and links, and orders of many at once."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0001_initial"),
        ("figures", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("studies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=11, unique=True, verbose_name="number")),
                (
                    "figure_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="figures.figureset"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("language", models.CharField(default="nl", max_length=5, verbose_name="language")),
                ("content", models.JSONField(default=dict)),
                ("text_approved_at", models.DateTimeField(blank=True, null=True)),
                ("render_key", models.CharField(max_length=64, unique=True)),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="common.job",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("pdf", models.CharField(blank=True, max_length=200)),
                ("pdf_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("pdf_bytes", models.PositiveIntegerField(default=0)),
                ("pages", models.PositiveSmallIntegerField(default=0)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "signature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("basic", "signed"),
                            ("stamped", "signed, with a time stamp"),
                            ("unstamped", "signed; the time-stamp service did not answer"),
                        ],
                        max_length=9,
                    ),
                ),
                ("has_demo_key", models.BooleanField(default=False)),
                ("certificate_sha256", models.CharField(blank=True, max_length=64)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawal_reason", models.CharField(blank=True, max_length=500)),
                ("withdrawal_is_public", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-ordered_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)),
                            models.Q(
                                ("withdrawn_at__isnull", False), models.Q(("withdrawal_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="documents_withdrawal_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="studies.study"
                    ),
                ),
                (
                    "per",
                    models.CharField(
                        choices=[("region", "region"), ("district", "district"), ("site", "location")], max_length=10
                    ),
                ),
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
                ("title", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=5)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="common.job",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("over_at", models.DateTimeField(blank=True, null=True)),
                ("waves", models.ManyToManyField(related_name="+", to="studies.wave")),
            ],
            options={
                "ordering": ["-ordered_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("per__in", ["region", "district", "site"])), name="bundle_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "journey"), models.Q(("kind", "location"), ("per", "site")), _connector="OR"
                        ),
                        name="bundle_report_fits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BundlePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="documents.bundle"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.location"
                    ),
                ),
                ("visits", models.PositiveIntegerField(default=0)),
                ("is_due", models.BooleanField(default=True)),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="documents.report",
                    ),
                ),
                ("is_ours", models.BooleanField(default=False)),
                (
                    "nothing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_visits", "There are no approved visits any more."),
                            (
                                "reason",
                                "An earlier report with other figures was published. Say why a new version is needed.",
                            ),
                            ("moved", "Visits were changed while the figures were made. Try again."),
                            ("problem", "Something unexpected went wrong while the figures were made. Try again."),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["location__name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("bundle", "location"), name="bundle_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_due", True),
                            models.Q(("nothing", ""), ("report__isnull", False)),
                            models.Q(("report__isnull", True), models.Q(("nothing", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="bundle_part_is_settled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="documents.report"
                    ),
                ),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("label", models.CharField(blank=True, max_length=80)),
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
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("downloads", models.PositiveSmallIntegerField(default=0)),
                ("downloaded_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FormerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_files", to="documents.report"
                    ),
                ),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("made_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
