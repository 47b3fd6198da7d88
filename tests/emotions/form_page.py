"""The form as the server renders it, for a journey of one step, and how a browser comes to one of its screens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from playwright.sync_api import BrowserContext, Page, expect

from tests.documents import YES_NO, question, step, text

STATIC = Path(__file__).parents[2] / "fieldwork/static"
HERE = "http://localhost:9"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
UPSET = {"all": [{"field": "talk/asked", "is": "eq", "value": "yes"}]}
JOURNEY = {
    "title": text("Een lange reis langs het loket", "A long journey"),
    "phases": [
        {
            "key": "one",
            "steps": [
                step(
                    "talk",
                    [
                        question("asked", "yes_no", **YES_NO),
                        question("spent", "number", unit=text("euro", "euro"), decimals=2, show_if=UPSET),
                        question("screen", "photo", min=1, max=2),
                        question("ways", "multiple", hint=text("Meer antwoorden mogen.", "More answers are possible."),
                                 options=[{"key": "a", "text": text("A", "A"), "points": None}]),
                        question("why", "short_text", required=False),
                    ],
                    title=text("Telefoongesprek over verhuizing en doorgeven", "A long telephone call about moving"),
                )
            ],
        }
    ],
}  # fmt: skip
FEELINGS = ("@baseline", "talk/@tap", "talk/@named", "talk/@grade", "@overall", "@recommend")
WHOLE = {field: {"value": {"skipped": "cannot_say"}} for field in FEELINGS} | {
    "talk/asked": {"value": {"v": "no"}}, "talk/screen": {"value": {"v": ["p"]}}, "talk/ways": {"value": {"v": ["a"]}},
}  # fmt: skip
KEPT = """async (field) => {
  const [{ name }] = await indexedDB.databases();
  const opened = indexedDB.open(name);
  await new Promise((done) => (opened.onsuccess = done));
  const found = opened.result.transaction("ops").objectStore("ops").getAll();
  await new Promise((done) => (found.onsuccess = done));
  return found.result.filter((op) => op.field === field).sort((a, b) => a.seq - b.seq).at(-1)?.value;
}"""


def form_page(language: str, held: dict[str, Any], instrument: str = "pad", **changes: Any) -> str:
    """The form as the server renders it, for a journey of one step; ``changes`` go into its data."""
    address = "/api/00000000-0000-0000-0000-000000000000"
    data: dict[str, Any] = {
        "visit": "v", "round": 1, "schema": "s", "token": "t", "user": "u", "language": language,
        "tile_side": "left", "instrument": instrument, "document": JOURNEY, "asked": None, "remarks": {},
        "server_state": held, "media": {}, "ahead": [],
        "urls": {"visits": "/phone/", "ops": address, "media": address, "final": address, "state": address, "keep": []},
    } | changes  # fmt: skip
    visit = {"title": "Loket", "location": "Oost", "until": "24 nov, 23.59"}
    request = RequestFactory().get("/")
    request.csp_nonce = "n0nce"
    with override(language):
        return render_to_string("phone/form.html", {"visit": visit, "form_data": data}, request=request)


def opened(phone: BrowserContext, screen: str, which: str = "nl") -> Page:
    """The form at one screen."""
    page = phone.new_page()
    page.goto(f"{HERE}/{which}#{screen}")
    expect(page.locator("#actions .primary")).to_be_visible()
    return page


def onward(page: Page) -> None:
    page.locator("#actions .primary").click()
