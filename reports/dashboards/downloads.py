"""The cells of a comparison as a file for a spreadsheet: exactly what the page shows."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext, gettext_lazy

from reports.documents import phrases

BOM = "\ufeff"  # without it a spreadsheet reads the letters with accents wrongly
COLUMNS = (
    gettext_lazy("selection"), gettext_lazy("name"), gettext_lazy("shown"), gettext_lazy("value"),
    gettext_lazy("lower end of the margin"), gettext_lazy("upper end of the margin"), gettext_lazy("visits"),
    gettext_lazy("effective visits"), gettext_lazy("remark"),
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain_number(text: str) -> str:
    """A printed number as a spreadsheet reads it: with a hyphen for minus."""
    return text.replace("−", "-")


def cells_csv(selection: str, rows: Iterable) -> bytes:
    """The rows of ``compare.Row``; semicolons and decimal commas where the reader writes those."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";" if phrases.comma() else ",", lineterminator="\r\n")
    writer.writerow([str(name) for name in COLUMNS])
    for row in rows:
        value, lo, hi = map(plain_number, row.numbers)
        n_eff = "" if row.n_eff is None else plain_number(phrases.num(row.n_eff, 1))
        remark = "; ".join(filter(None, [gettext("Indicative") if row.is_indicative else "", row.note]))
        # What is shown is a number or our own words: "+2,9" is no formula and stays as on the page.
        writer.writerow([safe(selection), safe(row.name), row.value, value, lo, hi, row.n, n_eff, safe(remark)])
    return (BOM + page.getvalue()).encode()
