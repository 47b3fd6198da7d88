"""The door of the calculator never breaks, whatever is pushed through it."""

import json
import math
import random
import subprocess
import sys
import time

import pytest

from fieldwork.measurement.reference import MEASURES, BadInput, compute
from fieldwork.measurement.reference.inputs import MOST_IN_A_LIST
from fieldwork.measurement.results import REASONS

from .examples import VALID
from .fuzz import JUNK, bend, places


def told(measure, inputs):
    """What the calculator says, or the one line of its refusal."""
    try:
        return json.loads(json.dumps(compute(measure, inputs), allow_nan=False))
    except BadInput as refused:
        return str(refused)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("measure", sorted(VALID))
def test_a_measure_answers_in_json_or_in_one_line(measure):
    bends = random.Random(measure)
    answers = [told(measure, bend(VALID[measure], bends)) for _ in range(80)]
    refusals = [line for line in answers if isinstance(line, str)]
    assert refusals
    assert all(0 < len(line) < 300 and "\n" not in line for line in refusals)
    for found in answers:
        reasons = found.get("reason") or [] if isinstance(found, dict) else []
        assert set(reasons if isinstance(reasons, list) else [reasons]) <= {*REASONS, None}
    assert isinstance(told(measure, VALID[measure]), dict)


@pytest.mark.parametrize("measure", sorted(VALID))
def test_every_key_refuses_what_it_cannot_be(measure):
    for key in VALID[measure]:
        for junk in ({"nested": [{}]}, [[], [None]], True if VALID[measure][key] is not True else "yes", math.nan):
            if key == "allow_over_100" or (measure, key) == ("implicit_confidence", "interrupted"):
                junk = "yes"
            with pytest.raises(BadInput):
                compute(measure, {**VALID[measure], key: junk})


@pytest.mark.parametrize("measure", sorted(VALID))
def test_an_endless_list_is_refused_and_a_long_one_read_in_time(measure):
    lists = [path for path in places(VALID[measure]) if isinstance(_at(VALID[measure], path), list)]
    for path in lists:
        refused = told(measure, _stretched(VALID[measure], path, MOST_IN_A_LIST + 1))
        assert f"at most {MOST_IN_A_LIST}" in refused or "more than" in refused
        started = time.process_time()
        told(measure, _stretched(VALID[measure], path, 10_000))
        assert time.process_time() - started < 5


def _at(value, path):
    for key in path:
        value = value[key]
    return value


def _stretched(inputs, path, length):
    longer = json.loads(json.dumps(inputs))
    around = _at(longer, path[:-1])
    around[path[-1]] = (around[path[-1]] * (length // len(around[path[-1]]) + 1))[:length]
    return longer


@pytest.mark.parametrize(
    "measure, given_text",
    [
        ("mean_t_ci_95", json.dumps({"values": [1] * 200_000})),
        ("krippendorff_alpha", json.dumps({"coders_by_units": [[i] for i in range(MOST_IN_A_LIST)]})),
        ("krippendorff_alpha", json.dumps({"coders_by_units": [list(range(MOST_IN_A_LIST))] * 2})),
        ("bca_mean_small", json.dumps({"values": list(range(MOST_IN_A_LIST))})),
        ("bca_mean_small", json.dumps({"values": [1e308, -1e308, 1e308, 5]})),
        ("welch_t_test", json.dumps({"a": [1e308, 1, 2], "b": [3, 4, -1e308]})),
        ("fisher_exact_two_sided", json.dumps({"table": [[10**9, 10**9], [10**9, 10**9]]})),
        ("did_by_location", json.dumps({"changes_treated": [1e300, 2, 3], "changes_control": [1, 2, {}]})),
        ("moment_of_truth", json.dumps({"m_by_visit_step": [[0.5] * 60_000], "importance_already_included": True})),
        ("lmg_shapley", json.dumps({"rows": [{"y": 1, "a": 1}] * 60_000, "y": "y", "x": ["a"]})),
        ("checklist_score", json.dumps({"sections": [{"key": "\n\n", "items": [{"key": "a", "max": "\n"}]}]})),
        ("checklist_critical", json.dumps({"sections": [{"key": "a", "items": [
            {"key": "a", "points": 1, "max": 2, "critical": "cap:1e999999999"}]}]})),
        ("conscious_valence", json.dumps({"named": [{"emotion": ["x"] * 1000, "intensity": 3}]})),
        ("wilson_ci_95", "[" * 100_000),
        ("wilson_ci_95", '{"x": ' + "9" * 6000 + ', "n": 3}'),
        ("wilson_ci_95", '{"x": 1, "n": Infinity}'),
        ("wilson_ci_95", '{"x": 1, "n": 3, "x": 2}'),
        ("conscious_valence", '{"named": [{"emotion": "happy", "intensity": 1, "intensity": 5}]}'),
        ("wilson_ci_95", ""),
        ("wilson\nci", "{}"),
        ("wilson_ci_95", "\udcff".encode("utf-8", "surrogateescape")),
        ("wilson_ci_95", " " * 33 * 1024 * 1024),
    ],
)  # fmt: skip
def test_the_shell_says_in_one_line_what_it_cannot_read(measure, given_text):
    text = given_text if isinstance(given_text, bytes) else given_text.encode()
    done = subprocess.run(
        [sys.executable, "-m", "fieldwork.measurement", measure],
        input=text,
        capture_output=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert len(done.stderr) < 400


def test_every_piece_of_junk_is_refused_as_the_inputs_themselves():
    for junk in JUNK:
        with pytest.raises(BadInput):
            compute("wilson_ci_95", junk)
    assert set(MEASURES) >= set(VALID)
