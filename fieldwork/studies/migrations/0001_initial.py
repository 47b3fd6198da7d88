"""Studies with their scenarios, personas and waves, and what shoppers are briefed with."""

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
    ]

    operations = [
        migrations.CreateModel(
            name="Study",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="studies", to="people.client"
                    ),
                ),
                (
                    "journey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="studies", to="journeys.journey"
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("customer", "customers"),
                            ("employee", "employees"),
                            ("audit", "quality audit"),
                            ("candidate", "candidates"),
                            ("discrimination", "discrimination"),
                        ],
                        default="customer",
                        max_length=16,
                        verbose_name="family",
                    ),
                ),
                ("goals", models.TextField(blank=True, help_text="One goal per line.", verbose_name="goals")),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="Journey score to reach, 0 to 100.",
                        max_digits=4,
                        null=True,
                        verbose_name="target score",
                    ),
                ),
                ("thresholds", models.JSONField(blank=True, default=dict, verbose_name="thresholds")),
                (
                    "instrument",
                    models.CharField(
                        choices=[("pad", "tap square"), ("faces", "face matrix")],
                        default="pad",
                        max_length=10,
                        verbose_name="first impression",
                    ),
                ),
                (
                    "allows_audio",
                    models.BooleanField(
                        default=False,
                        help_text="Only with a recorded ground; other people may be heard.",
                        verbose_name="shoppers may record an audio memo",
                    ),
                ),
                (
                    "audio_ground",
                    models.CharField(
                        blank=True,
                        help_text="Why sound may be recorded here and who was told, such as the works council.",
                        max_length=300,
                        verbose_name="ground for audio",
                    ),
                ),
                (
                    "asks_position",
                    models.BooleanField(
                        default=False,
                        help_text="Asked once at the start, with the reason. Saying no never costs a shopper anything.",
                        verbose_name="ask shoppers for their position",
                    ),
                ),
                ("pilot", models.JSONField(blank=True, default=dict, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "studies",
                "ordering": ["client__name", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("allows_audio", False), models.Q(("audio_ground", ""), _negated=True), _connector="OR"
                        ),
                        name="study_audio_has_its_ground",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Persona",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="personas", to="studies.study"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scenarios", to="studies.study"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("story", models.TextField(verbose_name="story")),
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
                        default="counter",
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=30, verbose_name="minutes on site")),
            ],
            options={
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waves", to="studies.study"
                    ),
                ),
                (
                    "journey_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waves", to="journeys.journeyversion"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("visit_from", models.DateField(verbose_name="first visit day")),
                ("due", models.DateField(verbose_name="last visit day")),
                ("submit_by", models.DateField(verbose_name="hand in by")),
                ("report_by", models.DateField(verbose_name="report by")),
                ("fee_cents", models.PositiveIntegerField(default=0, verbose_name="fee in cents")),
                ("currency", models.CharField(default="EUR", max_length=3, verbose_name="currency")),
                ("is_open", models.BooleanField(default=True, verbose_name="fieldwork is open")),
            ],
            options={
                "ordering": ["study", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("study", "number"), name="wave_number_once_per_study"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due__gte", models.F("visit_from")),
                            ("report_by__gte", models.F("submit_by")),
                            ("submit_by__gte", models.F("due")),
                        ),
                        name="wave_dates_are_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Briefing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="briefing", to="studies.wave"
                    ),
                ),
                ("draft", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="BriefingVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "briefing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="studies.briefing"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("markdown", models.JSONField()),
                ("html", models.JSONField()),
                ("changes", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["briefing", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("briefing", "number"), name="briefing_version_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BriefingPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "briefing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pictures", to="studies.briefing"
                    ),
                ),
                ("file", models.CharField(max_length=200)),
                ("alt", models.CharField(max_length=200)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
    ]
