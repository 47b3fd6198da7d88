"""``makemessages`` that never guesses: a new text stands empty until somebody wrote it in the other language."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, without the likeness of another text."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
