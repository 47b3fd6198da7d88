"""What must hold for any input: bounds, symmetry, order, and what changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement import (
    agreement,
    checklist,
    comparisons,
    consistency,
    display,
    emotion,
    intervals,
    journey,
    kpis,
    moments,
    multiplicity,
    segments,
    weighting,
)  # fmt: skip
from fieldwork.measurement.reference import compute
from fieldwork.measurement.results import REASONS

from .examples import VALID
from .test_checklist import built, forms

score = st.integers(0, 1000).map(lambda tenth: tenth / 10)
valence = st.integers(-100, 100).map(lambda hundredth: hundredth / 100)
several = st.lists(score, min_size=3, max_size=30)
counts = st.integers(3, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
nps_counts = st.tuples(*[st.integers(0, 60)] * 3).filter(lambda wave: sum(wave) >= 3)
chains = st.lists(st.lists(score, min_size=1, max_size=6), min_size=1, max_size=9)
tables = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 20), min_size=k, max_size=k), min_size=k, max_size=k)
)
close = pytest.approx


def width(result):
    return result.hi - result.lo


# Intervals


@given(counts, st.integers(2, 20))
def test_more_answers_with_the_same_share_are_surer(one, times):
    x, n = one
    assert width(intervals.wilson(x * times, n * times)) < width(intervals.wilson(x, n))


@given(counts)
def test_a_share_mirrors_its_opposite(one):
    x, n = one
    found, other = intervals.wilson(x, n), intervals.wilson(n - x, n)
    assert (found.lo, found.hi) == close((1 - other.hi, 1 - other.lo))


@given(several, st.integers(2, 5))
def test_more_visits_like_these_are_surer(values, times):
    few, many = intervals.mean_t(values), intervals.mean_t(values * times)
    assert many.value == close(few.value)
    if few.interval:
        assert width(many) < width(few)
        assert few.lo <= few.value <= few.hi


@given(several, st.floats(-50, 50))
def test_a_mean_moves_with_its_scale(values, shift):
    found, moved = intervals.mean_t(values), intervals.mean_t([value + shift for value in values])
    assert moved.value == close(found.value + shift, abs=1e-9)


@given(nps_counts, st.integers(2, 9))
def test_a_recommendation_lies_in_its_interval_and_mirrors(wave, times):
    up, middle, down = wave
    found, other = kpis.nps_of_counts(up, middle, down).result, kpis.nps_of_counts(down, middle, up).result
    assert -100 <= found.lo <= found.value <= found.hi <= 100
    assert (found.value, found.lo, found.hi) == close((-other.value, -other.hi, -other.lo), abs=1e-9)
    surer = kpis.nps_of_counts(*(times * count for count in wave)).result
    assert surer.value == close(found.value)
    assert width(surer) < width(found)


@given(chains, st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_chain_mean_lies_in_its_interval_whatever_the_order(chain, more, shuffle):
    cells = [weighting.sums(visits) for visits in chain]
    found = weighting.clustered_mean(cells, len(cells) + more, 0, 100)
    assert found.value == close(sum(map(sum, chain)) / sum(map(len, chain)), abs=1e-9)
    again = weighting.clustered_mean(shuffle.sample(cells, len(cells)), len(cells) + more, 0, 100)
    assert again.interval == (None if found.interval is None else close(found.interval, abs=1e-6))
    if found.interval:
        assert 0 <= found.lo <= found.value <= found.hi <= 100
    else:
        assert found.reason in REASONS


@given(chains.filter(lambda chain: sum(len(visits) > 1 for visits in chain) >= 5))
def test_a_location_without_news_changes_nothing_it_should_not(chain):
    cells = [weighting.sums(visits) for visits in chain]
    found = weighting.clustered_mean(cells, 1000)
    assert weighting.clustered_mean([*cells, weighting.Sums(0, 0, 0)], 1000) == found
    calm = weighting.clustered_mean([*cells, weighting.sums([found.value] * 3)], 1000)
    assert calm.value == close(found.value)
    icc, source = weighting.icc_of(cells)
    assert 0 <= icc <= 1
    assert source in {"project", "convention"}


@given(st.floats(-100, 100), st.integers(2, 6))
def test_a_location_that_stands_still_leaves_the_correlation_within_locations_alone(level, months):
    inputs = VALID["repeated_measures_correlation"]
    still = [{"grade": level, "kpi": 3, "place": "still"}] * months
    found = compute("repeated_measures_correlation", inputs)
    again = compute("repeated_measures_correlation", {**inputs, "rows": inputs["rows"] + still})
    assert (again["r"], again["df"]) == (close(found["r"]), found["df"] + months - 1)


@given(st.lists(counts, min_size=1, max_size=9))
def test_clusters_never_make_a_share_surer(locations):
    x, n = (sum(place) for place in zip(*locations, strict=True))
    found, plain = weighting.clustered_share(locations), intervals.wilson(x, n)
    assert found.value == plain.value
    assert found.n_eff <= n + 1e-9
    assert found.lo <= plain.lo + 1e-12 <= plain.value + 2e-12
    assert found.hi >= plain.hi - 1e-12


@given(st.lists(nps_counts, min_size=1, max_size=9))
def test_clusters_never_change_a_recommendation_itself(locations):
    found = weighting.clustered_nps(locations)
    assert found.result.value == kpis.nps_of_counts(*map(sum, zip(*locations, strict=True))).result.value
    assert -100 <= found.result.lo <= found.result.value <= found.result.hi <= 100


# Differences


@given(counts, counts)
def test_swapping_two_shares_turns_the_difference_round(one, other):
    found, turned = comparisons.newcombe(*one, *other), comparisons.newcombe(*other, *one)
    assert (found.diff, found.lo, found.hi) == close((-turned.diff, -turned.hi, -turned.lo), abs=1e-12)
    assert -1 <= found.lo <= found.diff <= found.hi <= 1
    test, mirrored = comparisons.pooled_z(*one, *other), comparisons.pooled_z(*other, *one)
    assert (test.statistic, test.p) == close((-mirrored.statistic, mirrored.p))
    (x1, n1), (x2, n2) = one, other
    p = comparisons.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])
    assert p == close(comparisons.fisher_exact([[x2, n2 - x2], [x1, n1 - x1]]))
    assert 0 < p <= 1


@given(several, several)
def test_swapping_two_groups_turns_the_difference_round(a, b):
    found, turned = comparisons.welch(a, b), comparisons.welch(b, a)
    if found.diff is None:
        assert found.reason == turned.reason == "zero_variance"
        return
    assert (found.diff, found.lo, found.hi, found.p) == close((-turned.diff, -turned.hi, -turned.lo, turned.p))
    assert found.lo <= found.diff <= found.hi
    assert 0 <= found.p <= 1


@given(nps_counts, nps_counts)
def test_swapping_two_waves_turns_the_change_round(first, second):
    found, turned = comparisons.nps_difference(first, second), comparisons.nps_difference(second, first)
    assert (found.diff, found.lo, found.hi, found.p) == close((-turned.diff, -turned.hi, -turned.lo, turned.p))
    assert -200 <= found.lo <= found.diff_adj <= found.hi <= 200


@given(st.lists(st.floats(0, 1) | st.none(), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_adjusting_p_values_never_helps_and_ignores_order(p_values, shuffle):
    found = multiplicity.adjusted(p_values)
    assert all(new is None if old is None else old <= new <= 1 for old, new in zip(p_values, found, strict=True))
    order = shuffle.sample(range(len(p_values)), len(p_values))
    assert multiplicity.adjusted([p_values[i] for i in order]) == [found[i] for i in order]
    known = sorted((old, new) for old, new in zip(p_values, found, strict=True) if old is not None)
    assert [new for _, new in known] == sorted(new for _, new in known)


# Emotion and journey


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_tap_mirrors_over_the_middle_of_the_pad(px, py):
    v, a = emotion.pad_to_valence_arousal(px, py)
    mirrored, _ = emotion.pad_to_valence_arousal(1000 - px, py)
    assert (-1 <= v <= 1, 0 <= a <= 1, v) == (True, True, close(-mirrored, abs=1e-12))


@given(st.floats(0, 20_000) | st.none(), st.integers(0, 9), st.floats(0, 10_000))
def test_confidence_falls_with_every_revision_and_delay(latency, revisions, delay):
    found = emotion.confidence(latency, revisions, delay)
    assert 0 <= found <= 1
    assert emotion.confidence(latency, revisions + 1, delay) <= found
    assert emotion.confidence(latency, revisions, delay + 30) <= found
    assert emotion.confidence(latency, revisions, delay, interrupted=True) == 0


@given(valence | st.none(), st.floats(0, 1) | st.none(), valence | st.none())
def test_a_step_lies_between_impression_and_words(v_i, c_i, v_c):
    v = emotion.step_valence(v_i, c_i, v_c)
    given_parts = [part for part in (v_i if c_i else None, v_c) if part is not None]
    assert (v is None) == (not given_parts)
    assert v is None or min(given_parts) - 1e-12 <= v <= max(given_parts) + 1e-12


valences = st.lists(valence | st.none(), min_size=1, max_size=12)


@given(valences, st.data())
def test_a_journey_score_is_bounded_and_a_better_step_never_lowers_it(walked, data):
    weights = data.draw(st.lists(st.integers(0, 9), min_size=len(walked), max_size=len(walked)))
    found = journey.visit_valence(walked, weights)
    assert found.v is None or min(v for v in walked if v is not None) - 1e-9 <= found.v <= 1
    assert (found.v is None) == (found.reason is not None)
    better = journey.visit_valence([None if v is None else min(1, v + 0.3) for v in walked], weights)
    assert found.v is None or better.v >= found.v - 1e-12
    order = data.draw(st.permutations(range(len(walked))))
    shuffled = journey.visit_valence([walked[i] for i in order], [weights[i] for i in order])
    assert shuffled.v == (None if found.v is None else close(found.v, abs=1e-12))


@given(valences)
def test_peak_end_and_trough_are_steps_that_were_walked(walked):
    found = journey.peak_end(walked)
    known = [v for v in walked if v is not None]
    assert (found is None) == (not known)
    if found:
        assert abs(found.peak) == max(map(abs, known))
        assert (walked[found.peak_index], walked[found.trough_index]) == (found.peak, min(known))
        assert (found.end, -1 <= found.peak_end <= 1) == (known[-1], True)


@given(st.lists(st.lists(st.floats(0, 1) | st.none(), min_size=3, max_size=3), min_size=1, max_size=15))
def test_an_established_moment_has_visits_size_and_a_p(visits):
    for test in moments.moment_tests(visits):
        assert test.status in {"established", "candidate", "none"}
        assert (test.p_one_sided is None) == (test.reason is not None)
        if test.status == "established":
            assert (test.n >= 10, test.mean > 0.1999, test.p_bh < 0.05) == (True, True, True)


@given(st.lists(valence, min_size=1, max_size=20), st.floats(0, 1))
def test_severity_is_a_part_of_one(walked, importance):
    found = moments.pain_point(walked, importance)
    assert 0 <= found.severity <= 1
    assert (found.is_pain is None) == (len(walked) < 5)


# Checklist


@given(forms, st.data())
def test_a_better_answer_never_lowers_a_score(form, data):
    part = data.draw(st.integers(0, len(form) - 1))
    place = data.draw(st.integers(0, len(form[part][0]) - 1))
    points, weight = form[part][0][place]
    if points in ("na", None):
        return
    before = checklist.score(built(form), checklist.Options())
    form[part][0][place] = (1, weight)
    after = checklist.score(built(form), checklist.Options())
    assert before.total is None or after.total >= before.total


@given(forms)
def test_reading_missing_or_not_applicable_as_zero_never_raises_a_score(form):
    free = checklist.score(built(form), checklist.Options())
    for options in (checklist.Options(missing="zero"), checklist.Options(na="zero")):
        strict = checklist.score(built(form), options)
        assert free.base is None or strict.base is not None
        assert all(one is None or strict.section_scores[key] <= one for key, one in free.section_scores.items())


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=12))
def test_both_ways_to_add_up_visits_stay_between_the_worst_and_the_best(visits):
    given_points = [(min(points, most), most) for points, most in visits]
    totals = [(checklist.exact(100) * points / most, checklist.exact(points), checklist.exact(most))
              for points, most in given_points]  # fmt: skip
    for how in ("mean_of_visits", "ratio_of_sums"):
        found = checklist.aggregate(totals, how)
        assert float(min(totals)[0]) - 1e-9 <= found.value <= float(max(totals)[0]) + 1e-9
        assert found.interval is None or found.lo <= found.value <= found.hi <= 100


# Consistency, agreement, segments, display


@given(st.lists(st.lists(score, min_size=2, max_size=5), min_size=3, max_size=6), score)
def test_moving_every_score_leaves_the_icc_alone(groups, shift):
    found = consistency.icc1(groups)
    moved = consistency.icc1([[visit + shift for visit in group] for group in groups])
    assert found.reason == moved.reason
    if found.icc1 is not None:
        assert found.icc1 <= 1 + 1e-12
        assert moved.icc1 == close(found.icc1, abs=1e-6)


@given(st.floats(0.01, 0.99), st.floats(0.05, 0.95))
def test_the_visits_needed_reach_the_reliability_and_one_less_does_not(icc, target):
    n = consistency.visits_needed(icc, target)
    assert consistency.reliability(icc, n) >= target - 1e-6
    assert n == 1 or consistency.reliability(icc, n - 1) < target + 1e-6


@given(tables, st.randoms(use_true_random=False))
def test_agreement_ignores_the_names_of_categories_and_the_order_of_raters(table, shuffle):
    found = agreement.cohen_kappa(table)
    order = shuffle.sample(range(len(table)), len(table))
    renamed = agreement.cohen_kappa([[table[i][j] for j in order] for i in order])
    turned = agreement.cohen_kappa([list(row) for row in zip(*table, strict=True)])
    assert found.reason == renamed.reason == turned.reason
    if found.kappa is not None:
        for other in (renamed, turned):
            assert (found.kappa, found.se) == close((other.kappa, other.se), abs=1e-9)
        assert -1 <= found.lo <= found.kappa <= found.hi <= 1


codes = st.lists(st.lists(st.none() | st.integers(1, 4), min_size=5, max_size=5), min_size=2, max_size=4)


@given(codes, st.sampled_from(agreement.LEVELS), st.randoms(use_true_random=False))
def test_alpha_ignores_the_order_of_coders_and_units(coders, level, shuffle):
    found = agreement.krippendorff_alpha(coders, level)
    units = shuffle.sample(list(zip(*coders, strict=True)), 5)
    again = agreement.krippendorff_alpha([list(coder) for coder in zip(*units, strict=True)][::-1], level)
    assert again == (found if found[0] is None else (close(found[0], abs=1e-9), None))
    constant = agreement.krippendorff_alpha([[*coder, None] for coder in coders], level)
    assert constant == found  # a unit nobody coded changes nothing


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(score, st.integers(1, 50)), min_size=1))
def test_nothing_changed_is_no_change(cells):
    found = segments.change(cells, cells, {key: n for key, (_, n) in cells.items()})
    assert (found.raw, found.flags) == (close(0, abs=1e-9), ())
    assert found.adjusted == close(0, abs=1e-9)


@given(st.integers(0, 100), st.sampled_from(sorted(display.KINDS)), st.sampled_from(["visits", "respondents"]))
def test_more_answers_never_show_less(n, kind, basis):
    ladder = ["suppressed", "counts_only", "indicative", "full"]
    now, more = (ladder.index(display.display_class(size, kind, basis=basis)) for size in (n, n + 1))
    assert now <= more
