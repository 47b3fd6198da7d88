"""What phones bring in, per round, and the answers, experiences and scores made of it."""

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
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="visits.visit"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[("episode", "visit"), ("return", "asked back")], default="episode", max_length=10
                    ),
                ),
                (
                    "shopper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("episode", models.PositiveSmallIntegerField(default=1)),
                ("submission", models.UUIDField(blank=True, null=True)),
                ("device", models.UUIDField(blank=True, null=True)),
                ("final_at", models.DateTimeField(blank=True, null=True)),
                ("manifest", models.JSONField(default=dict)),
                ("receipt", models.CharField(blank=True, max_length=12)),
                ("receipt_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ["visit", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "number"), name="round_number_once_per_visit")
                ],
            },
        ),
        migrations.CreateModel(
            name="Op",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ops", to="capture.round"
                    ),
                ),
                ("device", models.UUIDField()),
                ("seq", models.PositiveBigIntegerField()),
                ("field", models.CharField(max_length=120)),
                ("value", models.JSONField(null=True)),
                ("version", models.CharField(max_length=64)),
                ("t_wall", models.DateTimeField(blank=True, null=True)),
                ("t_mono", models.BigIntegerField(blank=True, null=True)),
                ("shown_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("clock_offset_ms", models.BigIntegerField(blank=True, null=True)),
                ("arrived_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_late", models.BooleanField(default=False)),
                ("settles", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["round", "field", "seq"], name="op_fold")],
            },
        ),
        migrations.CreateModel(
            name="Media",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="media", to="capture.round"
                    ),
                ),
                ("device", models.UUIDField(blank=True, null=True)),
                ("field", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("content_type", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "photo"), ("audio", "audio memo")], default="photo", max_length=5
                    ),
                ),
                ("duration_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("offset", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("coming", "coming in"),
                            ("received", "received"),
                            ("prepared", "ready"),
                            ("refused", "refused"),
                        ],
                        default="coming",
                        max_length=10,
                    ),
                ),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("empty", "This photo is empty: the file has no contents. Take it again."),
                            ("too_large", "This photo is larger than 25 MB. Take it again with a lower quality."),
                            (
                                "too_many_pixels",
                                "This picture has more than 60 million pixels. Take an ordinary photo.",
                            ),
                            ("not_a_photo", "This file is not a photo. Choose a photo, or take one."),
                            ("unreadable", "This photo is damaged and cannot be opened. Take it again."),
                            ("no_sound", "This recording is empty. Record it again."),
                            ("sound_too_large", "This recording is larger than 15 MB. Record it again, shorter."),
                            ("sound_too_long", "This recording is longer than 5 minutes. Record it again, shorter."),
                            ("not_sound", "This file is not a sound recording. Record it again."),
                        ],
                        max_length=20,
                    ),
                ),
                ("original", models.CharField(blank=True, max_length=200)),
                ("master", models.CharField(blank=True, max_length=200)),
                ("copy", models.CharField(blank=True, max_length=200)),
                ("copy_sha256", models.CharField(blank=True, max_length=64)),
                ("width", models.PositiveIntegerField(blank=True, null=True)),
                ("height", models.PositiveIntegerField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("accuracy_m", models.FloatField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["round", "field"], name="media_field")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="visits.visit"
                    ),
                ),
                ("path", models.CharField(max_length=120)),
                ("step", models.CharField(max_length=40)),
                ("question", models.CharField(max_length=40)),
                ("occurrence", models.PositiveSmallIntegerField(default=1)),
                ("kind", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("answered", "answered"),
                            ("na", "not applicable"),
                            ("missing", "missing"),
                            ("not_asked", "not asked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.JSONField(null=True)),
                ("photos", models.JSONField(default=list)),
                ("na_reason", models.CharField(blank=True, max_length=300)),
                ("points", models.FloatField(blank=True, null=True)),
                ("max_points", models.FloatField(blank=True, null=True)),
                ("round_number", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "ordering": ["visit", "pk"],
                "constraints": [models.UniqueConstraint(fields=("visit", "path"), name="answer_once_per_path")],
            },
        ),
        migrations.CreateModel(
            name="StepExperience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_uuid", models.UUIDField(default=uuid.uuid4)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="experiences", to="visits.visit"
                    ),
                ),
                ("step", models.CharField(max_length=40)),
                ("seq", models.PositiveSmallIntegerField(default=0)),
                ("occurrence", models.PositiveSmallIntegerField(default=1)),
                ("instrument", models.CharField(default="pad", max_length=10)),
                ("face", models.CharField(blank=True, max_length=12)),
                ("q", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("px", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("py", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("valence_i", models.FloatField(blank=True, null=True)),
                ("arousal_i", models.FloatField(blank=True, null=True)),
                ("t_shown", models.BigIntegerField(blank=True, null=True)),
                ("t_first_touch", models.BigIntegerField(blank=True, null=True)),
                ("t_final", models.BigIntegerField(blank=True, null=True)),
                ("first_px", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("first_py", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("revisions", models.PositiveSmallIntegerField(default=0)),
                ("input_kind", models.CharField(blank=True, max_length=10)),
                ("interrupted", models.BooleanField(default=False)),
                ("long_task", models.BooleanField(default=False)),
                ("delay_min", models.FloatField(default=0)),
                ("mode", models.CharField(default="live", max_length=10)),
                ("tile_side", models.CharField(blank=True, max_length=5)),
                ("named", models.JSONField(default=list)),
                ("grade", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("cause_text", models.TextField(blank=True)),
                ("cause_tag", models.CharField(blank=True, max_length=10)),
                ("unanswered", models.BooleanField(default=False)),
                ("skipped", models.JSONField(default=dict)),
                ("tap_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("named_ms", models.PositiveIntegerField(blank=True, null=True)),
                ("grade_ms", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["visit", "seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "step", "occurrence"), name="experience_once_per_step"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("px__isnull", True), ("py__isnull", True)),
                            models.Q(("px__lte", 1000), ("py__lte", 1000)),
                            _connector="OR",
                        ),
                        name="experience_tap_on_the_pad",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "wave",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="studies.wave"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "persona",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="studies.persona",
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("device", models.CharField(blank=True, max_length=20)),
                (
                    "status",
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
                        max_length=10,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="step_scores",
                        to="visits.visit",
                    ),
                ),
                ("step", models.CharField(max_length=40)),
                ("occurrence", models.PositiveSmallIntegerField(default=1)),
                ("times", models.PositiveSmallIntegerField(default=1)),
                ("points", models.FloatField(default=0)),
                ("max_points", models.FloatField(default=0)),
                ("score", models.FloatField(null=True)),
                ("v_i", models.FloatField(null=True)),
                ("a_i", models.FloatField(null=True)),
                ("c_i", models.FloatField(null=True)),
                ("v_c", models.FloatField(null=True)),
                ("strength", models.FloatField(null=True)),
                ("mixed", models.BooleanField(default=False)),
                ("v", models.FloatField(null=True)),
                ("gap", models.FloatField(null=True)),
                ("grade", models.PositiveSmallIntegerField(null=True)),
                ("unanswered", models.BooleanField(default=False)),
                ("flags", models.JSONField(default=list)),
                ("formula_version", models.CharField(max_length=20)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=[
                            "wave",
                            "status",
                            "times",
                            "step",
                            "location",
                            "v",
                            "v_i",
                            "c_i",
                            "v_c",
                            "gap",
                            "grade",
                            "score",
                            "channel",
                            "device",
                            "persona",
                            "district",
                            "region",
                        ],
                        name="stepscore_cut",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "step", "occurrence"), name="stepscore_once_per_step")
                ],
            },
        ),
        migrations.CreateModel(
            name="PartScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "wave",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="studies.wave"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "persona",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="studies.persona",
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("device", models.CharField(blank=True, max_length=20)),
                (
                    "status",
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
                        max_length=10,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="part_scores",
                        to="visits.visit",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("journey", "journey"), ("phase", "phase"), ("dimension", "dimension")], max_length=10
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=40)),
                ("points", models.FloatField(default=0)),
                ("max_points", models.FloatField(default=0)),
                ("score", models.FloatField(null=True)),
                ("v_i", models.FloatField(null=True)),
                ("v_c", models.FloatField(null=True)),
                ("v", models.FloatField(null=True)),
                ("gap", models.FloatField(null=True)),
                ("grade", models.FloatField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=[
                            "wave",
                            "status",
                            "kind",
                            "key",
                            "location",
                            "v",
                            "v_i",
                            "v_c",
                            "gap",
                            "grade",
                            "score",
                            "points",
                            "max_points",
                            "channel",
                            "device",
                            "persona",
                            "district",
                            "region",
                        ],
                        name="partscore_cut",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "kind", "key"), name="partscore_once_per_part")
                ],
            },
        ),
        migrations.CreateModel(
            name="PhoneProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="capture.round"
                    ),
                ),
                ("op", models.UUIDField(blank=True, null=True, unique=True)),
                ("field", models.CharField(max_length=120)),
                ("code", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "shopper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
