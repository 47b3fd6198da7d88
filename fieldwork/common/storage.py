"""Files: private ones named after their own bytes, static ones named after their contents."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage, storages
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Smallest(Compressor):
    """Gzip as small as it goes: 2 % less on every phone, for 0.1 s more per script where files are collected."""

    @staticmethod
    def compress_gzip(data: bytes) -> bytes:
        """The same bytes in the gzip format, made by zopfli."""
        from zopfli import gzip  # only where files are collected

        made: bytes = gzip.compress(data)
        return made


class ByAudience(Compressor):
    """What a phone fetches over a bad line is made as small as it goes; the rest quickly."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.smallest = Smallest(**options)

    def compress(self, path: str) -> Any:
        """Write the compressed files beside one file; returns their paths."""
        return self.smallest.compress(path) if "/js/phone/" in path else super().compress(path)


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Static files with their hash in the name; an unknown name fails in tests, never on a page."""

    manifest_strict = False

    def create_compressor(self, **options: Any) -> Compressor:
        """Ours."""
        return ByAudience(**options)

    def _save(self, name: str, content: File) -> Any:
        make = {".js": smaller, ".css": smaller_style}.get(Path(name).suffix)
        if make and name.startswith(("js/", "css/")):
            text = b"".join(content.chunks()).decode()
            content = ContentFile(make(text).encode())
        return super()._save(name, content)


def smaller(script: str) -> str:
    """The same script without comments and needless space; no name changes and nothing moves."""
    from rjsmin import jsmin  # only where files are collected: no page needs it

    made: str = jsmin(script)
    return made


def smaller_style(sheet: str) -> str:
    """The same style sheet without comments and without the space around the ends of its lines."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)).strip()


def store_once(data: bytes, folder: str, suffix: str) -> str:
    """Keep ``data`` under a name made of its SHA-256 and return that name; the second time is free.

    ``suffix`` includes the dot. Raises what the storage raises when it cannot write.
    """
    digest = hashlib.sha256(data).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}{suffix}"
    if isinstance(storages["default"], FileSystemStorage):
        path = Path(default_storage.path(name))
        if path.exists() and path.stat().st_size == len(data):
            path.touch()  # it is wanted again: whoever clears what was left over must not think it old
            return name
        _write_through(path, data)
        return name
    if not default_storage.exists(name):
        return default_storage.save(name, ContentFile(data))
    return name


def store_file(path: Path, folder: str, suffix: str) -> tuple[str, str, int]:
    """Keep a file that may be larger than memory in a folder of its own, named after its bytes.

    Returns name, SHA-256 and size in bytes. Raises what the storage raises when it cannot write.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name, size = f"{folder}/{digest}{suffix}", path.stat().st_size
    if default_storage.exists(name) and default_storage.size(name) == size:
        return name, digest, size
    with path.open("rb") as file:
        if isinstance(storages["default"], FileSystemStorage):
            # Copied beside and renamed: a reader never sees half a file, whoever was killed.
            end = Path(default_storage.path(name))
            end.parent.mkdir(parents=True, exist_ok=True)
            fresh = end.with_name(f"{end.name}.{id(file):x}.new")
            with fresh.open("wb") as copy:
                shutil.copyfileobj(file, copy)
                copy.flush()
                os.fsync(copy.fileno())
            fresh.replace(end)
            return name, digest, size
        return default_storage.save(name, File(file)), digest, size


def names_below(folder: str) -> Iterator[str]:
    """The names of all files that ``store_once`` keeps in a folder; none when nothing was ever stored there."""
    try:
        below = sorted(default_storage.listdir(folder)[0])
    except FileNotFoundError:
        return
    for part in below:
        yield from (f"{folder}/{part}/{name}" for name in sorted(default_storage.listdir(f"{folder}/{part}")[1]))


def empty_folder(folder: str, keep: str = "") -> None:
    """Remove every file of a folder but one, and the folder itself when nothing is kept; it may be gone already."""
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        if f"{folder}/{file}" != keep:
            default_storage.delete(f"{folder}/{file}")
    if not keep:
        default_storage.delete(folder)


def _write_through(path: Path, data: bytes) -> None:
    """Write a file that survives a power cut: bytes and name are on disk when this returns.

    A phone is told that its photo is here after this, and throws its own copy away a week later.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed: a reader never sees half a file, whoever was killed.
    fresh = path.with_name(f"{path.name}.{id(data):x}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    for folder in (path.parent, path.parent.parent):
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def read(name: str) -> bytes:
    """The bytes of a stored file. Raises ``FileNotFoundError`` when it is gone."""
    with default_storage.open(name, "rb") as file:
        return file.read()
