import random
from collections import Counter

import pytest

from fieldwork.emotions.words import EMOTIONS
from reports.demo.people import COLLEAGUES, SHOPPERS
from reports.demo.stories import STORIES
from reports.demo.voices import bank, cause

TAGS = {"people", "process", "place", "product", "price", "digital", "other"}
CODES = set(EMOTIONS) if isinstance(EMOTIONS, dict) else {one.code for one in EMOTIONS}


def said(visits, story, wave):
    """Every free text of a wave: causes and written answers."""
    for visit in visits(story, wave):
        for op in visit.ops:
            value = op.value.get("v")
            if op.field.endswith("@named") and value and value["cause_text"]:
                yield op.field.partition("/")[0], value["cause_text"]
            elif isinstance(value, str) and op.field.endswith(("/words", "/remark")):
                yield op.field, value


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_part_of_a_bank_is_well_formed_and_never_empty_handed(story, language):
    sections = bank(story.key, language)
    for step in story.tones:
        for sign in ("neg", "pos"):
            lines = sections[f"{step} {sign}"]
            assert any(not line.needs for line in lines), (step, sign)
            for line in lines:
                assert line.tag in TAGS, line
                assert line.emotions, line
                assert set(line.emotions) <= CODES, line
                assert line.text.count("[") == line.text.count("]")


def test_a_wave_hardly_repeats_itself(story, visits):
    texts = [text for wave in (1, 2) for _, text in said(visits, story, wave)]
    often = Counter(texts)
    assert len(texts) > 300
    assert len(often) > 0.75 * len(texts)
    assert often.most_common(1)[0][1] <= 7, often.most_common(3)


def test_each_step_can_be_told_in_at_least_25_ways(story, visits):
    walked = [visit for wave in (1, 2) for visit in visits(story, wave)]
    for step in story.tones:
        happened = [visit.facts for visit in walked if step in visit.experiences and visit.language == "nl"]
        for sign in ("neg", "pos"):
            dice = random.Random(f"{step} {sign}")
            told = {cause(story.key, "nl", step, sign, dice.choice(happened), dice).text for _ in range(400)}
            assert len(told) >= 25, (step, sign, len(told))


def test_texts_are_sentences_without_gaps_and_never_only_digits(story, visits):
    for wave in (1, 2):
        for where, text in said(visits, story, wave):
            assert not set("{}[]|_") & set(text), (where, text)
            assert text[0].isupper() or text[0] in '"0123456789', (where, text)
            assert text[-1] in '.?"', (where, text)
            assert "lorem" not in text.lower()
            assert sum(letter.isalpha() for letter in text) > 8, (where, text)
            assert "  " not in text


def test_texts_never_name_anybody(story, visits):

    everybody = [*SHOPPERS, *COLLEAGUES, *(user for one in STORIES for user in one.users)]
    names = {one.last_name for one in everybody} | {one.first_name for one in everybody}
    names -= {"Brouwer", "Bakker", "Vos", "Toon", "Tom"}  # also ordinary words
    for wave in (1, 2):
        for where, text in said(visits, story, wave):
            assert not names & set(text.replace(",", " ").replace(".", " ").split()), (where, text)


def test_the_words_follow_what_happened():
    facts = {
        "channel": "email",
        "ack": "no",
        "wait": "long",
        "days": 9,
        "update": "no",
        "reached": "yes",
        "thing": "de afvalpas",
    }
    texts = {cause("waterrijk", "nl", "waiting", "neg", facts, random.Random(number)).text for number in range(60)}
    assert len(texts) > 25
    assert not any("wachtmuziek" in text or "nummerscherm" in text for text in texts)


def test_english_shoppers_write_english(story, visits):
    own = {"nl": {"de", "het", "een", "niet"}, "en": {"the", "a", "and", "I", "it"}}
    for visit in visits(story, 2):
        other = own["nl" if visit.language == "en" else "en"] - {"a"}
        for op in visit.ops:
            if op.field.endswith("/words"):
                assert not other & set(op.value["v"].split()), op.value
