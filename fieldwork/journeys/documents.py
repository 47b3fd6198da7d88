"""The journey document (schema 1): one shape for draft, frozen version, phone, scoring and report."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field, SerializerFunctionWrapHandler, ValidationError, model_serializer, model_validator

from fieldwork.common.errors import Invalid
from fieldwork.journeys import kinds, shapes
from fieldwork.measurement.matching import program_of

MOST_PHASES, MOST_STEPS, MOST_SECTIONS, MOST_QUESTIONS = 20, 60, 60, 1000
MOST_DAYS = 365  # that a part of a visit may wait for the part before it

if TYPE_CHECKING:
    AnyQuestion = shapes.Question
else:
    AnyQuestion = Annotated[reduce(or_, (kind.model for kind in kinds.KINDS.values())), Field(discriminator="kind")]
Percent = Annotated[shapes.Number, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]

# What a shopper's phone never gets: how answers count and what the organisation hopes for.
SECRET_OF_QUESTIONS = {
    "weight", "dimension", "critical", "threshold", "bonus", "internal", "included", "points", "bands", "scored",
}  # fmt: skip
SECRET_OF_STEPS = {"weight", "importance", "owner", "desired"}


class Options(shapes.Part):
    """How the journey is scored; stored with the version (measurement 3.7)."""

    missing: Literal["left_out", "zero"] = "left_out"
    na: Literal["left_out", "zero"] = "left_out"
    multiple: Literal["share", "sum"] = "share"
    section_pass_mark: Percent | None = None
    pass_mark: Percent | None = None
    aggregate: Literal["mean_of_visits", "ratio_of_sums"] = "mean_of_visits"
    unanswered_contact: Literal["excluded", "lowest"] = "excluded"
    allow_over_100: bool = False
    # The total as the client's own list prints it; refused when the weights do not add up to it.
    printed_total: shapes.Number | None = None


class Desired(shapes.Part):
    """What a customer should feel here, −1 to 1, and who decided so."""

    valence: Annotated[shapes.Number, Field(ge=-1, le=1)]
    emotions: Annotated[list[shapes.Key], Field(max_length=3)] = []
    set_by: shapes.Plain = ""


class Section(shapes.Part):
    """A named group of questions inside a step; weight null: the step's own."""

    key: shapes.Key
    title: shapes.Title = Field(default_factory=shapes.empty)
    weight: shapes.Weight | None = None


class Step(shapes.Part):
    """One contact of the journey: first the feeling (``ask``), then its questions."""

    key: shapes.Key
    title: shapes.Title = Field(default_factory=shapes.empty)
    ask: shapes.Sentence = Field(default_factory=shapes.empty)
    intro: shapes.Story = Field(default_factory=shapes.empty)
    channel: Literal["counter", "phone", "email", "web", "chat", "app", "shop", "mail", "delivery", "other"] = "other"
    mode: Literal["active", "passive"] = "active"
    weight: shapes.Weight = 1
    importance: Annotated[int, Field(ge=1, le=5)] | None = None
    owner: shapes.Plain = ""
    desired: Desired | None = None
    may_be_unanswered: bool = False
    show_if: shapes.ShowIf = None
    sections: Annotated[list[Section], Field(max_length=MOST_SECTIONS)] = []
    questions: list[AnyQuestion] = []


class Episode(shapes.Part):
    """When a dated part of the visit is done, in days after the part before it was handed in."""

    opens_after_days: Days
    due_after_days: Days


class Phase(shapes.Part):
    """Steps that belong together in the life of a customer (measurement 2.1).

    A phase with an ``episode`` begins a dated part of the visit (see ``episodes``), called by its own name.
    """

    key: shapes.Key
    title: shapes.Title = Field(default_factory=shapes.empty)
    lifecycle: Literal[
        "orient", "consider", "decide", "buy", "receive", "use", "get_help", "return", "renew", "leave"
    ] = "orient"
    episode: Episode | None = None
    steps: list[Step] = []

    @model_serializer(mode="wrap")
    def _leave_out_what_is_not_set(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A journey without dated parts keeps the document, and so the checksum, that it always had.
        dumped = handler(self)
        if self.episode is None:
            del dumped["episode"]
        return dumped


class JourneyDocument(shapes.Part):
    """A whole journey. Drafts may lack texts and options; ``checks.problems`` says what is missing."""

    version: Annotated[Literal[1], Field(alias="schema")] = 1
    title: shapes.Title = Field(default_factory=shapes.empty)
    options: Options = Field(default_factory=Options)
    phases: Annotated[list[Phase], Field(max_length=MOST_PHASES)] = []

    @model_validator(mode="after")
    def _not_too_large(self) -> "JourneyDocument":
        steps = [step for phase in self.phases for step in phase.steps]
        if len(steps) > MOST_STEPS:
            raise ValueError(f"a journey has {MOST_STEPS} steps at most")
        if sum(len(step.questions) for step in steps) > MOST_QUESTIONS:
            raise ValueError(f"a journey has {MOST_QUESTIONS} questions at most")
        return self


def parse(data: Mapping[str, Any]) -> JourneyDocument:
    """Read a document strictly. Raises ``Invalid`` that names every part which cannot be read."""
    try:
        return JourneyDocument.model_validate(data)
    except ValidationError as error:
        raise Invalid(_("This journey cannot be read. Nothing was changed."), unreadable(error)) from None


def unreadable(error: ValidationError) -> list[dict[str, Any]]:
    """Pydantic's errors in the shape of our problems: where, code, message."""
    return [
        {
            "where": ".".join(str(part) for part in found["loc"]),
            "code": found["type"],
            "message": found["msg"].removeprefix("Value error, "),
            "level": "error",
        }
        for found in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def clean(data: Mapping[str, Any]) -> dict[str, Any]:
    """The document with every key of the schema present (``episode`` only where a part begins).

    Raises ``Invalid`` as ``parse`` does.
    """
    return parse(data).model_dump(mode="json", by_alias=True)


def checksum(document: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the document as canonical JSON: keys sorted, no spaces, UTF-8."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def steps_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All steps in document order."""
    return [step for phase in document.get("phases") or () for step in phase.get("steps") or ()]


def walk_questions(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(path, step, question) of every question in document order; a path twice when keys are not unique."""
    for step in steps_of(document):
        for question in step.get("questions") or ():
            yield f"{step['key']}/{question['key']}", step, question


def questions_by_path(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every question under its path ``step/question``, in document order."""
    return {path: question for path, _step, question in walk_questions(document)}


def for_phone(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as a shopper's phone gets it: nothing about points, weights, marks or hopes."""
    phases = [
        {
            "key": phase["key"],
            "title": phase["title"],
            "lifecycle": phase["lifecycle"],
            "steps": [_step_for_phone(step) for step in phase["steps"]],
        }
        for phase in document["phases"]
    ]
    return {"schema": document["schema"], "title": document["title"], "phases": phases}


def _step_for_phone(step: Mapping[str, Any]) -> dict[str, Any]:
    sections = [{"key": one["key"], "title": one["title"]} for one in step.get("sections") or ()]
    kept = {key: value for key, value in step.items() if key not in SECRET_OF_STEPS}
    shown: dict[str, Any] = {"questions": [], "sections": sections}
    for question in step["questions"]:
        if kinds.get(question["kind"]).is_computed:
            # No question to a phone: a value, known from this place on.
            fixed = {"key": question["key"], "show_if": question["show_if"], "formula": question["formula"]}
            shown.setdefault("computed", []).append({**fixed, "before": len(shown["questions"])})
        else:
            shown["questions"].append(_question_for_phone(question))
    return with_programs({**kept, **shown})


def with_programs(part: Any) -> Any:
    """The same part with every pattern as the program that a phone walks."""
    if isinstance(part, Mapping):
        return {key: with_programs(value) for key, value in part.items()}
    if not isinstance(part, list):
        return part
    if len(part) == 3 and part[0] == "regex":
        return ["regex", with_programs(part[1]), program_of(part[2])]
    return [with_programs(one) for one in part]


def needs_formulas(document: Mapping[str, Any]) -> bool:
    """Whether a phone needs the module of expressions: for what goes beyond one answer beside one value."""
    for step in steps_of(document):
        if any(shapes.formulas(one) for one in shapes.conditions_of(step)):
            return True
        for question in step["questions"]:
            if question.get("constraint") or kinds.get(question["kind"]).is_computed:
                return True
            if any(shapes.formulas(one) for one in shapes.conditions_of(question)):
                return True
            if any(option.get("show_if") for option in question.get("options") or ()):
                return True
    return False


def _question_for_phone(question: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in question.items() if key not in SECRET_OF_QUESTIONS}
    for rows in ("options", "anchors"):
        if rows in kept:
            kept[rows] = [{key: one[key] for key in one if key != "points"} for one in kept[rows]]
    return kept


def schema() -> dict[str, Any]:
    """The JSON Schema of a journey document."""
    return JourneyDocument.model_json_schema(by_alias=True)
