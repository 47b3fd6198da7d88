"""A file in parts: what players ask, and what nobody should ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.common import ranges

DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("asked", "status", "told", "body"),
    [
        ("", 200, None, DATA),
        ("bytes=0-", 206, "bytes 0-99/100", DATA),
        ("bytes=10-19", 206, "bytes 10-19/100", DATA[10:20]),
        ("bytes=90-500", 206, "bytes 90-99/100", DATA[90:]),
        ("bytes=-5", 206, "bytes 95-99/100", DATA[-5:]),
        ("bytes=-500", 206, "bytes 0-99/100", DATA),
        ("bytes=100-", 416, "bytes */100", b""),
        ("bytes=9-3", 416, "bytes */100", b""),
        ("bytes=-0", 416, "bytes */100", b""),
        ("bytes=-", 200, None, DATA),
        ("bytes=0-1,5-6", 200, None, DATA),
        ("lines=1-2", 200, None, DATA),
    ],
)
def test_what_is_asked_is_given(asked, status, told, body):
    answer = ranges.answer(DATA, "audio/webm", asked)
    assert (answer.status_code, answer.headers.get("Content-Range"), answer.content) == (status, told, body)
    assert answer.headers["Cache-Control"] == "private, no-store"


@given(st.binary(max_size=40), st.integers(0, 60), st.integers(0, 60))
def test_two_neighbouring_parts_are_the_whole(data, cut, more):
    first = ranges.answer(data, "audio/webm", f"bytes=0-{cut}")
    second = ranges.answer(data, "audio/webm", f"bytes={cut + 1}-{cut + more + 60}")
    parts = [one.content for one in (first, second) if one.status_code == 206]
    assert b"".join(parts) == data
