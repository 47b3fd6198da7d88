"""An archive that leaves while it is made: whole, readable everywhere, and never in memory as a whole."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from reports.documents.zips import zipped

MOMENT = datetime(2026, 11, 30, 18, 30)
MEGABYTE = 2**20


def files(number: int, size: int) -> Iterator[tuple[str, datetime, bytes]]:
    for one in range(number):
        yield f"rapport-{one}.pdf", MOMENT, bytes([one % 256]) * size


def test_sixty_megabytes_pass_through_a_few():
    tracemalloc.start()
    try:
        total = sum(len(piece) for piece in zipped(files(60, MEGABYTE)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total > 60 * MEGABYTE
    assert peak < 6 * MEGABYTE


def test_something_leaves_before_the_next_file_is_read():
    asked = []

    def watched():
        for entry in files(3, 10):
            asked.append(entry[0])
            yield entry

    pieces = zipped(watched())
    assert b"rapport-0.pdf" in next(pieces)
    assert asked == ["rapport-0.pdf"]


@given(st.lists(st.tuples(st.sampled_from(["a.pdf", "b.pdf", "a-2.pdf", "c"]), st.binary(max_size=200)), max_size=8))
def test_every_file_comes_out_as_it_went_in_under_a_name_of_its_own(given):
    packed = b"".join(zipped((name, MOMENT, content) for name, content in given))
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert archive.testzip() is None
    assert [archive.read(entry) for entry in archive.infolist()] == [content for _name, content in given]
    assert len(set(archive.namelist())) == len(given)
    for entry in archive.infolist():
        assert (entry.compress_type, entry.flag_bits & 0x08) == (zipfile.ZIP_STORED, 0)
        assert entry.date_time == MOMENT.timetuple()[:6]


def test_an_archive_of_nothing_is_an_archive():
    assert zipfile.ZipFile(io.BytesIO(b"".join(zipped([])))).namelist() == []
