"""Which photos stand beside a step: evidence of counted visits, at most three, always the same ones."""

from collections.abc import Mapping
from typing import Any

from fieldwork.capture.states import AnswerStatus, MediaState

from .facts import Facts, Row
from .shape import Photo, Text

MOST = 3
# A receipt shows what and how somebody paid: that is for the agency alone.
PRIVATE_KINDS = {"receipt"}


def shows_photos(question: Mapping[str, Any]) -> bool:
    """Whether the photos of a question may be seen outside the agency."""
    return not question.get("internal") and question["kind"] not in PRIVATE_KINDS


def photos_of(facts: Facts, step: Mapping[str, Any]) -> list[Photo]:
    """At most three photos of a step: strongest feelings first, one visit, question and place before another.

    A photo whose copy is not ready is shown as missing only when nothing else can take its place.
    """
    strength = {row["visit"]: abs(row["v"]) for row in facts.now.by_step.get(step["key"], []) if row["v"] is not None}
    found = []
    for question in step.get("questions") or ():
        if not shows_photos(question):
            continue
        for row in facts.now.by_question.get((step["key"], question["key"]), []):
            if row["photos"] and row["status"] == AnswerStatus.ANSWERED:
                found += [_candidate(facts, question, row, name, strength) for name in row["photos"]]
    found.sort(key=lambda pair: pair[0])
    return _spread([photo for _order, photo in found])


def _candidate(
    facts: Facts, question: Mapping[str, Any], row: Row, ident: str, strength: Mapping[int, float]
) -> tuple[tuple[Any, ...], Photo]:
    visit = facts.visit_by_pk[row["visit"]]
    media = facts.media.get(str(ident)) or {}
    name = media.get("copy") or None
    missing = None if name else _why(media)
    photo: Photo = {
        "name": name,
        "caption": _caption(question["text"], facts.places[visit.location].name),
        "sha256": media.get("copy_sha256") or None,
        "missing": missing,  # type: ignore[typeddict-item]
        "question": f"{row['step']}/{row['question']}",
        "visit": str(visit.key),
    }
    return (name is None, -strength.get(row["visit"], 0.0), str(visit.key), photo["question"], str(ident)), photo


def _why(media: Mapping[str, Any]) -> str:
    if not media:
        return "erased"
    return "unreadable" if media["state"] == MediaState.REFUSED else "not_ready"


def _caption(text: Mapping[str, str], place: str) -> Text:
    return {language: f"{words.rstrip('?. ')} · {place}" for language, words in text.items() if words}


def _spread(photos: list[Photo]) -> list[Photo]:
    """The first of each visit and of each picture before a second one."""
    found: list[Photo] = []
    for again in (False, True):
        for photo in photos:
            visits = {one["visit"] for one in found}
            names = {one["name"] for one in found if one["name"]}
            fresh = photo not in found and photo["name"] not in names and (again or photo["visit"] not in visits)
            if fresh and len(found) < MOST:
                found.append(photo)
    return found
