"""The warm child: it renders, is stopped at its limits, and the next report gets a fresh one."""

import pytest

from reports.documents.child import RenderChild, RenderStopped
from reports.documents.rendering import NotRendered, Options
from reports.figures.shape import SCHEMA
from tests.reports.documents.reading import words
from tests.reports.sample_figures import few, pictures, sample


@pytest.fixture
def child():
    made = RenderChild()
    yield made
    made.stop()


def test_the_child_renders_reports_one_after_the_other_and_tells_how_far(child):
    told = []
    figures = sample()
    pdf = child.render(
        figures,
        language="en",
        pictures=pictures(figures),
        progress=lambda *step: told.append(step),
        options=Options(report_number="R-7"),
    )
    first = child._process.pid
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert "56.4" in words(pdf)
    assert "R-7" in words(pdf)
    assert child.render(few(0), language="en", pictures={}).startswith(b"%PDF")
    assert child._process.pid == first


def test_the_child_is_stopped_at_the_clock_and_the_next_report_works(child):
    child.seconds = 0.3
    with pytest.raises(RenderStopped, match=r"longer than 0\.3 seconds"):
        child.render(sample(), language="en", pictures={})
    child.seconds = 60
    assert child.render(few(1), language="en", pictures={}).startswith(b"%PDF")


def test_the_child_is_stopped_at_its_memory(child):
    child.megabytes = 20
    with pytest.raises(RenderStopped, match="more than 20 MB"):
        child.render(sample(), language="en", pictures={})


def test_a_child_that_died_is_told_and_replaced(child):
    child.render(few(0), language="en", pictures={})
    child._process.kill()
    child._process.wait()
    assert child.render(few(0), language="en", pictures={}).startswith(b"%PDF")


def test_a_refusal_keeps_the_child(child):
    with pytest.raises(NotRendered, match="schema"):
        child.render(sample() | {"schema": 99}, language="en", pictures={})
    with pytest.raises(NotRendered, match="KeyError"):
        child.render({"schema": SCHEMA}, language="en", pictures={})
    first = child._process.pid
    assert child.render(few(0), language="en", pictures={}).startswith(b"%PDF")
    assert child._process.pid == first


def test_the_child_knows_no_secrets(child, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "very-secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody:word@host/db")
    child.render(few(0), language="en", pictures={})
    with open(f"/proc/{child._process.pid}/environ", "rb") as found:
        known = found.read()
    assert b"very-secret" not in known
    assert b"DATABASE_URL" not in known
