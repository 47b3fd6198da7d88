"""Expressions made at random, and the phone's own evaluator in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Page, sync_playwright

from fieldwork.journeys import documents

SCRIPTS = Path(__file__).parents[2] / "fieldwork/static/js/phone"
LOADED = """async (sources) => {
  const made = {};
  for (const [name, source] of sources) {
    const text = source.replace(/ from "(\\w+)"/g, (_, other) => ` from "${made[other]}"`);
    made[name] = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  }
  window.formulas = await import(made.formulas);
  window.further = await import(made.further);
}"""
COMPUTE = "(cases) => cases.map(([tree, answers, own]) => formulas.compute(tree, answers, own))"
STUB = "export const t = (key) => key; export const text = (words) => words.en;"
TEXTS = ["", "x", "a b", "12", "-3.5", "2026-11-24", "2026-02-30", "2024-02-29T23:59", "14:07", "25:00", "é😀", " 7 "]
NUMBERS = [0, 1, -1, 2.5, 0.1, 1e9, 123456.789, 0.00001, 3]
PATTERNS = ["[a-z]+", "\\d{2,3}", "(a|b)*", ".*", "x?", "[^x]", "(a+)+b", "\\w+@\\w+\\.nl"]
VALUES = [*TEXTS, *NUMBERS, ["a", "b"], [], ["12"], {"amount_cents": 1250}, True]


@contextmanager
def phone() -> Iterator[Page]:
    """A browser that holds the phone's evaluator; ``computed`` asks it."""
    sources = [("dom", STUB), *((name, (SCRIPTS / f"{file}.js").read_text()) for name, file in (
        ("comparisons", "conditions"), ("formulas", "formulas"), ("further", "further")))]  # fmt: skip
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto("about:blank")
        page.evaluate(LOADED, sources)
        yield page
        browser.close()


def computed(page: Page, cases: list[tuple[Any, dict[str, Any], Any]]) -> list[Any]:
    """What a phone makes of (tree, answers, own answer)."""
    return page.evaluate(COMPUTE, [[documents.with_programs(tree), answers, own] for tree, answers, own in cases])


def answers(dice: Random) -> dict[str, Any]:
    """Answers to a few of four questions, and a moment."""
    given = {f"s/{key}": {"v": dice.choice(VALUES)} for key in "abcd" if dice.random() < 0.7}
    return {**given, "@now": "2026-11-24T14:07"}


def tree(dice: Random, depth: int = 4) -> Any:
    """An expression as ``grammar.read`` gives it."""
    if depth == 0 or dice.random() < 0.2:
        leaf = dice.randrange(6)
        if leaf < 2:
            return ["ref", f"s/{dice.choice('abcd')}"]
        return [dice.choice(TEXTS), dice.choice(NUMBERS), ["this"], dice.random() < 0.5][leaf - 2]

    def deeper() -> Any:
        return tree(dice, depth - 1)

    shapes: list[Any] = [
        lambda: [dice.choice(("eq", "ne", "lt", "lte", "gt", "gte")), deeper(), deeper()],
        lambda: [dice.choice(("add", "sub", "mul", "div", "mod")), deeper(), deeper()],
        lambda: _joined(dice.choice(("and", "or")), [deeper() for _part in range(dice.randint(2, 3))]),
        lambda: [dice.choice(("not", "count-selected", "string-length", "date", "int", "number")), deeper()],
        lambda: _negative(deeper()),
        lambda: ["selected", deeper(), dice.choice((*TEXTS, "a"))],
        lambda: ["if", deeper(), deeper(), deeper()],
        lambda: [dice.choice(("coalesce", "concat")), deeper(), deeper()],
        lambda: ["round", deeper(), *([dice.randint(-3, 3)] if dice.random() < 0.5 else [])],
        lambda: ["regex", deeper(), dice.choice(PATTERNS)],
        lambda: [dice.choice(("today", "now"))],
    ]
    return dice.choice(shapes)()


def _joined(word: str, parts: list[Any]) -> Any:
    flat: list[Any] = []
    for part in parts:
        flat += part[1:] if isinstance(part, list) and part[0] == word else [part]
    return [word, *flat]


def _negative(part: Any) -> Any:
    return -part if isinstance(part, int | float) and not isinstance(part, bool) else ["neg", part]
