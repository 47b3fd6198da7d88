"""Shared by all tests: files and uploads of a test run live in a folder of their own."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import override_settings

from tests.prepared import lay_tables

# How busy the machine is says nothing about what is tested: time is judged by make bench alone.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Nothing that is collected goes before the end, so nobody need look again and again whether it may go."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite on disk, as in use: threads share a file with a write-ahead log, which a memory database has not."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """Whether the tables are there already: where the run prepared them they are copied, not migrated once more."""
    database = connections["default"].settings_dict
    return database["ENGINE"].endswith("sqlite3") and lay_tables(Path(database["TEST"]["NAME"]))


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """For what the tests of a file share: rows made with this are there for each of them, and go with the last.

    A test still takes back what it does itself.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def files_below(root: Path) -> Iterator[None]:
    """Files, uploads and mails go to this folder; passwords are hashed in no time."""
    places = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(root / "files")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=places, UPLOAD_ROOT=root / "uploads", PASSWORD_HASHERS=quick):
        yield


@pytest.fixture(autouse=True)
def own_files(tmp_path_factory):
    """Every test writes its files, uploads and mails to a fresh folder."""
    root = tmp_path_factory.mktemp("files")
    with files_below(root):
        yield root


def pytest_sessionfinish(session, exitstatus):
    """Where every service is required, a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("REQUIRE_SERVICES") == "1" and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
