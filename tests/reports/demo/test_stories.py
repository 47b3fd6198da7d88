from collections import Counter

from fieldwork.emotions.words import EMOTIONS
from reports.demo.people import COLLEAGUES, SHOPPERS
from reports.demo.stories import STORIES
from reports.demo.vonk.story import STORY as VONK
from reports.demo.waterrijk.story import STORY as WATERRIJK


def test_waterrijk_has_120_visits_in_each_wave_over_three_channels():
    for wave in (1, 2):
        plan = WATERRIJK.plan(wave)
        assert Counter(WATERRIJK.scenario(one.scenario).channel for one in plan) == {
            "email": 60,
            "phone": 40,
            "counter": 20,
        }
        assert Counter(one.place.split("-")[1] for one in plan) == dict.fromkeys(
            ("PASSPORT", "PARKING", "WASTE", "MOVING", "EVENT"), 24
        )


def test_vonk_has_96_visits_in_each_wave_four_for_each_shop():
    assert Counter(place.kind for place in VONK.places) == {"root": 1, "region": 3, "district": 6, "site": 24}
    for wave, returns in ((1, 29), (2, 34)):
        plan = VONK.plan(wave)
        assert Counter(Counter(one.place for one in plan).values()) == {4: 24}
        assert sum(VONK.scenario(one.scenario).group == "return" for one in plan) == returns


def test_a_visit_falls_inside_opening_hours(story):
    for wave in (1, 2):
        for planned in story.plan(wave):
            weekday = planned.workday % 5 + 1  # waves start on a Monday
            opens, closes = story.place(planned.place).hours[weekday]
            assert opens <= planned.time < closes, planned


def test_places_stand_in_the_netherlands_under_a_parent_that_comes_first(story):
    seen = set()
    for place in story.places:
        assert place.parent is None or place.parent in seen
        seen.add(place.code)
        if place.kind == "site":
            assert 50.7 < place.lat < 53.6
            assert 3.3 < place.lon < 7.3
            assert place.hours


def test_people_are_many_different_and_have_addresses_nobody_can_have():
    everybody = [*SHOPPERS, *COLLEAGUES, *(user for story in STORIES for user in story.users)]
    assert len({one.username for one in everybody}) == len(everybody)
    assert len({(one.first_name, one.last_name) for one in everybody}) == len(everybody)
    assert len(SHOPPERS) == 40
    assert Counter(one.role for one in COLLEAGUES) == {"pm": 2, "qc": 3, "admin": 1}
    assert all(one.email.endswith((".example", ".demo")) for one in (*SHOPPERS, *COLLEAGUES))
    assert len({one.city for one in SHOPPERS}) >= 20
    assert max(one.birth_year for one in SHOPPERS) - min(one.birth_year for one in SHOPPERS) > 40


def test_each_client_has_a_board_and_somebody_who_sees_one_part(story):
    codes = {place.code for place in story.places}
    assert any(user.role == "manager" and user.scope is None for user in story.users)
    assert any(user.scope in codes for user in story.users)


def test_briefing_and_quiz_are_complete_in_both_languages(story):
    for wave in story.waves:
        for language in ("nl", "en"):
            assert wave.briefing[language].startswith("# ")
            assert len(wave.briefing[language]) > 1200
            assert "{" not in wave.briefing[language]
    assert story.waves[0].briefing != story.waves[1].briefing
    for question in story.quiz:
        assert 0 <= question.right < len(question.options)
        assert all(text["nl"] and text["en"] for text in (question.text, question.why, *question.options))


def test_every_step_has_a_tone_a_course_and_known_emotions(story):
    keys = [step["key"] for phase in story.document["phases"] for step in phase["steps"]]
    known = {one.code for one in EMOTIONS.values()} if isinstance(EMOTIONS, dict) else {one.code for one in EMOTIONS}
    assert list(story.tones) == list(story.steps) == keys
    for tone in story.tones.values():
        assert {*tone.pleasant, *tone.unpleasant} <= known
    assert {one.step for one in story.advice} <= set(keys)
