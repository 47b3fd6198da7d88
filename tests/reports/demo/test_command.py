import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from fieldwork.common.models import Job, JobState
from fieldwork.people.models import User
from fieldwork.visits.models import Visit
from reports.demo import jobs
from reports.demo.stories import STORIES
from tests.factories import UserFactory

WITHIN = 180  # seconds for the first page on a busy machine; `make bench` measures the real figure


@pytest.fixture
def few(monkeypatch):
    """One story of three visits a wave."""
    story = STORIES[1]
    monkeypatch.setattr(jobs, "STORIES", (replace(story, plan=lambda wave: story.plan(wave)[::32][:3]),))
    monkeypatch.setattr(jobs, "ASIDES", {})


@pytest.mark.django_db(transaction=True)
def test_without_serving_it_fills_in_the_foreground_and_says_how_far_it_is(few):
    said = StringIO()
    call_command("demo", no_serve=True, stage="fieldwork", stdout=said)

    lines = said.getvalue().splitlines()
    shares = [int(found[1]) for line in lines if (found := re.match(r" *(\d+) %  \S", line))]
    assert shares[0] == 0
    assert shares == sorted(set(shares))
    assert lines[-1].startswith("The demo is filled: 6 visits")
    assert Job.objects.get(kind=jobs.KIND).state == JobState.DONE
    assert Visit.objects.count() == 6
    assert not Job.objects.exclude(state=JobState.DONE).exists()

    again = StringIO()
    call_command("demo", no_serve=True, stage="review", stdout=again)
    assert "stays so" in again.getvalue()
    assert Visit.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_filling_that_fails_is_told_and_goes_on_the_next_time(few, monkeypatch):
    real = jobs.seeding.fill
    monkeypatch.setattr(jobs.seeding, "fill", lambda *args: 1 / 0)
    with pytest.raises(CommandError, match="ZeroDivisionError"):
        call_command("demo", no_serve=True, stage="briefing", stdout=StringIO())
    monkeypatch.setattr(jobs.seeding, "fill", real)
    Job.objects.update(state=JobState.FAILED)
    call_command("demo", no_serve=True, stage="briefing", stdout=StringIO())
    assert Visit.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_database_in_use_is_left_alone():
    UserFactory()
    said = StringIO()
    call_command("demo", no_serve=True, stdout=said)
    assert "is no demo" in said.getvalue()
    assert User.objects.count() == 1
    assert not Job.objects.exists()


def test_a_taken_port_is_told_before_anything_happens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} on 127.0.0.1 cannot be used") as refused:
            call_command("demo", port=port)
    assert refused.value.returncode == 1


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def page(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        line.close()


def until(true, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s")


def test_the_real_command_serves_while_it_fills_and_leaves_nothing_behind(tmp_path):
    port = free_port()
    outside = {"DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "STORAGE_URL"}
    own = {name: value for name, value in os.environ.items() if name not in outside}
    own |= {"DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    log = (tmp_path / "said.txt").open("w+")
    command = [sys.executable, "-W", "ignore", "manage.py", "demo", "--stage", "briefing", "--port", str(port)]
    tree = subprocess.Popen(command, cwd=settings.BASE_DIR, env=own, stdout=log, stderr=subprocess.STDOUT)
    try:
        text = until(lambda: (found := page(port, "/start/"))[0] == 200 and found[1], WITHIN)
        assert "planner@veldwerk.demo" in text
        said = until(lambda: "beheer@veldwerk.demo" in (told := (tmp_path / "said.txt").read_text()) and told, WITHIN)
        assert f"http://127.0.0.1:{port}" in said
        share = re.compile(r'"percent": (\d+)')
        until(lambda: int(share.search(page(port, "/start/status")[1])[1]) > 3, WITHIN)
        assert page(port, "/account/login/")[0] == 200
        children = [int(pid) for pid in _children(tree.pid)]
        assert len(children) >= 3
    finally:
        tree.send_signal(signal.SIGINT)
        code = tree.wait(timeout=30)
    assert code == 0
    until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in children), 15)
    assert page(port, "/healthz") == (0, "")


def _children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return file.read().split()
