"""Compute every score again from the stored answers, or check that nothing would change."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fieldwork.capture import actions, scoring


class Command(BaseCommand):
    help = "Rebuild the scores of every visit that was handed in; with --check only tell what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` writes nothing and ends with 1 when a stored score differs."""
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something differs")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Go through all visits with a final."""
        looked_at = differing = 0
        for visit in scoring.handed_in():
            looked_at += 1
            found = scoring.differences(visit)
            differing += bool(found)
            for line in found:
                self.stdout.write(f"{visit.uuid} {line}")
            if found and not check:
                actions.rescore(visit)
        summary = f"{looked_at} visits, {differing} with differences"
        if check and differing:
            raise CommandError(summary, returncode=1)
        self.stdout.write(summary)
