"""The seal on the last page: a QR code that leads to where anybody can check the file."""

import io
from typing import Any

from django.utils.translation import gettext

from .pictures import PictureBook

QUIET = 4  # modules of white around the code; ISO/IEC 18004 asks for them
DARK = "#1d1a24"


def seal(number: str, verify_url: str, replaces: str, book: PictureBook) -> dict[str, Any] | None:
    """What the block prints; ``None`` without a number or an address: then there is nothing to check."""
    if not number or not verify_url:
        return None
    return {
        "number": number,
        "url": verify_url,
        "shown": verify_url.split("://", 1)[-1],
        "replaces": replaces,
        "code": book.chart(qr(verify_url)),
        "alt": gettext("QR code that leads to the page where this report can be checked: %(url)s")
        % {"url": verify_url},
    }


def qr(address: str) -> str:
    """A QR code as SVG, one drawing unit per module; error correction M bears a stamp or a fold over the paper."""
    import segno

    made, out = segno.make(address, error="m", micro=False), io.BytesIO()
    made.save(out, kind="svg", border=QUIET, dark=DARK, light="#ffffff", xmldecl=False, svgns=True, nl=False)
    return out.getvalue().decode()
