from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.crosstable import NOT_SAID, Session, cell_class, cross_table, effort_of
from fieldwork.measurement.disclosure import TOTAL
from fieldwork.measurement.intervals import mean_t, wilson
from fieldwork.measurement.kpis import EFFORT, EffortScale
from fieldwork.measurement.reference import BadInput, compute


def visitors(n, page_group="product", intent="buy", ces=6, task_completed="yes", **more):
    return [Session(page_group, "buy", intent, task_completed, ces, **more) for _ in range(n)]


SITE = [
    *visitors(20, ces=6),
    *visitors(12, ces=2, task_completed="no"),
    *visitors(30, intent="compare", ces=5, task_completed="partly"),
    *visitors(40, "help", "contact", ces=3),
    *visitors(35, "help", "buy", ces=7),
    *visitors(9, "help", "compare", ces=7),
]


def test_a_cell_counts_completes_and_rates():
    cell = cross_table(SITE).cells["product", "buy"]
    assert (cell.n, cell.display) == (32, "full")
    assert (cell.completion.value, *cell.completion.interval) == (20 / 32, *wilson(20, 32).interval)
    # v2: 6 is an ease of 83.3, 2 of 16.7 and difficult.
    expected = mean_t([500 / 6] * 20 + [100 / 6] * 12)
    assert (cell.ease.value, *cell.ease.interval) == pytest.approx((expected.value, *expected.interval))
    assert (cell.difficult.value, cell.difficult.n, cell.difficult.basis) == (12 / 32, 32, "respondents")


def test_partly_is_not_completed():
    assert cross_table(SITE).cells["product", "compare"].completion.value == 0


def test_totals_hold_every_cell():
    table = cross_table(SITE)
    assert (table.groups, table.intents) == (("help", "product"), ("buy", "compare", "contact"))
    assert [table.cells[key].n for key in (("help", TOTAL), (TOTAL, "buy"), (TOTAL, TOTAL))] == [84, 67, 146]
    assert ("product", "contact") not in table.cells
    assert table.cells["help", "compare"].display == "indicative"


@pytest.mark.parametrize(
    "n, shown", [(0, "suppressed"), (4, "suppressed"), (5, "indicative"), (29, "indicative"), (30, "full")]
)
def test_how_much_a_cell_may_show(n, shown):
    assert cell_class(n) == compute("vis_ces_cell", {"n": n})["display"] == shown


def test_the_smallest_cell_is_agreed_per_project():
    assert compute("vis_ces_cell", {"n": 8, "min_cell": 10}) == {"display": "suppressed"}
    assert compute("vis_ces_cell", {"n": 3, "min_cell": 3}) == {"display": "indicative"}
    assert compute("vis_ces_cell", {"n": 40, "min_cell": 50}) == {"display": "suppressed"}
    assert compute("vis_ces_cell", {"n": 0, "min_cell": 0}) == {"display": "suppressed"}
    for inputs, word in [({"n": -1}, "n must"), ({"n": 2.5}, "whole"), ({"n": 5, "min_cell": -1}, "min_cell")]:
        with pytest.raises(BadInput, match=word):
            compute("vis_ces_cell", inputs)


def test_a_small_cell_is_hidden_with_what_gives_it_away():
    table = cross_table([*SITE, *visitors(3, "help", "support")])
    hidden = {key for key, cell in table.cells.items() if cell.n is None}
    assert ("help", "support") in hidden
    assert ("help", "compare") in hidden  # the next smallest of its row
    cell = table.cells["help", "support"]
    assert {cell.completion.reason, cell.ease.reason, cell.difficult.reason} == {"below_min_cell"}
    assert (cell.display, cell.ease.value, cell.ease.n, cell.ease.lo) == ("suppressed", None, 0, None)


def test_a_question_few_answered_hides_its_own_figures():
    few_ratings = [replace(one, ces=None) for one in visitors(28, intent="inform")] + visitors(3, intent="inform")
    cell = cross_table([*SITE, *few_ratings]).cells["product", "inform"]
    assert (cell.n, cell.completion.n) == (31, 31)
    assert (cell.ease.reason, cell.difficult.reason) == ("below_min_cell", "below_min_cell")


def test_non_response_is_reported_and_not_counted_in_cells():
    silent = [Session("product", "buy") for _ in range(8)]
    table = cross_table([*SITE, *silent])
    assert (table.asked, table.answered) == ({"help": 84, "product": 70}, {"help": 84, "product": 62})
    assert table.cells["product", TOTAL].n == 62
    assert cross_table(SITE, {"help": 400, "product": 90}).asked == {"help": 400, "product": 90}
    with pytest.raises(ValueError, match="asked"):
        cross_table(SITE, {"help": 10})


def test_visitors_who_do_not_say_why_they_came_have_a_column():
    table = cross_table([*SITE, *visitors(6, intent=None)])
    assert table.intents[-1] == NOT_SAID
    assert table.cells["product", NOT_SAID].n == 6
    assert table.cells["product", TOTAL].n == 68


def test_a_page_group_is_judged_from_thirty_ratings():
    table = cross_table([*visitors(30), *visitors(29, "help"), *visitors(40, "home", ces=None)])
    assert table.judged == {"product"}


def test_two_instruments_in_one_cell_have_no_ease():
    table = cross_table([*visitors(20), *visitors(20, ces=2, instrument=EFFORT["v1"])])
    cell = table.cells["product", "buy"]
    assert (cell.ease.reason, cell.difficult.reason, cell.completion.value) == (
        "different_instruments",
        "different_instruments",
        1,
    )


def test_ease_reads_every_instrument_its_own_way():
    slider = EffortScale("custom", 0, 10, False)
    assert effort_of(visitors(3, ces=2.5, instrument=slider))[0].value == pytest.approx(75)
    assert effort_of(visitors(3, ces=2, instrument=EFFORT["v1"]))[0].value == pytest.approx(75)
    assert effort_of(visitors(3, ces=8, instrument=slider))[1].value == 1


def test_a_rating_outside_its_scale_is_invalid_and_counted():
    ease, difficult = effort_of([*visitors(4), *visitors(2, ces=9), *visitors(1, ces=None)])
    assert (ease.n, difficult.n, ease.flags, difficult.flags) == (4, 4, ("invalid:2",), ("invalid:2",))


@pytest.mark.parametrize("n, reason", [(0, "no_data"), (1, "single_observation"), (2, "too_few"), (8, "zero_variance")])
def test_ease_without_interval_says_why(n, reason):
    assert effort_of(visitors(n))[0].reason == reason


def test_at_most_twelve_intents_are_coded():
    twelve = [one for k in range(12) for one in visitors(5, intent=f"code {k:02}")]
    assert len(cross_table(twelve).intents) == 12
    with pytest.raises(ValueError, match="12 intents"):
        cross_table([*twelve, *visitors(1, intent="code 12")])


@pytest.mark.parametrize(
    "wrong", [{"goal": "sell"}, {"task_completed": "maybe"}, {"page_group": TOTAL}, {"intent": TOTAL}, {"intent": ""}]
)
def test_a_session_knows_its_words(wrong):
    with pytest.raises(ValueError):
        Session(**({"page_group": "product", "goal": "buy"} | wrong))


def test_an_empty_table_is_a_table():
    table = cross_table([])
    assert (table.groups, table.intents, table.cells, table.judged) == ((), (), {}, frozenset())


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["buy", "inform", None]), st.integers(1, 7)), max_size=60
    ),
    st.randoms(),
)
def test_order_changes_nothing_and_figures_keep_their_bounds(answers, random):
    sessions = [Session(group, "buy", intent, "yes", ces) for group, intent, ces in answers]
    shuffled = list(sessions)
    random.shuffle(shuffled)
    table = cross_table(sessions)
    assert cross_table(shuffled).cells == table.cells
    for cell in table.cells.values():
        assert (cell.n is None) == (cell.display == "suppressed")
        for result in (cell.completion, cell.ease, cell.difficult):
            assert result.value is None or result.n >= 5
            if result.interval:
                top = 100 if result is cell.ease else 1
                assert 0 <= result.lo <= result.value <= result.hi <= top
