"""A file with a questionnaire, as bytes, to a journey document: always an outcome, never an error."""

import json
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.common.errors import Invalid
from fieldwork.journeys import documents, shapes
from fieldwork.journeys.xlsform import adapter, limits, mapping
from fieldwork.journeys.xlsform.results import Notes, Outcome, Refused


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
        return documents.clean(found)
    except Invalid as error:
        for problem in error.problems:
            notes.refuse("", 0, str(problem["where"]), str(problem["message"]))
        return None
