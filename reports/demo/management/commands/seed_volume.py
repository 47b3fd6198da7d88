"""Fill a database with very many visits, to measure what the product carries."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.demo.volume.filling import HoldsRealVisits, Size, fill

TELL_EVERY = 1000  # visits


class Command(BaseCommand):
    help = "Add a made-up client with very many approved visits; only where nobody's real visits are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much of everything; the same numbers bring the same answers."""
        whole = Size()
        parser.add_argument("--visits", type=int, default=whole.visits)
        parser.add_argument("--questions", type=int, default=whole.questions, help="per visit")
        parser.add_argument("--steps", type=int, default=whole.steps, help="steps per visit, four or more")
        parser.add_argument("--waves", type=int, default=whole.waves)
        parser.add_argument("--locations", type=int, default=whole.locations)
        parser.add_argument("--seed", type=int, default=whole.seed)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        size = Size(**{name: options[name] for name in Size.__dataclass_fields__})
        if min(size.visits, size.questions, size.waves, size.locations) < 1 or size.steps < 4:
            raise CommandError("Give at least one of everything, and four steps.", returncode=1)
        try:
            study = fill(size, lambda done: self._tell(done, size.visits))
        except HoldsRealVisits:
            told = "This database holds visits that were really planned. Nothing was filled in."
            raise CommandError(told, returncode=1) from None
        self.stdout.write(f"{size.visits} visits of {study.client.name} ({study.client.code}).")

    def _tell(self, done: int, of: int) -> None:
        if done % TELL_EVERY == 0 or done == of:
            self.stdout.write(f"{done} of {of}")
