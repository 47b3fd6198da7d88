"""Report rows, HTML to PDF, downloads."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.utils import timezone

SHOWN = 5  # names of files
DAYS_BEFORE = 30  # that somebody is told the certificate ends


class DocumentsConfig(AppConfig):
    name = "reports.documents"
    label = "documents"

    def ready(self) -> None:
        """Register the job and the rules."""
        from reports.documents import jobs, rules  # noqa: F401

    def doctor(self) -> Iterator[tuple[bool, str, str]]:
        """What signs reports, and files that no report names."""
        yield from self._signing()
        yield from self._left_over()

    def _left_over(self) -> Iterator[tuple[bool, str, str]]:
        from django.db import DatabaseError

        from reports.documents.keeping import left_over

        try:
            names = list(left_over())
        except DatabaseError:  # no tables yet; the line about the database says so
            return
        shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
        yield True, f"files of reports that no report names: {len(names)}" + (f" ({shown})" if names else ""), ""

    def _signing(self) -> Iterator[tuple[bool, str, str]]:
        """The key that signs reports, until when it holds, and whether it proves anything."""
        from reports.documents.keys import KeyProblem
        from reports.documents.signing import about_key

        try:
            name, until, is_demo = about_key()
        except KeyProblem as problem:
            yield False, f"signing key: {problem}", "set SIGNING_KEY (PKCS#12 or PEM) and SIGNING_PASSWORD"
            return
        left = (until - timezone.now()).days
        text = f"signing key: {name}, holds until {until:%Y-%m-%d}"
        yield left > DAYS_BEFORE, text, "renew the certificate: a report signed after it proves nothing"
        if is_demo:
            yield True, "signing key: set SIGNING_KEY for real reports; this one is for demonstrations", ""
