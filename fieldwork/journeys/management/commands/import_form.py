"""``manage.py import_form``: a questionnaire in a file as a draft journey, with a list of what did not come over."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fieldwork.journeys import actions, shapes
from fieldwork.journeys.xlsform import reading
from fieldwork.journeys.xlsform.limits import MOST_BYTES
from fieldwork.journeys.xlsform.results import Finding
from fieldwork.people.models import Client


class Command(BaseCommand):
    """Exit 1 when the file was refused; nothing is half imported."""

    help = "Make a draft journey of an XLSForm workbook (.xlsx, .xls) or of a journey as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--client", required=True, help="code of the client whose journey it becomes")
        parser.add_argument("--language", default="", choices=["", *shapes.languages()], help="of texts that say none")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--look", action="store_true", help="read and list only, make no journey")

    def handle(self, *args: Any, **options: Any) -> None:
        client = Client.objects.filter(code=options["client"]).first()
        if client is None:
            raise CommandError(f"There is no client with code {options['client']}.")
        outcome = reading.read(self._content(options["file"]), options["file"].name, options["language"])
        journey = None
        if outcome.document is not None and not options["look"]:
            journey = actions.create(client, outcome.title, None, outcome.document)
        if options["json"]:
            told = {
                "journey": journey.pk if journey else None,
                "title": dict(outcome.title),
                "refused": outcome.document is None,
                "findings": [one.as_dict() for one in outcome.findings],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._tell(outcome.findings)
            if journey:
                self.stdout.write(f"Journey {journey.pk}: {journey}")
        if outcome.document is None:
            raise CommandError("Refused; nothing was imported.", returncode=1)

    def _content(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:
                return opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None

    def _tell(self, findings: Iterable[Finding]) -> None:
        for one in findings:
            place = f"{one.sheet or '-'} {one.row or '-'}"
            self.stdout.write(f"{one.level}\t{place}\t{one.construct}\t{one.why}")
