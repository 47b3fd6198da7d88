"""The same report as a straightforward developer makes it with the same library: what our renderer is measured against.

Naive means: the page, its style and its words are ours, but photos stand in it as they were uploaded (1600 × 1200,
EXIF and all), scaled by the style; charts stand in it as ``<svg>``; style and fonts are read anew for every report;
the fetcher and the garbage collector are the library's own. It asks for a tagged file (PDF/UA), as whoever has to
deliver an accessible one does, and stops there: nothing for the archive, no scopes, no one link for each line.

Left out, though it is seen often: photos as large as a camera makes them, a CSS framework, charts drawn by a library.
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

    from reports.documents.pictures import without_metadata
    from reports.documents.rendering import STYLE, compose

    uploaded = {without_metadata(body): body for body in uploads.values()}
    before = time.process_time()
    page = compose(**{name: order[name] for name in COMPOSED} | {"pictures": uploads})
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
