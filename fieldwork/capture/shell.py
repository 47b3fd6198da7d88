"""What a phone keeps to open without network: the files of its pages, under one version."""

import hashlib
from functools import cache

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from fieldwork.capture.templatetags.phone import MODULES

WORKER = "js/worker/sw.js"
STYLES = ("css/tokens.css", "css/ui.css", "css/app.css", "css/phone.css")
PICTURES = ("img/notes.svg", "img/mark.svg")
HEADER = "X-Shell"


@cache
def files() -> tuple[str, ...]:
    """Addresses of every file that a page of the shopper may ask for; each has its contents' hash in its name."""
    names = (*STYLES, *PICTURES, *(f"js/phone/{name}.js" for name in MODULES))
    return tuple(static(name) for name in names)


@cache
def source() -> str:
    """The worker's own text. Raises ``FileNotFoundError`` when it is not installed."""
    found = finders.find(WORKER)
    if not isinstance(found, str):
        raise FileNotFoundError(WORKER)
    with open(found, encoding="utf-8") as file:
        return file.read()


@cache
def version() -> str:
    """Sixteen letters that change with any file or with the worker: pages and files of one version belong together."""
    return hashlib.sha256("\n".join((*files(), source())).encode()).hexdigest()[:16]


def settings() -> dict[str, object]:
    """What the worker is told about this installation."""
    return {
        "version": version(),
        "files": list(files()),
        "offline": reverse("phone:offline"),
        "unsent": reverse("phone:unsent"),
        "scope": scope(),
        "assets": static(""),
    }


def scope() -> str:
    """The addresses that the worker looks after: everything of the shopper."""
    return reverse("phone:outbox").removesuffix("outbox/")
