"""Phone and server decide alike which questions are asked: the same cases, once in Python, once in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from fieldwork.measurement.conditions import relevant

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/conditions.json").read_text())
SCRIPT = Path(__file__).parents[2] / "fieldwork/static/js/phone/conditions.js"
EVALUATE = """async ([source, cases]) => {
  const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const {relevant} = await import(address);
  return cases.map(({document, answers}) => [...relevant(document, answers)].sort());
}"""


@pytest.fixture(scope="module")
def in_the_browser() -> Iterator[list[Any]]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--headless"])
        page = browser.new_page()
        page.goto("about:blank")
        yield page.evaluate(EVALUATE, [SCRIPT.read_text(), VECTORS])
        browser.close()


def test_the_phone_passes_every_case(in_the_browser):
    found = {case["name"]: asked for case, asked in zip(VECTORS, in_the_browser, strict=True)}
    assert found == {case["name"]: case["relevant"] for case in VECTORS}


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_server_passes_every_case(case):
    assert sorted(relevant(case["document"], case["answers"])) == case["relevant"]
