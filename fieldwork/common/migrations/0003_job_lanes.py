from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("common", "0002_initial"),
    ]

    operations = [
        migrations.AddField("job", "lane", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddIndex("job", models.Index(fields=["queue", "lane", "started_at"], name="job_turn")),
    ]
