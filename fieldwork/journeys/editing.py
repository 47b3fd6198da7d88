"""Changes of a journey document, as plain functions: a document in, a new document out.

Keys are made from the title and stay what they are; nothing that another condition looks at can be
removed. Unknown keys raise ``KeyError``.
"""

import copy
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.common.errors import NotAllowedNow
from fieldwork.common.texts import pick
from fieldwork.journeys import documents, kinds, shapes
from fieldwork.journeys.references import named, referring_to

Document = dict[str, Any]
Text = Mapping[str, str]

LONGEST_MADE_KEY = 28  # leaves room for a number; people read keys in exports


def key_from(title: str, taken: Collection[str], fallback: str = "item") -> str:
    """A key made of a title: small letters, digits and underscores, different from those ``taken``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.split(r"[^a-z0-9]+", plain) if word]
    while words and not words[0][0].isalpha():
        words.pop(0)
    key = ""
    for word in words:
        if key and len(key) + 1 + len(word) > LONGEST_MADE_KEY:
            break
        key = f"{key}_{word}" if key else word[:LONGEST_MADE_KEY]
    key = key or fallback
    number, unique = 2, key
    while unique in taken:
        unique, number = f"{key}_{number}", number + 1
    return unique


def new_document(title: Text) -> Document:
    """A journey with a name and nothing else."""
    return documents.clean({"schema": 1, "title": dict(title)})


def find_phase(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The phase with this key."""
    return _found((phase for phase in document["phases"] if phase["key"] == key), key)


def find_step(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The step with this key."""
    return _found((step for step in documents.steps_of(document) if step["key"] == key), key)


def find_question(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The question at ``step/question``."""
    step, _slash, key = path.partition("/")
    return _found((one for one in find_step(document, step)["questions"] if one["key"] == key), path)


def phase_of(document: Mapping[str, Any], step: str) -> dict[str, Any]:
    """The phase that holds a step."""
    return _found((phase for phase in document["phases"] if any(one["key"] == step for one in phase["steps"])), step)


def _found(rows: Iterable[dict[str, Any]], key: str) -> dict[str, Any]:
    for row in rows:
        return row
    raise KeyError(key)


def _keys(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    return {row["key"] for row in rows}


# --- adding -----------------------------------------------------------------------------------------------


def add_phase(document: Document, title: Text, lifecycle: str = "orient") -> tuple[Document, str]:
    """A new phase at the end; gives back its key too."""
    document = copy.deepcopy(document)
    key = key_from(pick(title), _keys(document["phases"]), "phase")
    document["phases"].append({"key": key, "title": dict(title), "lifecycle": lifecycle, "steps": []})
    return document, key


def add_step(document: Document, phase: str, title: Text, ask: Text | None = None) -> tuple[Document, str]:
    """A new step at the end of a phase; gives back its key too."""
    document = copy.deepcopy(document)
    key = key_from(pick(title), _keys(documents.steps_of(document)), "step")
    step = documents.Step(key=key, title=dict(title), ask=dict(ask or shapes.empty()))
    find_phase(document, phase)["steps"].append(step.model_dump(mode="json", by_alias=True))
    return document, key


def add_question(document: Document, step: str, kind: str, text: Text) -> tuple[Document, str]:
    """A new question at the end of a step; gives back its path too."""
    document = copy.deepcopy(document)
    questions = find_step(document, step)["questions"]
    key = key_from(pick(text), _keys(questions), "question")
    questions.append({**kinds.get(kind).new(key), "text": {**shapes.empty(), **text}})
    return document, f"{step}/{key}"


def put_back_step(document: Document, step: Mapping[str, Any]) -> Document:
    """A step that was removed, with its questions, at the end of the last phase (a new one when there is none)."""
    if not document["phases"]:
        document, _key = add_phase(document, step["title"])
    document = copy.deepcopy(document)
    document["phases"][-1]["steps"].append(copy.deepcopy(dict(step)))
    return document


# --- changing ---------------------------------------------------------------------------------------------


def update(document: Document, place: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Put ``changes`` in a part of this very document; a key stays what it is."""
    place.update({name: value for name, value in changes.items() if name != "key"})


def update_journey(document: Document, changes: Mapping[str, Any]) -> Document:
    """Other name or other options of scoring."""
    document = copy.deepcopy(document)
    document["title"] = dict(changes.get("title", document["title"]))
    document["options"].update(changes.get("options", {}))
    return document


def update_phase(document: Document, key: str, changes: Mapping[str, Any]) -> Document:
    """Other name, place in the customer's life, or days of the part it begins."""
    document = copy.deepcopy(document)
    update(document, find_phase(document, key), changes)
    return document


def update_step(document: Document, key: str, changes: Mapping[str, Any]) -> Document:
    """Other properties of a step; its questions stay unless ``changes`` names them."""
    document = copy.deepcopy(document)
    update(document, find_step(document, key), changes)
    return document


def update_question(document: Document, path: str, changes: Mapping[str, Any]) -> Document:
    """Other properties of a question."""
    document = copy.deepcopy(document)
    update(document, find_question(document, path), changes)
    return document


def update_option(document: Document, path: str, key: str, changes: Mapping[str, Any]) -> Document:
    """Other properties of one answer of the question at ``path``; what is ``None`` is left out of it."""
    document = copy.deepcopy(document)
    options = find_question(document, path).get("options") or ()
    option = _found((one for one in options if one["key"] == key), key)
    update(document, option, changes)
    for name in [name for name, value in changes.items() if value is None]:
        del option[name]
    return document


def renew_key(document: Document, path: str) -> tuple[Document, str]:
    """Give a reworded question a key of its own, so that it is never compared with what it was.

    Conditions that look at it follow. Gives back the new path too (measurement 3.5).
    """
    document = copy.deepcopy(document)
    step, _slash, _old = path.partition("/")
    question = find_question(document, path)
    question["key"] = key_from(pick(question["text"]), _keys(find_step(document, step)["questions"]), "question")
    fresh = f"{step}/{question['key']}"
    _redirect(document, {path: fresh})
    return document, fresh


def _redirect(document: Mapping[str, Any], paths: Mapping[str, str]) -> None:
    for step in documents.steps_of(document):
        for one in (step, *step["questions"]):
            shapes.redirect(one, paths)


# --- moving -----------------------------------------------------------------------------------------------


def _swap(rows: list[Any], key: str, up: bool) -> bool:
    place = next(number for number, row in enumerate(rows) if row["key"] == key)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    return True


def move_phase(document: Document, key: str, *, up: bool) -> Document:
    """One place earlier or later; at the end nothing changes."""
    document = copy.deepcopy(document)
    find_phase(document, key)
    _swap(document["phases"], key, up)
    return document


def move_step(document: Document, key: str, *, up: bool) -> Document:
    """One place earlier or later; at the edge of its phase it goes into the next one."""
    document = copy.deepcopy(document)
    phase = phase_of(document, key)
    if _swap(phase["steps"], key, up):
        return document
    place = document["phases"].index(phase) + (-1 if up else 1)
    if 0 <= place < len(document["phases"]):
        step = find_step(document, key)
        phase["steps"].remove(step)
        neighbours = document["phases"][place]["steps"]
        neighbours.insert(len(neighbours) if up else 0, step)
    return document


def move_question(document: Document, path: str, *, up: bool) -> Document:
    """One place earlier or later inside its step; at the end nothing changes."""
    document = copy.deepcopy(document)
    find_question(document, path)
    step, _slash, key = path.partition("/")
    _swap(find_step(document, step)["questions"], key, up)
    return document


def move_question_to(document: Document, path: str, step: str) -> tuple[Document, str]:
    """To the end of another step; conditions that look at it follow. Gives back the new path too."""
    document = copy.deepcopy(document)
    question = find_question(document, path)
    there = find_step(document, step)["questions"]
    if question in there:
        return document, path
    find_step(document, path.partition("/")[0])["questions"].remove(question)
    if question["key"] in _keys(there):
        question["key"] = key_from(pick(question["text"]), _keys(there), "question")
    question["section"] = None
    there.append(question)
    fresh = f"{step}/{question['key']}"
    _redirect(document, {path: fresh})
    return document, fresh


# --- duplicating ------------------------------------------------------------------------------------------


def _copy_of(title: Text) -> dict[str, str]:
    return {code: f"{words} (2)" if words else "" for code, words in title.items()}


def duplicate_step(document: Document, key: str) -> tuple[Document, str]:
    """A copy right behind a step; conditions inside it look at the copy. Gives back its key too."""
    document = copy.deepcopy(document)
    step, steps = find_step(document, key), phase_of(document, key)["steps"]
    twin = copy.deepcopy(step)
    twin["key"] = key_from(pick(step["title"]) or key, _keys(documents.steps_of(document)), "step")
    twin["title"] = _copy_of(step["title"])
    paths = {f"{key}/{one['key']}": f"{twin['key']}/{one['key']}" for one in step["questions"]}
    _redirect({"phases": [{"steps": [twin]}]}, paths)
    steps.insert(steps.index(step) + 1, twin)
    return document, twin["key"]


def duplicate_question(document: Document, path: str) -> tuple[Document, str]:
    """A copy right behind a question. Gives back its path too."""
    document = copy.deepcopy(document)
    step = path.partition("/")[0]
    question, questions = find_question(document, path), find_step(document, step)["questions"]
    twin = copy.deepcopy(question)
    twin["key"] = key_from(pick(question["text"]) or question["key"], _keys(questions), "question")
    questions.insert(questions.index(question) + 1, twin)
    return document, f"{step}/{twin['key']}"


# --- removing ---------------------------------------------------------------------------------------------


def _refuse_when_needed(document: Document, path: str, inside: Collection[str] = ()) -> None:
    others = [other for other in referring_to(document, path) if other.partition("/")[0] not in inside]
    if others:
        words = {
            "name": named(path, document),
            "others": "; ".join(f"“{named(other, document)}”" for other in others),
        }
        text = _("“%(name)s” cannot be removed, because conditions look at it: %(others)s. Change those first.")
        raise NotAllowedNow(text % words)


def remove_question(document: Document, path: str) -> Document:
    """Without this question. Raises ``NotAllowedNow`` naming who looks at its answer."""
    question = find_question(document, path)
    _refuse_when_needed(document, path)
    document = copy.deepcopy(document)
    find_step(document, path.partition("/")[0])["questions"].remove(question)
    return document


def remove_step(document: Document, key: str) -> Document:
    """Without this step and its questions. Raises ``NotAllowedNow`` naming who looks at its answers."""
    step = find_step(document, key)
    _refuse_when_needed(document, key)
    document = copy.deepcopy(document)
    phase_of(document, key)["steps"].remove(step)
    return document


def remove_phase(document: Document, key: str) -> Document:
    """Without this phase and its steps. Raises ``NotAllowedNow`` naming who looks at its answers."""
    phase = find_phase(document, key)
    inside = _keys(phase["steps"])
    for step in inside:
        _refuse_when_needed(document, step, inside)
    document = copy.deepcopy(document)
    document["phases"].remove(phase)
    return document
