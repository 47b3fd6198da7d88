"""Room for deep calls, a garbage collector that waits, and a renderer that loads nothing it does not need."""

import gc
import resource
import subprocess
import sys

import pytest

from reports.documents.rendering import ROOT
from reports.documents.undisturbed import undisturbed

DEEP, OFTEN = 400, 50


def faults_at_every_depth() -> int:
    """Page faults of this thread while, at each of 400 depths, a small call is made again and again."""

    def down(depth: int) -> None:
        for _again in range(OFTEN):
            leaf()
        if depth:
            down(depth - 1)

    def leaf() -> None:
        pass

    down(DEEP)  # what is fetched once does not count
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    down(DEEP)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def test_deep_calls_fetch_no_memory_again_and_again():
    """One fault for each call at the edge of a piece of memory is what this room is there to prevent."""
    assert undisturbed(faults_at_every_depth) < OFTEN


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_waits_and_is_then_as_it_was(was_on):
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        assert undisturbed(gc.isenabled) is False
        assert gc.isenabled() is was_on
        with pytest.raises(ZeroDivisionError):
            undisturbed(lambda: 1 / 0)
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()


def test_the_renderer_loads_no_library_for_mathematics():
    """The plan and the priorities of a report are drawn from finished figures: 37 MB less in every worker."""
    code = (
        "import sys; from reports.documents.child import _set_up; _set_up();"
        "from reports.documents.rendering import render_html;"
        "from tests.reports.sample_figures import with_priorities;"
        "from tests.reports.sample_interpretation import interpretation;"
        "page = render_html(with_priorities(), 'nl', interpretation=interpretation());"
        "assert 'Wat eerst' in page and 'Wat de volgende golf kan laten zien' in page;"
        "print(sorted({'numpy', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
