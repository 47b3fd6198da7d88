import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reports.documents.numbers import number_of


def give_numbers(apps, schema_editor):
    """Reports from before there were numbers get theirs, by the rule of every new one."""
    rows = apps.get_model("documents", "Report").objects
    for report in rows.filter(number="").only("uuid").iterator():
        rows.filter(pk=report.pk).update(number=number_of(report.uuid))


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0004_bundles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("report", "number", models.CharField(default="", editable=False, max_length=11, verbose_name="number"), preserve_default=False),
        migrations.RunPython(give_numbers, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("report", "number", models.CharField(editable=False, max_length=11, unique=True, verbose_name="number")),
        migrations.AlterField("report", "pdf_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
        migrations.AddField("report", "signature", models.CharField(blank=True, choices=[("basic", "signed"), ("stamped", "signed, with a time stamp"), ("unstamped", "signed; the time-stamp service did not answer")], max_length=9)),
        migrations.AddField("report", "has_demo_key", models.BooleanField(default=False)),
        migrations.AddField("report", "certificate_sha256", models.CharField(blank=True, max_length=64)),
        migrations.AddField("report", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("report", "withdrawn_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("report", "withdrawal_reason", models.CharField(blank=True, max_length=500)),
        migrations.AddField("report", "withdrawal_is_public", models.BooleanField(default=False)),
        migrations.AddConstraint("report", models.CheckConstraint(condition=models.Q(models.Q(("withdrawal_reason", ""), ("withdrawn_at__isnull", True)), models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawal_reason", ""), _negated=True)), _connector="OR"), name="documents_withdrawal_has_a_reason")),
    ]
