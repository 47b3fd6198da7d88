"""``make bench``: its lines can be read by a program, and nothing else is printed."""

import json
import subprocess
import sys

import pytest

from tests.bench import GROUPS, ROOT
from tests.bench.harness import Figure

CHEAP = {
    "charts": {"chart_emotion_curve_cpu_ms", "chart_cover_art_cpu_ms", "chart_step_interval_cpu_ms"},
    "scoring": {"score_visit_cpu_ms", "photo_prepare_cpu_ms"},
    "submission": {"submission_cpu_ms", "submission_ops_cpu_ms", "submission_queries"},
}


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("group", CHEAP)
def test_a_group_prints_one_line_per_figure_and_nothing_else(group):
    done = bench(group, "--repeat", "1")

    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(list(line) == list(Figure._fields) for line in lines)
    assert all(line["value"] > 0 and line["unit"] and line["n"] >= 1 for line in lines)
    names = [line["name"] for line in lines]
    assert len(set(names)) == len(names)
    assert CHEAP[group] <= set(names)


def test_an_unknown_group_is_refused_with_the_known_ones():
    done = bench("nothing")

    assert done.returncode == 2
    assert done.stdout == ""
    assert all(group in done.stderr for group in GROUPS)
