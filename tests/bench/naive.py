"""The same report as a straightforward developer makes it with the same library: what our renderer is measured against.

Naive means: the page, its style and its words are ours, but photos stand in it as they were uploaded, EXIF and all,
scaled by the style; charts stand in it as ``<svg>``; style and fonts are read anew for every report; the fetcher and
the garbage collector are the library's own. It asks for a tagged file (PDF/UA), as whoever has to deliver an
accessible one does, and stops there: nothing for the archive, no scopes, no one link for each line. So whatever our
page and style save, it saves too. Left out, though it is seen often: a CSS framework, charts drawn by a library.
"""

import base64
import re
import time
from typing import Any

SHOWN = re.compile(r'<img(?P<about>[^>]*?) alt="(?P<words>[^"]*)" src="report:(?P<name>[^"]+)">')

COMPOSED = ("figures", "language", "interpretation", "options")


def render(order: dict[str, Any], uploads: dict[str, bytes], *, is_tagged: bool = True) -> tuple[float, bytes]:
    """CPU seconds of this process from the figures to the file, and the file."""
    from weasyprint import CSS, HTML

    from reports.documents.rendering import STYLE, compose

    before = time.process_time()
    page = compose(**{name: order[name] for name in (*COMPOSED, "pictures")})
    uploaded = {body: uploads[name] for name, body in order["pictures"].items()}
    held = {name: (kind, uploaded.get(body, body)) for name, (kind, body) in page.pictures.held.items()}
    shown = SHOWN.sub(lambda found: _inline(found, *held[found["name"]]), page.html)
    style = re.sub(r"\bimg\b", ":is(img, svg)", STYLE.read_text())
    pdf = HTML(string=shown).write_pdf(stylesheets=[CSS(string=style)], pdf_variant="pdf/ua-1" if is_tagged else None)
    return time.process_time() - before, pdf


def _inline(found: re.Match[str], kind: str, body: bytes) -> str:
    if kind.startswith("image/svg"):
        return body.decode().replace("<svg", f'<svg{found["about"]} role="img" aria-label="{found["words"]}"', 1)
    data = base64.b64encode(body).decode()
    return f'<img{found["about"]} alt="{found["words"]}" src="data:{kind};base64,{data}">'
