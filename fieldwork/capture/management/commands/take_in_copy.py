"""``manage.py take_in_copy FILE``: bring in the copy that a shopper saved from a phone which could not send."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fieldwork.capture import copies


class Command(BaseCommand):
    help = "Take in a copy that a shopper saved on a phone: answers, feelings and photos. Twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, as the phone saved it."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Print per visit what was taken; fails with a sentence when the file is not such a copy."""
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        try:
            for taken in copies.take_in(content):
                self.stdout.write(taken.line())
        except copies.NotACopy as error:
            raise CommandError(str(error)) from None
