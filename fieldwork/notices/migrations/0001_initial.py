"""Notices, each sent once, and which mails somebody wants."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import fieldwork.notices.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("visits", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "asked to confirm"),
                            ("withdrawn", "told that the visit was taken back"),
                            ("briefing_ready", "told that the briefing is ready"),
                            ("briefing_changed", "told that the briefing changed"),
                            ("received", "receipt of what was handed in"),
                            ("returned", "question of the reviewer"),
                            ("approved", "told that the visit is approved"),
                            ("excluded", "told that the visit does not count"),
                            ("silent", "reminded that answers may still be on the phone"),
                            ("part_opens", "told that the next part can be done"),
                            ("part_due", "reminded of a part that is due"),
                            ("visit_due", "reminded that the last visit day is near"),
                            ("deadline", "reminded to hand in today"),
                            ("question_due", "reminded of a question"),
                            ("digest", "told what needs somebody today"),
                            ("given_back", "told that a visit of the next days was given back"),
                            ("answered", "told that an answer came back"),
                            ("review_due", "told that the time to review runs out"),
                            ("report_ready", "told that a report is ready"),
                            ("report_failed", "told that a report could not be made"),
                            ("bundle_ready", "told that an order of many reports is done"),
                            ("text_offered", "told that a text waits for a second person"),
                            ("text_given_back", "told that a text was given back"),
                            ("text_approved", "told that a text was approved"),
                            ("field_begun", "told that the fieldwork began"),
                            ("field_done", "told that the fieldwork is done"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="visits.visit",
                    ),
                ),
                ("context", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "message_id",
                    models.CharField(default=fieldwork.notices.models.new_message_id, max_length=200, unique=True),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dropped",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("overtaken", "no longer true when it was to leave"),
                            ("unwanted", "this person wants no reminders"),
                            ("inactive", "the account is switched off"),
                            ("late", "the mail server did not take it for three days"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["visit", "person", "kind", "created_at"], name="notice_told"),
                    models.Index(
                        condition=models.Q(("dropped", ""), ("sent_at", None)),
                        fields=["not_before"],
                        name="notice_waiting",
                    ),
                    models.Index(fields=["created_at"], name="notice_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "assigned",
                                    "withdrawn",
                                    "briefing_ready",
                                    "briefing_changed",
                                    "received",
                                    "returned",
                                    "approved",
                                    "excluded",
                                    "silent",
                                    "part_opens",
                                    "part_due",
                                    "visit_due",
                                    "deadline",
                                    "question_due",
                                    "digest",
                                    "given_back",
                                    "answered",
                                    "review_due",
                                    "report_ready",
                                    "report_failed",
                                    "bundle_ready",
                                    "text_offered",
                                    "text_given_back",
                                    "text_approved",
                                    "field_begun",
                                    "field_done",
                                ],
                            )
                        ),
                        name="notice_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent_at", None), ("dropped", ""), _connector="OR"),
                        name="notice_sent_or_dropped",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_choice",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("wants_reminders", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
