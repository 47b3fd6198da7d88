"""What a phone fetches to fill a visit of the demo's municipality: bytes over the wire, and CPU of the page."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from tests.bench.harness import Figure, page, reader, set_up

REPEAT = 10
SHOPPER, CLIENT = "shopper@veldwerk.demo", "waterrijk"
FORM_IS_OPEN = ("briefed", "started")
ASKED_FOR = re.compile(r"""(?:href|src)="/(static/[^"]+)"|"/(static/js/[^"]+\.js)\"""")


def figures(repeat: int) -> Iterator[Figure]:
    """The form's page, its scripts, and the first load in all (pictures aside)."""
    set_up(with_static=True)
    from django.urls import reverse

    from fieldwork.visits.models import Visit

    visit = (
        Visit.objects.filter(shopper__email=SHOPPER, state__in=FORM_IS_OPEN, wave__study__client__code=CLIENT)
        .order_by("due_at")
        .first()
    )
    if visit is None:
        raise AssertionError(f"{SHOPPER} has no visit to fill")
    read = reader(visit.shopper, reverse("phone:form", args=[visit.uuid]))
    html = read().content
    files = {one: _sent(one) for one in sorted({a or b for a, b in ASKED_FOR.findall(html.decode())})}
    scripts = sum(size for name, size in files.items() if name.endswith(".js"))
    styles = sum(size for name, size in files.items() if name.endswith(".css"))
    form = len(gzip.compress(html, 6))
    yield Figure("phone_js_gzip_bytes", scripts, "bytes", 1)
    yield Figure("phone_css_gzip_bytes", styles, "bytes", 1)
    yield Figure("phone_form_page_bytes_gzip", form, "bytes", 1)
    yield Figure("phone_first_load_gzip_bytes", scripts + styles + form, "bytes", 1)
    yield from page("phone_form", read, repeat)


def _sent(name: str) -> int:
    """Bytes of a static file as it is sent: made small beforehand where that helps."""
    from django.conf import settings

    file = Path(settings.STATIC_ROOT) / name.removeprefix("static/")
    small = file.with_name(f"{file.name}.gz")
    return (small if small.exists() else file).stat().st_size
