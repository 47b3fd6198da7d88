"""A robot that reads the forms of a page and fills them in as nobody would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve

LONG = "x" * 10_000_000
NASTY = [
    "",
    " ",
    "\0",
    "<script>alert(1)</script>",
    "'; DROP TABLE visits_visit; --",
    "{{ 7|add:7 }} %s %(name)s {0}",
    "-1",
    "0",
    "9999999999999999999999999",
    "1e999",
    "NaN",
    "²",
    "١٢٣",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "9999-12-31T23:59",
    "24:61",
    "null",
    '[1, {"a": 2}]',
    "00000000-0000-0000-0000-000000000000",
    "../../../etc/passwd",
    "e\u0301\u200f\u202e👩‍👩‍👧‍👦\ufffe",
    "\r\nSet-Cookie: a=b",
    "y" * 6000,
]
FILES = [
    b"",
    b"just words",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    b"GIF89a" + b"\xff" * 30,
    b"\xff\xd8\xff\xe0" + b"a" * 99,
]


@dataclass
class Form:
    """One form of a page: where it goes, how, and its fields with the values that stand in it."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    chosen: set[str] = field(default_factory=set)  # names of fields that choose a row rather than take text

    @property
    def mark(self) -> tuple[str, str, tuple[str, ...]]:
        """Two forms with the same mark are one form on two pages."""
        goes_to = resolve(self.action.partition("?")[0]).view_name
        return goes_to, self.method, tuple(sorted({*self.values, *self.files}))


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, []
        self.form: Form | None = None
        self.outside: dict[str, Form] = {}
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has: dict[str, Any] = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(has.get("action") or self.path, has.get("method", "get").lower())
            self.forms.append(self.form)
            if "id" in has:
                self.outside[has["id"]] = self.form
            return
        form = self.outside.get(has.get("form", ""), self.form)
        name = has.get("name", "")
        if tag == "option" and self.select and form:
            held = form.values[self.select]
            if "selected" in has or not held:
                form.values[self.select] = [has.get("value", "")]
        if not (name and form) or tag not in ("input", "select", "textarea", "button"):
            return
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
        if has.get("type") == "file":
            form.files.append(name)
            return
        values = form.values.setdefault(name, [])
        if tag == "select" or has.get("type") in ("hidden", "checkbox", "radio"):
            form.chosen.add(name)
        if tag == "input" and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            values.append(has.get("value", "on" if has.get("type") == "checkbox" else ""))
        if tag == "button" and not values:
            values.append(has.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area and self.form:
            self.form.values[self.area] = [data.strip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


def forms_of(path: str, html: str) -> list[Form]:
    """Every form of a page, with what stands in it."""
    reader = FormReader(path)
    reader.feed(html)
    return [form for form in reader.forms if form.action.startswith("/")]


def fillings(form: Form, again: bool = False) -> list[tuple[str, dict[str, Any]]]:
    """``(what, data)``: everything wrong at once, and each field wrong while the rest is as it stood.

    ``again``: each field also wrong in a second way.
    """
    kept = form.values
    found: list[tuple[str, dict[str, Any]]] = [("nothing at all", {}), ("as it stood", kept)]
    found += [(f"all {nasty[:20]!r}", {key: [nasty] for key in form.values}) for nasty in NASTY]
    for number, name in enumerate(form.values):
        found.append((f"{name} wrong", kept | {name: [NASTY[number % len(NASTY)]]}))
        if number < 12:  # the rest of a long form is more of the same
            if again:
                found.append((f"{name} wrong again", kept | {name: [NASTY[(number + 11) % len(NASTY)]]}))
            found.append((f"{name} twice", kept | {name: [*form.values[name], "a", "b"]}))
            found.append((f"without {name}", {key: value for key, value in kept.items() if key != name}))
    found += [(f"file {data[:8]!r}", kept | {name: [_file(data)]}) for name in form.files for data in FILES]
    longest = max(form.values, key=lambda name: "csrf" not in name, default="")
    found.append(("ten megabytes", kept | {longest or "text": [LONG]}))
    return found


def _file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", data, content_type="image/jpeg")
