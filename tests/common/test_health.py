"""Health addresses and the doctor."""

import pytest
from django.core.management import call_command

from fieldwork.common import tasks
from fieldwork.common.management.commands import doctor


@pytest.mark.django_db
def test_ready_tells_what_it_found(client):
    assert client.get("/healthz").json() == {"ok": True}
    before = client.get("/readyz").json()
    assert before == {"ready": True, "database": "ok", "storage": "ok", "beat_seconds": None}
    tasks.sweep()
    assert client.get("/readyz").json()["beat_seconds"] < 5


@pytest.mark.django_db
def test_a_broken_storage_is_not_ready(client, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    options = {"location": str(blocked)}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": options}}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["storage"].startswith("unreachable")


@pytest.mark.django_db
def test_the_doctor_finds_nothing_wrong_here(capsys):
    call_command("doctor", "--at-start")
    assert "Everything that is needed is here." in capsys.readouterr().out


@pytest.mark.django_db
def test_the_doctor_names_the_line_that_mends(capsys, settings, monkeypatch):
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery believes it before its own settings
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    from fieldwork.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = settings.CELERY_BROKER_URL
    app.pool.force_close_all()
    try:
        with pytest.raises(SystemExit):
            call_command("doctor", "--at-start")
    finally:
        app.conf.broker_url = before
    said = capsys.readouterr().out
    assert "WRONG broker" in said
    assert "start the broker, or unset CELERY_BROKER_URL" in said


def test_the_doctor_sees_mails_whose_links_lead_nowhere(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    ((good, told, mend),) = doctor.mail()
    assert (good, "http://127.0.0.1:8000" in told, mend) == (False, True, "set SITE_URL=https://…")
    settings.SITE_URL = "https://veldwerk.example"
    ((good, _told, _mend),) = doctor.mail()
    assert good
