"""What a phone keeps to open without network: the files of its pages, under one version."""

import hashlib
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from fieldwork.capture.templatetags.phone import MODULES

WORKER = "js/worker/sw.js"
STYLES = ("css/tokens.css", "css/ui.css", "css/phone.css")
PICTURES = ("img/notes.svg", "img/mark.svg")
HEADER = "X-Shell"
# What a question of a kind fetches only when it is drawn or answered.
OF_KIND = {
    "photo": {"camera", "upload"},
    "receipt": {"camera", "receipt", "upload"},
    "duration": {"duration"},
    "date": {"moment"},
    "time": {"moment"},
    "datetime": {"moment"},
}


@cache
def files() -> tuple[str, ...]:
    """Addresses of every file that a page of the shopper may ask for; each has its contents' hash in its name."""
    names = (*STYLES, *PICTURES, *(f"js/phone/{name}.js" for name in MODULES))
    return tuple(static(name) for name in names)


def ahead(document: dict[str, Any]) -> list[str]:
    """Scripts that a form of this journey may need later on, fetched as soon as its first screen stands there.

    The line may be gone by the time of the first photo, before the worker has kept every file.
    """
    steps = [step for phase in document["phases"] for step in phase["steps"]]
    questions = [question for step in steps for question in step["questions"]]
    wanted = {"doubts", "ending", *(name for question in questions for name in OF_KIND.get(question["kind"], ()))}
    if any(question.get("evidence") for question in questions):
        wanted |= OF_KIND["photo"]
    if any(one.get("show_if") for one in (*steps, *questions)):
        wanted.add("asking")
    if any(question.get("allow_na") for question in questions):
        wanted.add("na")
    return sorted(wanted)


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
        "enter": reverse("phone:enter"),
        "scope": scope(),
        "assets": static(""),
    }


def scope() -> str:
    """The addresses that the worker looks after: everything of the shopper."""
    return reverse("phone:outbox").removesuffix("outbox/")
