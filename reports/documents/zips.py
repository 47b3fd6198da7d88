"""An archive of many files that leaves while it is made: never more of it in memory than one file.

PDFs do not get smaller, so they are stored as they are. Each entry is written whole before it leaves, so that its
header can carry size and checksum: some programs cannot unpack an archive that tells those only afterwards.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo


class _Tail(io.BytesIO):
    """The part of an archive that has not left yet; positions count from the begin of the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = 0

    def tell(self) -> int:
        return self.gone + super().tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.gone + super().seek(offset - self.gone if whence == io.SEEK_SET else offset, whence)

    def take(self) -> bytes:
        """What can leave now."""
        found = self.getvalue()
        self.gone += len(found)
        super().seek(0)
        self.truncate()
        return found


def zipped(files: Iterable[tuple[str, datetime, bytes]]) -> Iterator[bytes]:
    """The bytes of an archive of ``(name, moment on the local clock, content)``.

    A name that comes again gets a number.
    """
    tail, used = _Tail(), set[str]()
    with ZipFile(tail, "w", ZIP_STORED) as archive:
        for name, moment, content in files:
            entry = ZipInfo(_own_name(name, used), moment.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
            yield tail.take()
    yield tail.take()


def _own_name(name: str, used: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    found, number = name, 1
    while found in used:
        number += 1
        found = f"{stem}-{number}{dot}{ending}"
    used.add(found)
    return found
