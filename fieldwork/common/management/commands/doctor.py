"""``manage.py doctor``: what is wrong with this installation, and the exact line that mends it."""

import ctypes.util
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from fieldwork.common import audit, health

APT = "apt-get install --yes --no-install-recommends "
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
FONTS = {"Inter": "fonts-inter", "Noto Sans": "fonts-noto-core", "DejaVu Sans": "fonts-dejavu-core"}
Finding = tuple[bool, str, str]


def python() -> Iterator[Finding]:
    """The interpreter and the libraries that everything stands on."""
    good = sys.version_info >= (3, 11)
    yield good, f"Python {platform.python_version()}", "install Python 3.11 or newer"
    names = ("django", "celery", "weasyprint")
    yield True, ", ".join(f"{name} {metadata.version(name)}" for name in names), ""


def libraries() -> Iterator[Finding]:
    """The system libraries that make a PDF."""
    for name, package in LIBRARIES.items():
        found = ctypes.util.find_library(name)
        yield bool(found), f"library {name}: {found or 'missing'}", APT + package


def fonts() -> Iterator[Finding]:
    """The fonts that are embedded in reports."""
    if not shutil.which("fc-match"):
        yield False, "fontconfig: missing", APT + "fontconfig"
        return
    for family, package in FONTS.items():
        asked = subprocess.run(  # noqa: S603
            ["fc-match", "-f", "%{family}", family],  # noqa: S607
            capture_output=True, text=True, check=False,
        ).stdout  # fmt: skip
        yield family in asked, f"font {family}: {asked or 'missing'}", APT + package


def database() -> Iterator[Finding]:
    """The database answers, knows every table, and is one to trust."""
    state = health._database()
    yield state == "ok", f"database ({connection.vendor}): {state}", "python manage.py migrate"
    if connection.vendor == "sqlite":
        new = sqlite3.sqlite_version_info >= (3, 51, 3)
        mend = "for daily work set DATABASE_URL=postgres://…; for a demo this is fine"
        yield new, f"SQLite {sqlite3.sqlite_version}", mend
    if state == "ok":
        broken = audit.first_broken()
        yield (
            broken is None,
            "audit trail: " + ("whole" if broken is None else f"broken at event {broken}"),
            ("compare the trail with a backup from before; somebody changed or removed an event"),
        )


def broker() -> Iterator[Finding]:
    """A worker can be told that there is work."""
    from fieldwork.celery import app

    try:
        with app.connection_for_write(connect_timeout=3) as link:
            link.ensure_connection(max_retries=1, timeout=3)
        yield True, f"broker {settings.CELERY_BROKER_URL.split('@')[-1]}", ""
    except Exception as problem:  # every client has its own errors; all mean the same here
        mend = "start the broker, or unset CELERY_BROKER_URL to use files"
        yield False, f"broker: {type(problem).__name__}: {problem}", mend


def storage() -> Iterator[Finding]:
    """Files can be written, uploads have a disk."""
    state = health._storage()
    yield state == "ok", f"storage: {state}", "check STORAGE_URL and the rights on the folder or bucket"
    settings.UPLOAD_ROOT.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.UPLOAD_ROOT).free // 2**20
    yield free > 500, f"disk for uploads: {free} MB free", "make room on the disk of DATA_DIR"


def mail() -> Iterator[Finding]:
    """Mails leave, and their links lead to where people are."""
    leaves = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    place = f"server {settings.EMAIL_HOST}" if leaves else "stays here"
    is_near = urlsplit(settings.SITE_URL).hostname in ("127.0.0.1", "localhost")
    yield not (leaves and is_near), f"mail: {place}, links to {settings.SITE_URL}", "set SITE_URL=https://…"


def phones() -> Iterator[Finding]:
    """Browsers let a page keep work on the phone only over HTTPS, or on this very machine."""
    away = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]", "testserver")]
    text = "phones: HTTPS" if settings.HTTPS else f"phones: no HTTPS for {', '.join(away) or 'this machine alone'}"
    yield settings.HTTPS or not away, text, "end TLS at a proxy and set HTTPS=1: without it no phone keeps anything"


def beat() -> Iterator[Finding]:
    """The sweep ran lately."""
    age = health._beat()
    known = age is not None and age < settings.SWEEP_SECONDS * 5
    text = "never ran" if age is None else f"{age:.0f} s ago"
    yield known, f"last sweep: {text}", "start beat and worker (make demo starts all three)"


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    python,
    libraries,
    fonts,
    database,
    broker,
    storage,
    mail,
    phones,
    beat,
]


def of_rooms() -> list[Callable[[], Iterator[Finding]]]:
    """What rooms above look after themselves: an app with a method ``doctor``."""
    return [app.doctor for app in apps.get_app_configs() if hasattr(app, "doctor")]


class Command(BaseCommand):
    help = "Say what is wrong with this installation and the exact line that mends it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at-start", action="store_true", help="leave out what only a running product has")

    def handle(self, *args: object, **options: object) -> None:
        """Print one line per check; exit 1 when something must be mended."""
        failed = False
        for check in (*CHECKS, *of_rooms()):
            if options["at_start"] and check is beat:
                continue
            for good, text, mend in check():
                # An older SQLite and a silent beat are worth knowing, not worth stopping for.
                note = check is beat or text.startswith("SQLite")
                self.stdout.write(("ok    " if good else "note  " if note else "WRONG ") + text)
                if not good:
                    self.stdout.write(f"      → {mend}")
                    failed = failed or not note
        if failed:
            raise SystemExit(1)
        self.stdout.write("Everything that is needed is here.")
