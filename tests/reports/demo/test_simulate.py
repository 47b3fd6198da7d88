from datetime import datetime

from fieldwork.emotions import instruments
from fieldwork.journeys import kinds
from fieldwork.journeys.documents import questions_by_path
from fieldwork.measurement.answers import answer_value, is_na
from fieldwork.measurement.conditions import walk
from reports.demo.people import SHOPPERS
from reports.demo.simulate import simulate

VISIT_PARTS = {"@baseline", "@overall", "@recommend"}


def both_waves(visits, story):
    return [*visits(story, 1), *visits(story, 2)]


def test_the_same_seed_brings_the_same_visit(story):
    planned = story.plan(1)[0]
    twice = [simulate(story, planned, SHOPPERS[0].style, datetime(2026, 3, 2, 10), "seed") for _ in range(2)]
    other = simulate(story, planned, SHOPPERS[0].style, datetime(2026, 3, 2, 10), "another seed")
    assert twice[0] == twice[1]
    assert twice[0].ops != other.ops


def test_every_answer_is_one_its_question_can_have(story, visits):
    questions = questions_by_path(story.document)
    for visit in both_waves(visits, story):
        for path, answer in visit.answers.items():
            question = questions[path]
            if is_na(answer):
                assert question["allow_na"]
            else:
                assert kinds.get(question["kind"]).check_value(question, answer["v"]) == answer["v"], path


def test_every_feeling_is_one_its_instrument_takes(story, visits):
    for visit in both_waves(visits, story):
        for op in visit.ops:
            if "@" in op.field and not op.field.endswith("@unanswered"):
                instruments.for_field(op.field).check(op.value, "nl")


def test_what_was_asked_and_required_is_answered_and_nothing_hidden_is(story, visits):
    for visit in both_waves(visits, story):
        unanswered = {op.field.partition("/")[0] for op in visit.ops if op.field.endswith("@unanswered")}
        walked = walk(story.document, {op.field: op.value for op in visit.ops})
        assert not walked.hidden & set(visit.answers)
        for step in walked.steps:
            if step.path in unanswered:
                assert not any(path.startswith(f"{step.path}/") for path in visit.answers)
                continue
            assert {f"{step.path}/{part}" for part in ("@tap", "@named", "@grade")} <= {op.field for op in visit.ops}
            for question in step.asked:
                if question.source["required"]:
                    assert f"{step.path}/{question.key}" in visit.answers


def test_a_visit_is_stored_in_the_order_of_the_journey(story, visits):
    order = {
        step["key"]: number
        for number, step in enumerate(step for phase in story.document["phases"] for step in phase["steps"])
    }
    for visit in both_waves(visits, story):
        fields = [op.field for op in visit.ops]
        assert len(set(fields)) == len(fields)
        assert len({op.id for op in visit.ops}) == len(fields)
        assert fields[0] == "@baseline"
        assert fields[-2:] == ["@overall", "@recommend"]
        steps = [order[field.partition("/")[0]] for field in fields if field not in VISIT_PARTS]
        assert steps == sorted(steps)
        assert [op.seq for op in visit.ops] == list(range(1, len(fields) + 1))
        moments = [op.at for op in visit.ops]
        assert moments == sorted(moments)


def test_photographs_and_answers_name_each_other(story, visits):
    seen = set()
    for visit in both_waves(visits, story):
        named = []
        for answer in visit.answers.values():
            value = answer_value(answer)
            if isinstance(value, dict):
                named += value["photos"]
            elif isinstance(value, list):
                named += [one for one in value if len(one) == 36]
            named += answer.get("photos", [])
        photos = {photo.uuid for photo in visit.photos}
        assert sorted(named) == sorted(photos)
        assert not photos & seen
        seen |= photos


def test_evidence_is_there_when_the_rule_asks_for_it(story, visits):
    questions = questions_by_path(story.document)
    for visit in both_waves(visits, story):
        for path, answer in visit.answers.items():
            rule = questions[path]["evidence"]
            if rule:
                taken = len(answer.get("photos", []))
                assert (rule["min"] <= taken <= rule["max"]) if answer.get("v") == rule["when"] else taken == 0


def test_some_contacts_are_never_answered(story, visits):
    silent = [
        sum(op.field.endswith("@unanswered") for visit in visits(story, wave) for op in visit.ops) for wave in (1, 2)
    ]
    assert sum(silent) >= 4
    assert all(count <= 20 for count in silent)
