"""Compute every score again from the stored answers, or check that nothing would change."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fieldwork.capture import rebuilding

TELL_EVERY = 2000  # visits


class Command(BaseCommand):
    help = "Rebuild the scores of every visit that was handed in; with --check only tell what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` writes nothing and ends with 1 when a stored score differs."""
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something differs")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Go through all visits with a final."""
        pks = rebuilding.handed_in()
        looked_at = differing = 0
        for done in rebuilding.rebuild(pks, check=check):
            looked_at += done.looked_at
            differing += len(done.differing)
            for visit, found in done.differing.items():
                for line in found:
                    self.stdout.write(f"{visit.uuid} {line}")
            if looked_at % TELL_EVERY == 0:
                self.stdout.write(f"{looked_at} of {len(pks)}")
        summary = f"{looked_at} visits, {differing} with differences"
        if check and differing:
            raise CommandError(summary, returncode=1)
        self.stdout.write(summary)
