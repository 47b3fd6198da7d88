"""The pictures of one report: charts as SVG and checked photos, under names the renderer may ask for."""

import base64
from collections.abc import Mapping

JPEG, PNG, SVG = "image/jpeg", "image/png", "image/svg+xml"
LARGEST = 400_000  # bytes of one report copy; uploads are prepared far below this


def media_type(body: bytes) -> str | None:
    """JPEG or PNG by their first and last bytes; ``None`` for anything else, whatever its name says."""
    if body.startswith(b"\xff\xd8\xff") and body.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return JPEG
    if body.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in body[-16:]:
        return PNG
    return None


def without_metadata(jpeg: bytes) -> bytes:
    """The same JPEG without its application and comment segments, so without place, time or camera.

    Report copies are made without them already; this is the second lock on that door. Segments that tell how
    to read the colours (APP0, APP2, APP14) stay. Returns the bytes unchanged where they stop making sense.
    """
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if length < 2:
            return jpeg
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker in (0xE2, 0xEE):
            kept += jpeg[at : at + 2 + length]
        at += 2 + length
    return bytes(kept + jpeg[at:])


class PictureBook:
    """Hands out ``report:`` addresses and keeps what stands behind them."""

    def __init__(self, photos: Mapping[str, bytes]) -> None:
        self.photos = photos
        self.held: dict[str, tuple[str, bytes]] = {}
        self.drawn: dict[str, str] = {}

    def chart(self, svg: str) -> str:
        """The address of a chart; the same drawing is kept once."""
        if svg not in self.drawn:
            self.drawn[svg] = f"chart-{len(self.held) + 1}.svg"
            self.held[self.drawn[svg]] = (SVG, svg.encode())
        return f"report:{self.drawn[svg]}"

    def photo(self, name: str | None) -> str | None:
        """The address of a photo, or ``None`` when it is missing, too large or no JPEG or PNG."""
        body = self.photos.get(name) if name else None
        found = media_type(body) if body and len(body) <= LARGEST else None
        if body is None or found is None:
            return None
        key = f"photo-{len(self.held) + 1}"
        self.held[key] = (found, without_metadata(body) if found == JPEG else body)
        return f"report:{key}"

    def in_letters(self, letters: Mapping[int, str]) -> "PictureBook":
        """The same pictures, with other letters in the charts: by code point, as ``str.translate`` takes them."""
        book = PictureBook(self.photos)
        book.held = {
            name: (kind, body.decode().translate(letters).encode() if kind == SVG else body)
            for name, (kind, body) in self.held.items()
        }
        return book

    def as_data(self, html: str) -> str:
        """The page with every address replaced by the picture itself, to be read without the renderer."""
        for name, (kind, body) in self.held.items():
            data = f"data:{kind};base64,{base64.b64encode(body).decode()}"
            html = html.replace(f'src="report:{name}"', f'src="{data}"')
        return html
