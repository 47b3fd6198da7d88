"""A file with a questionnaire, as bytes, to a journey document: always an outcome, never an error."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.common.errors import Invalid
from fieldwork.journeys import documents, shapes
from fieldwork.journeys.xlsform import adapter, limits, mapping
from fieldwork.journeys.xlsform.results import Notes, Outcome, Refused

# What pydantic says most of a document that is none, by its code; its own sentence stays beneath.
WORDS = {
    "extra_forbidden": gettext_lazy("A journey has no such part."),
    "missing": gettext_lazy("This is missing."),
    "literal_error": gettext_lazy("This is none of the words that can stand here."),
    "too_long": gettext_lazy("There are too many of these."),
    "string_too_long": gettext_lazy("This text is too long."),
    "string_pattern_mismatch": gettext_lazy("This is no key: it needs small letters, digits and “_”, a letter first."),
    **dict.fromkeys(("string_type", "string_unicode"), gettext_lazy("This must be a text.")),
    **dict.fromkeys(("int_type", "float_type", "finite_number"), gettext_lazy("This must be a number.")),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), gettext_lazy("This must be an object.")),
    "list_type": gettext_lazy("This must be a list."),
    "bool_type": gettext_lazy("This must be true or false."),
}  # fmt: skip


def read(content: bytes, name: str, language: str = "") -> Outcome:
    """What a file comes to: a document or none, and everything that was not taken over as it stood.

    ``name`` is the name of the file, ``language`` the code of texts that say none (the product's first by default).
    """
    notes = Notes()
    spoken = language if language in shapes.languages() else shapes.languages()[0]
    document = None
    try:
        kind = limits.look(content, name, notes)
        if kind == limits.JSON:
            document = _of_json(content, notes)
        else:
            book = adapter.read(content, kind, notes)
            met = set(notes.found)
            adapter.judge(book, notes)
            objections = notes.found.keys() - met
            document = mapping.read(book, spoken, name.rpartition(".")[0] or name, notes)
            notes.drop_what_is_said_better(objections)
    except Refused as refused:
        for finding in refused.findings:
            notes.add(finding)
    return Outcome(document, tuple(notes.found))


def _of_json(content: bytes, notes: Notes) -> dict[str, Any] | None:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise limits.refusal(_("The file is damaged: it holds no JSON.")) from None
    try:
        document = documents.clean(found)
    except Invalid as error:
        for problem in error.problems:
            said = str(problem["message"])
            notes.refuse("", 0, str(problem["where"]), str(WORDS.get(problem["code"], said)), said)
        return None
    count = sum(len(one.get("options", ())) for _path, _step, one in documents.walk_questions(document))
    if count > limits.MOST_ANSWERS:
        raise limits.refusal(limits.too_many_answers(count))
    return document
