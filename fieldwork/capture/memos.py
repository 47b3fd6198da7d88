"""Spoken notes: what format the bytes really are. They are kept as they came; nobody decodes them here.

``photos`` and this module are the two sorts of files that a phone sends: each has ``FOLDER``, ``SUFFIXES``,
``check_length`` and ``sniff``.
"""

from fieldwork.capture.refusals import PhotoRefused
from fieldwork.capture.states import PhotoProblem

FOLDER = "memos"
MOST_BYTES = 15 * 1024 * 1024
MOST_MS = 5 * 60 * 1000
SLACK_MS = 5_000  # a recorder stops at the end of a piece
SUFFIXES = {"WEBM": ".webm", "OGG": ".ogg", "MP4": ".m4a"}
TYPES = {"WEBM": "audio/webm", "OGG": "audio/ogg", "MP4": "audio/mp4"}
HEAD = 4096  # where a recorder names its tracks
# Names of pictures in a track list: a recording with an image is not a spoken note.
PICTURES = (b"V_VP", b"V_AV1", b"V_MPEG", b"theora", b"vide")


def check_length(length: int) -> None:
    """Raises ``PhotoRefused`` for no bytes and for too many."""
    if length == 0:
        raise PhotoRefused(PhotoProblem.NO_SOUND)
    if length > MOST_BYTES:
        raise PhotoRefused(PhotoProblem.SOUND_TOO_LARGE)


def check_duration(milliseconds: int | None) -> None:
    """Raises ``PhotoRefused`` for more than five minutes, as the phone says."""
    if milliseconds and milliseconds > MOST_MS + SLACK_MS:
        raise PhotoRefused(PhotoProblem.SOUND_TOO_LONG)


def sniff(data: bytes) -> str:
    """The real format by the first bytes: WEBM, OGG or MP4, with sound and nothing else. Raises ``PhotoRefused``."""
    check_length(len(data))
    head = data[:HEAD]
    if any(name in head for name in PICTURES):
        raise PhotoRefused(PhotoProblem.NOT_SOUND)
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82" in data[:64] and b"webm" in data[:64]:
        return "WEBM"
    if data.startswith(b"OggS") and (b"OpusHead" in head or b"\x01vorbis" in head):
        return "OGG"
    if data[4:8] == b"ftyp":
        return "MP4"
    raise PhotoRefused(PhotoProblem.NOT_SOUND)
