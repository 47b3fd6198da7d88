"""What the last check asks about: words and figures that hardly go together; it asks, and never holds anything up."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from fieldwork.emotions.words import EMOTIONS
from tests.capture.browser import HERE, form_page, phone
from tests.emotions.form_page import STATIC, WHOLE

CALL = """async ([source, cases]) => {
  const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const {doubts, SIGNS} = await import(address);
  const found = cases.map(([steps, given, whole]) => doubts(steps, (field) => given[field] ?? null, whole));
  return [SIGNS, found.map((one) => one.map(({kind, screen}) => `${kind} ${screen}`))];
}"""


def words(*named: tuple[str, int | None], **more: Any) -> dict[str, Any]:
    """Named emotions with their strength; ``more`` belongs to each."""
    return {"named": [{"emotion": code, "intensity": strength} | more for code, strength in named]}


def step(named: dict[str, Any] | None, grade: int | None, key: str = "a") -> dict[str, Any]:
    return {f"{key}/@named": named, f"{key}/@grade": grade}


ANGRY, GLAD = words(("angry", 4)), words(("happy", 4))
CASES: dict[str, tuple[dict[str, Any], bool, list[str]]] = {
    "an unpleasant word and an 8": (step(ANGRY, 8), True, ["words a/grade"]),
    "an unpleasant word and a 7": (step(ANGRY, 7), True, []),
    "a pleasant word and a 4": (step(GLAD, 4), True, ["words a/grade"]),
    "a pleasant word and a 5": (step(GLAD, 5), True, []),
    "a word that goes with its grade": (step(GLAD, 9), True, []),
    "a weak word goes with any grade": (step(words(("angry", 2)), 10), True, []),
    "words on both sides": (step(words(("angry", 5), ("happy", 5)), 10), True, []),
    "one clear word and a weak one": (step(words(("angry", 5), ("happy", 1)), 10), True, []),
    "neutral says nothing": (step(words(("neutral", None)), 1), True, []),
    "an own word by its sign": (step(words(("other", 4), sign=-1, text="boos"), 9), True, ["words a/grade"]),
    "no words": (step(None, 1), True, []),
    "no grade": (step(ANGRY, None), True, []),
    "the first impression is no reason": (step(None, 9) | {"a/@tap": {"px": 0, "py": 900}}, True, []),
    "the whole far above its steps": (
        step(None, 4) | step(None, 5, "b") | {"@overall": 8}, True, ["range overall"],
    ),
    "the whole far below steps that are alike": (
        step(None, 8) | step(None, 8, "b") | {"@overall": 5}, True, ["all overall"],
    ),
    "the whole somewhat below its steps": (step(None, 8) | step(None, 8, "b") | {"@overall": 6}, True, []),
    "the whole as one of its steps": (step(None, 2) | step(None, 9, "b") | {"@overall": 9}, True, []),
    "one step is not the whole": (step(None, 2) | {"@overall": 9}, True, []),
    "a part does not know the other parts": (step(None, 4) | step(None, 5, "b") | {"@overall": 9}, False, []),
    "a good grade and no recommendation": ({"@overall": 8, "@recommend": 3}, True, ["recommend overall"]),
    "a bad grade and a recommendation": ({"@overall": 4, "@recommend": 9}, False, ["recommend overall"]),
    "recommending with half a heart": ({"@overall": 8, "@recommend": 4}, True, []),
    "nothing was given": ({}, True, []),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(request) -> Any:
    """What the module itself answers to every case."""
    browser = request.getfixturevalue("browser")
    page = browser.new_page()
    page.goto("about:blank")
    source = (STATIC / "js/phone/doubts.js").read_text()
    yield page.evaluate(CALL, [source, [[["a", "b"], given, whole] for given, whole, _doubts in CASES.values()]])
    page.close()


def test_only_what_hardly_goes_together_is_asked_about(told):
    assert dict(zip(CASES, told[1], strict=True)) == {name: doubts for name, (_given, _whole, doubts) in CASES.items()}


def test_the_phone_knows_which_words_are_pleasant(told):
    assert told[0] == {code: emotion.sign for code, emotion in EMOTIONS.items() if emotion.sign}


@pytest.mark.parametrize(
    ("language", "asks", "says", "change"),
    [("en", "Is this right?", "you chose “angry” and grade 9.", "Change"),
     ("nl", "Klopt dit?", "je koos “boos” en cijfer 9.", "Aanpassen")],
)  # fmt: skip
def test_the_last_check_asks_goes_there_and_lets_go(browser, language, asks, says, change):
    held = WHOLE | {"talk/@named": {"value": {"v": ANGRY}}, "talk/@grade": {"value": {"v": 9}}}
    with phone(browser, form_page(language, held)) as context:
        page = context.new_page()
        page.goto(f"{HERE}/form#check")
        box = page.get_by_role("region", name=asks)
        expect(box).to_contain_text(says)
        page.locator("#screen input[type=checkbox]").check()
        expect(page.locator("#hand-in")).to_have_attribute("aria-disabled", "false")  # it may be left as it is
        box.get_by_role("button", name=change).click()
        page.locator("label", has_text="3").first.click()
        page.go_back()
        expect(page.locator("#hand-in")).to_be_visible()
        expect(box).to_have_count(0)
