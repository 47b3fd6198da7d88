"""Exports as they were asked for, with the file that came of it."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("filters", models.JSONField(default=dict)),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("xlsx", "Excel (XLSX): a sheet for each kind, with a code book"),
                            ("csv", "CSV with commas and decimal points"),
                            ("csv_comma", "CSV with semicolons and decimal commas, for Dutch Excel"),
                            ("json", "JSON, for programs"),
                        ],
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                ("language", models.CharField(default="nl", max_length=5, verbose_name="language")),
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
                ("sight", models.JSONField(default=dict)),
                ("file", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("bytes", models.PositiveBigIntegerField(default=0)),
                ("n_visits", models.PositiveIntegerField(default=0)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("expired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["xlsx", "csv", "csv_comma", "json"])),
                        name="export_format_is_known",
                    )
                ],
            },
        ),
    ]
