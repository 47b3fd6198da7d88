"""One command for a look: migrate, fill when empty, and serve web, worker and beat as one process tree."""

import http.client
import logging
import socket
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils.translation import override

from fieldwork.common import jobs as ledger
from fieldwork.common.models import Job, JobState
from fieldwork.common.tree import Tree
from fieldwork.people.models import User
from reports.demo import jobs
from reports.demo.logins import LOGINS
from reports.demo.schedule import STAGES

LOOK_EVERY = 2.0  # seconds between two looks at the job


class Command(BaseCommand):
    help = "Set up the demo and serve it on one port; Ctrl-C stops everything."
    requires_system_checks: list[str] = []  # `manage.py doctor` checks; here every second counts

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Stage, address and whether to serve at all."""
        parser.add_argument("--stage", choices=STAGES, default="reported", help="how far the second wave has come")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="another one needs ALLOWED_HOSTS as well")
        parser.add_argument("--no-serve", action="store_true", help="fill the database in the foreground and stop")

    def handle(self, *args: Any, stage: str, port: int, host: str, no_serve: bool, **options: Any) -> None:
        """Do it."""
        if not no_serve:
            self._refuse_taken(host, port)
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        row = self._wanted(stage)
        if no_serve:
            self._fill(row)
            return
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
        Tree(port, host).run(ready=lambda: self._announce(host, port, row))

    def _refuse_taken(self, host: str, port: int) -> None:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as problem:
            words = f"Port {port} on {host} cannot be used ({problem.strerror}). Nothing was started.\n"
            raise CommandError(f"{words}Choose another port: make demo PORT={port + 1}", returncode=1) from None

    def _wanted(self, stage: str) -> Job | None:
        """The job that fills this database; ``None`` when it is in use for something else."""
        row = jobs.current()
        if row is None and User.objects.exists():
            self.stdout.write("This database has people in it and is no demo. Nothing is filled in.")
            return None
        if row and row.params["stage"] != stage:
            old = row.params["stage"]
            self.stdout.write(f"This demo was made up to the stage “{old}”; it stays so. To begin anew, remove")
            self.stdout.write(f"{settings.DATA_DIR} (or set DATA_DIR to an empty folder).")
        return jobs.order(row.params["stage"] if row else stage)

    # --- in the foreground ----------------------------------------------------------------------------
    def _fill(self, row: Job | None) -> None:
        if row is None:
            return
        told = logging.StreamHandler(self.stdout)
        told.terminator = ""  # the command's own stream ends the line
        jobs.log.addHandler(told)
        jobs.log.setLevel(logging.INFO)
        jobs.log.propagate = False
        try:
            ledger.run_all()
        finally:
            jobs.log.removeHandler(told)
            jobs.log.propagate = True
        row.refresh_from_db()
        if row.state != JobState.DONE:
            raise CommandError(f"The demo was not filled ({row.get_state_display()}). {row.error}", returncode=1)
        self._is_filled(row)

    # --- serving --------------------------------------------------------------------------------------
    def _announce(self, host: str, port: int, row: Job | None) -> None:
        tell = threading.Thread(target=self._tell, args=(host, port, row), name="announce", daemon=True)
        tell.start()

    def _tell(self, host: str, port: int, row: Job | None) -> None:
        """Print the address once it answers, and later that the demo is filled."""
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared
        while not answers(shown, port):
            time.sleep(0.1)
        self.stdout.write(f"\nVeldwerk runs on http://{shown}:{port}\n")
        if row is None:
            return
        if row.state != JobState.DONE:
            self.stdout.write(f"It is being filled; follow that on http://{shown}:{port}/start/\n")
        self._logins()
        while row.state in (JobState.QUEUED, JobState.RUNNING):
            time.sleep(LOOK_EVERY)
            row.refresh_from_db()
            close_old_connections()
        if row.state == JobState.DONE:
            self._is_filled(row)
        else:
            self.stdout.write(f"The demo was not filled: {row.error.splitlines()[0] if row.error else row.state}")
            self.stdout.write("Stop it with Ctrl-C and start it again: it goes on where it was.")

    def _is_filled(self, row: Job) -> None:
        seconds = (row.finished_at - row.started_at).total_seconds() if row.finished_at and row.started_at else 0
        self.stdout.write(f"The demo is filled: {row.result.get('visits', 0)} visits ({seconds:.0f} s).")

    def _logins(self) -> None:
        with override("en"):
            rows = [("log in as", "e-mail", "password")]
            rows += [(str(login.audience), login.email, login.password) for login in LOGINS]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            self.stdout.write("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        self.stdout.write("\nCtrl-C stops everything.\n")


def answers(host: str, port: int) -> bool:
    """Whether the web answers by now."""
    line = http.client.HTTPConnection(host, port, timeout=2)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        line.close()
