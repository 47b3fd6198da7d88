"""How long the parts of a step took: from the times that come with every choice, for the pilot alone."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.capture import durations
from fieldwork.capture.folding import Change
from fieldwork.capture.models import Op
from tests.capture.phones import NAMED, TAP, Phone, visit_under_way, whole_form

PHONE = UUID(int=7)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HAPPY = {"named": [{"emotion": "happy", "intensity": 2}], "cause_tag": None, "cause_text": "", "tile_side": "left"}


def told(field, *steps, device=PHONE):
    """Changes of one field: (value, shown_ms) or (value, shown_ms, t_mono), in the order of the phone."""
    return [
        Change(uuid4(), 1, device, seq, field, value, NOON, 0, NOON, t_mono=(*more, None)[0], shown_ms=shown)
        for seq, (value, shown, *more) in enumerate(steps)
    ]


def took(*steps, field="waiting/@named"):
    return durations.by_field(told(field, *steps)).get((field, PHONE))


def test_a_part_takes_until_its_last_choice():
    tap = {"v": {"px": 1}}
    assert took((tap, 1400), field="waiting/@tap") == 1400
    assert took((tap, 1400), (None, 2000), ({"v": {"px": 2}}, 2600), field="waiting/@tap") == 2600
    assert took(({"v": 6}, 900), field="@baseline") == 900
    assert took(({"skipped": "cannot_say"}, 700), field="waiting/@grade") == 700


def test_what_was_taken_back_is_no_choice():
    assert took(({"v": HAPPY}, 3000), (None, 9000)) == 3000
    assert took((None, 9000)) is None


def test_typing_the_cause_is_not_counted():
    typed, tagged = HAPPY | {"cause_text": "Lang"}, HAPPY | {"cause_text": "Lang", "cause_tag": "people"}
    assert took(({"v": HAPPY}, 4000), ({"v": typed}, 44_000), ({"v": tagged}, 45_500)) == 5500
    assert took(({"v": HAPPY}, 4000), ({"v": typed}, 44_000)) == 4000


def test_a_page_that_was_loaded_again_counts_on():
    assert took(({"v": HAPPY}, 4000, 9000), (None, 500, 700), ({"v": HAPPY}, 2000, 2200)) == 6000
    assert took(({"v": HAPPY}, 4000, 9000), ({"v": HAPPY | {"cause_tag": "people"}}, 4100, 4200)) == 8100


def test_without_its_times_nothing_is_said():
    assert took(({"v": HAPPY}, None)) is None
    assert took(({"v": HAPPY}, 300), ({"v": HAPPY | {"cause_tag": "people"}}, None)) is None
    assert durations.by_field(told("waiting/room", ({"v": "fair"}, 300))) == {}


def test_each_phone_has_its_own_times():
    other = UUID(int=8)
    both = told("waiting/@grade", ({"v": 3}, 900)) + told("waiting/@grade", ({"v": 8}, 50), device=other)
    assert durations.by_field(both) == {("waiting/@grade", PHONE): 900, ("waiting/@grade", other): 50}


@given(st.lists(st.tuples(st.sampled_from([None, {"v": 1}, {"v": 2}]), st.integers(0, 10**6)), max_size=8))
def test_never_more_than_what_was_in_sight(steps):
    grown = sorted(shown for _value, shown in steps)
    found = took(*((value, shown) for (value, _), shown in zip(steps, grown, strict=True)), field="a/@grade")
    assert found is None or 0 <= found <= grown[-1]
    assert (found is None) == (not any(value for value, _shown in steps))


@pytest.mark.django_db
def test_the_times_come_in_with_the_ops_and_stand_at_the_step():
    phone = Phone(visit_under_way())
    times = {"waiting/@tap": 1500, "waiting/@named": 6200, "waiting/@grade": 2300, "@baseline": 900}
    ops = [phone.op(field, value) for field, value in whole_form().items()]
    assert phone.put([op | {"t_mono": 77, "shown_ms": times.get(op["field"])} for op in ops]).status_code == 200
    assert phone.final().status_code == 200
    assert Op.objects.filter(t_mono=77).count() == len(ops)
    rows = {row.step: (row.tap_ms, row.named_ms, row.grade_ms) for row in phone.visit.experiences.all()}
    assert rows["waiting"] == (1500, 6200, 2300)
    assert rows["@baseline"] == (900, None, None)
    assert rows["helped"] == (None, None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("odd", [-1, 1.5, "3", True, None, [], 2**53 + 1, float("1e300")])
def test_times_that_cannot_be_are_dropped_and_the_answer_is_kept(odd):
    phone = Phone(visit_under_way())
    answer = phone.put([phone.op("waiting/@tap", {"v": TAP}, t_mono=odd, shown_ms=odd)])
    assert answer.json()["rejected"] == []
    assert Op.objects.values_list("t_mono", "shown_ms").get() == (None, None)
    assert phone.put([phone.op("waiting/@named", {"v": NAMED}, shown_ms=2**31)]).json()["rejected"] == []
    assert Op.objects.filter(shown_ms__isnull=False).count() == 0
