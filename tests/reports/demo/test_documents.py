from fieldwork.journeys import kinds
from fieldwork.journeys.checks import problems
from fieldwork.journeys.documents import steps_of, walk_questions
from reports.demo.stories import STORIES

LANGUAGES = ("nl", "en")


def texts(part):
    """Every pair of texts inside a part of the story, with the name under which it stands."""
    if isinstance(part, dict):
        if set(part) == set(LANGUAGES):
            yield "", part
            return
        for name, inner in part.items():
            for where, text in texts(inner):
                yield f"{name}.{where}" if where else name, text
    elif isinstance(part, list):
        for inner in part:
            yield from texts(inner)


def test_the_journey_may_be_published_as_it_is(story):
    assert [one for one in problems(story.document) if one["level"] != "info"] == []


def test_every_text_stands_in_both_languages(story):
    for where, text in texts(story.document):
        assert bool(text["nl"]) == bool(text["en"]), (where, text)
        if not where.endswith("hint"):
            assert text["nl"], where


def test_steps_and_questions_have_a_size_one_can_walk(story):
    counts = [len(step["questions"]) for step in steps_of(story.document)]
    assert all(3 <= count <= 9 for count in counts)
    assert 30 <= sum(counts) <= 45


def test_the_journey_shows_what_the_product_can(story):
    questions = [question for _, _, question in walk_questions(story.document)]
    steps = steps_of(story.document)

    assert len({question["kind"] for question in questions}) >= 10
    assert len({question["dimension"] for question in questions}) == 5
    assert sum(question["critical"] != "none" for question in questions) >= 2
    assert sum(question["internal"] for question in questions) == 1
    assert any(question["evidence"] for question in questions)
    assert any(question["show_if"] for question in questions)
    assert any(step["show_if"] for step in steps)
    assert any(step["may_be_unanswered"] for step in steps)
    assert all(step["desired"] for step in steps)


def test_both_stories_together_use_every_kind_of_question_that_is_asked():

    used = {question["kind"] for story in STORIES for _, _, question in walk_questions(story.document)}
    assert used == {code for code, kind in kinds.KINDS.items() if not kind.is_computed}
