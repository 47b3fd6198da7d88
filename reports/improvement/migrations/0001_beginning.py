"""What is said about figures and by whom it was approved; targets and actions."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("figures", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("studies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interpretation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "figure_set",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interpretation",
                        to="figures.figureset",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("offered", "offered for approval"), ("approved", "approved")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="improvement.interpretation",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("remark", models.TextField(blank=True, max_length=2000)),
                (
                    "remark_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("writers", models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "offered", "approved"])),
                        name="interpretation_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("offered_by__isnull", True),
                            models.Q(("approved_by", models.F("offered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="interpretation_is_approved_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "interpretation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="improvement.interpretation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("finding", "Finding"),
                            ("conclusion", "Conclusion about a step"),
                            ("commentary", "Commentary"),
                            ("dismissed", "Pain point not followed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("place", models.CharField(max_length=60)),
                ("texts", models.JSONField(default=dict)),
                ("step", models.CharField(blank=True, max_length=60)),
                ("owner", models.CharField(blank=True, max_length=120)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["kind", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("interpretation", "kind", "place"), name="passage_once_per_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "finding"), _negated=True),
                            ("place__in", ["1", "2", "3"]),
                            _connector="OR",
                        ),
                        name="passage_at_most_three_findings",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "interpretation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="improvement.interpretation",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("interpretation", "number"), name="approval_numbers_form_a_line")
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="studies.study"
                    ),
                ),
                ("part", models.JSONField(blank=True, default=list)),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("journey_score", "Journey score"),
                            ("step_score", "Step score"),
                            ("checklist", "Checklist"),
                            ("grade", "Overall grade"),
                        ],
                        max_length=16,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=60)),
                ("baseline", models.JSONField()),
                ("value", models.FloatField()),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "at least this"), ("down", "at most this")], default="up", max_length=4
                    ),
                ),
                ("deadline", models.DateField(blank=True, null=True)),
                ("relevant_change", models.FloatField()),
                ("owner", models.CharField(blank=True, max_length=120)),
                (
                    "set_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="figures.figureset"
                    ),
                ),
                ("measured_on", models.DateField(blank=True, null=True)),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["metric", "step", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("study", "part", "metric", "step"),
                        name="target_once_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("metric", "step_score"), models.Q(("step", ""), _negated=True)),
                            models.Q(models.Q(("metric", "step_score"), _negated=True), ("step", "")),
                            _connector="OR",
                        ),
                        name="target_step_goes_with_metric",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("relevant_change__gte", 0)), name="target_relevant_change_is_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="studies.study"
                    ),
                ),
                ("part", models.JSONField(blank=True, default=list)),
                ("title", models.JSONField(default=dict)),
                ("measure", models.JSONField(blank=True, default=dict)),
                ("step", models.CharField(blank=True, max_length=60)),
                ("owner", models.CharField(blank=True, max_length=120)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("busy", "being done"),
                            ("remeasure", "to be measured again"),
                            ("closed", "closed"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("improved_relevant", "improved"),
                            ("improved", "slightly improved"),
                            ("worsened", "worsened"),
                            ("no_relevant_change", "no relevant difference"),
                            ("inconclusive", "too early to tell"),
                        ],
                        max_length=20,
                    ),
                ),
                ("change", models.JSONField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), models.Q(("outcome", ""), _negated=True)),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("outcome", "")),
                            _connector="OR",
                        ),
                        name="action_closes_with_a_result",
                    )
                ],
            },
        ),
    ]
