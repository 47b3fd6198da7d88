"""``manage.py render_report REPORT_ID|latest --out FILE.pdf``: the road of the job, in the foreground."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reports.documents import actions
from reports.documents.models import Report
from reports.documents.rendering import NotRendered


class Command(BaseCommand):
    help = "Make the file of one report here and now, without storing it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", help="number or uuid of the report, or: latest")
        parser.add_argument("--out", required=True, type=Path, help="the file to write")
        parser.add_argument("--html", action="store_true", help="write the page instead of the PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._find(options["report"])
        try:
            made = actions.in_foreground(report, as_html=options["html"])
            options["out"].write_bytes(made)
        except (NotRendered, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{report}: {len(made)} bytes in {options['out']}")

    def _find(self, wanted: str) -> Report:
        reports = Report.objects.select_related("figure_set")
        try:
            if wanted == "latest":
                found = reports.order_by("-ordered_at", "-pk").first()
            else:
                found = reports.filter(**({"pk": wanted} if wanted.isdecimal() else {"uuid": wanted})).first()
        except ValidationError:
            found = None
        if found is None:
            raise CommandError(f"There is no report {wanted!r}.")
        return found
