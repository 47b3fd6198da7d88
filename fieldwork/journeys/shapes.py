"""The small parts that journeys, steps and questions are made of, as strict pydantic types."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from django.conf import settings
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from fieldwork.measurement import expressions

KEY_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
# Answers to choose from keep the codes of the form they came from, such as 1 or 3_NE.
OPTION_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}$"
MOST_OPTIONS = 150
DEEPEST_CONDITION = 4

Operator = Literal[
    "eq", "ne", "in", "contains", "gt", "gte", "lt", "lte", "answered", "not_answered"
]  # fmt: skip
NO_VALUE = ("answered", "not_answered")


class Part(BaseModel):
    """Base of every part of a document: nothing unknown, nothing converted on the quiet."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


def languages() -> list[str]:
    """The languages a text is written in; the first is the one the product speaks by itself."""
    return [code for code, _name in settings.LANGUAGES]


def empty() -> dict[str, str]:
    """A text that nobody has written yet."""
    return dict.fromkeys(languages(), "")


def _all_languages(value: Any) -> Any:
    return {**empty(), **value} if isinstance(value, Mapping) else value


def _known_languages(text: dict[str, str]) -> dict[str, str]:
    strange = sorted(set(text) - set(languages()))
    if strange:
        raise ValueError(f"no such language: {', '.join(strange)}")
    if any("\0" in words for words in text.values()):
        raise ValueError("a text cannot hold a NUL character")
    return text


def _tidy(number: int | float) -> int | float:
    """Whole numbers as whole numbers, so that 1.0 and 1 have one checksum."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


# A text in every language of the product, each at most so many characters long.
Title = Annotated[
    dict[str, Annotated[str, Field(max_length=120)]],
    BeforeValidator(_all_languages),
    AfterValidator(_known_languages),
]
Sentence = Annotated[
    dict[str, Annotated[str, Field(max_length=500)]],
    BeforeValidator(_all_languages),
    AfterValidator(_known_languages),
]
Story = Annotated[
    dict[str, Annotated[str, Field(max_length=4000)]],
    BeforeValidator(_all_languages),
    AfterValidator(_known_languages),
]
Key = Annotated[str, Field(pattern=KEY_PATTERN)]
OptionKey = Annotated[str, Field(pattern=OPTION_PATTERN)]
Plain = Annotated[str, Field(max_length=200)]
Number = Annotated[int | float, Field(ge=-1_000_000_000, le=1_000_000_000), AfterValidator(_tidy)]
Weight = Annotated[int | float, Field(ge=0, le=1000), AfterValidator(_tidy)]
# An expression over answers (``fieldwork.measurement.expressions``): a literal, or an operation and its parts.
Tree = Annotated[Any, AfterValidator(expressions.check)]


class Comparison(Part):
    """One earlier answer beside one value: ``{"field": "step/question", "is": "eq", "value": "yes"}``."""

    field: Annotated[str, Field(max_length=81)]
    operator: Annotated[Operator, Field(alias="is")]
    value: str | Number | bool | list[str | Number] | None = None


class AllOf(Part):
    """Holds when every part holds."""

    all: Annotated[list["Condition"], Field(min_length=1, max_length=20)]


class AnyOf(Part):
    """Holds when one part holds."""

    any: Annotated[list["Condition"], Field(min_length=1, max_length=20)]


class Formula(Part):
    """What one comparison cannot say: holds when the expression comes out true."""

    expr: Tree


Condition = AllOf | AnyOf | Comparison | Formula


def _not_too_deep(condition: Condition | None) -> Condition | None:
    if condition is not None and depth(condition) > DEEPEST_CONDITION:
        raise ValueError(f"a condition may be nested {DEEPEST_CONDITION} deep at most")
    return condition


def depth(condition: Condition) -> int:
    """How many levels a condition has; one comparison is 1."""
    if isinstance(condition, Comparison | Formula):
        return 1
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return 1 + max((depth(part) for part in parts), default=0)


ShowIf = Annotated[Condition | None, AfterValidator(_not_too_deep)]


class Constraint(Formula):
    """What an answer must be like (``["this"]`` is the answer), and what to say when it is not."""

    message: Sentence = Field(default_factory=empty)


class Sparse(Part):
    """A part whose later additions stay out of the document where they are not used.

    A document that was written before them keeps its shape, and so its checksum.
    """

    _left_out: ClassVar[tuple[str, ...]] = ()

    @model_serializer(mode="wrap")
    def _leave_out_what_is_not_set(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        dumped = handler(self)
        for name in self._left_out:
            if getattr(self, name) is None:
                dumped.pop(name, None)
        return dumped


class EvidenceRule(Part):
    """How many photos an answer needs: always, or only for one answer (an option's key, yes or no)."""

    min: Annotated[int, Field(ge=0, le=10)] = 1
    max: Annotated[int, Field(ge=1, le=10)] = 3
    when: Annotated[str, Field(max_length=40)] = "always"


class Question(Sparse):
    """What every kind of question has. Each kind adds its own keys in its own file."""

    _left_out = ("constraint",)

    key: Key
    kind: str
    text: Sentence
    hint: Sentence
    required: bool = True
    allow_na: bool = False
    weight: Weight = 1
    dimension: Literal["quality", "efficiency", "experience", "emotion", "impression"] = "quality"
    critical: Annotated[str, Field(pattern=r"^(none|fail|zero_section|zero_total|cap:\d{1,3}(\.\d{1,3})?)$")] = "none"
    threshold: Number | None = None
    bonus: bool = False
    internal: bool = False
    included: bool = True
    section: Key | None = None
    show_if: ShowIf = None
    evidence: EvidenceRule | None = None
    constraint: Constraint | None = None

    @model_validator(mode="before")
    @classmethod
    def _texts_may_be_left_out(cls, data: Any) -> Any:
        return {"text": {}, "hint": {}, **data} if isinstance(data, Mapping) else data


AllOf.model_rebuild()
AnyOf.model_rebuild()


def comparisons(condition: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Every comparison in a condition (as stored), however deep, in the order written."""
    if not condition:
        return []
    if "field" in condition:
        return [condition]
    return [found for part in condition.get("all") or condition.get("any") or () for found in comparisons(part)]


def formulas(condition: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Every formula in a condition (as stored), however deep; each holds its tree under ``expr``."""
    if not condition:
        return []
    if "expr" in condition:
        return [condition]  # type: ignore[list-item]
    return [found for part in condition.get("all") or condition.get("any") or () for found in formulas(part)]


def conditions_of(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All that a step or question (as stored) looks at answers with: when it is asked, what its answer must be
    like, how it is computed, and when each of its options is offered."""
    found = [part.get("show_if"), part.get("constraint"), part.get("formula")]
    found += [option.get("show_if") for option in part.get("options") or ()]
    return [one for one in found if one]


def redirect(part: Mapping[str, Any], paths: Mapping[str, str]) -> None:
    """Let this very step or question look at other paths."""
    for condition in conditions_of(part):
        for comparison in comparisons(condition):
            comparison["field"] = paths.get(comparison["field"], comparison["field"])  # type: ignore[index]
        for formula in formulas(condition):
            formula["expr"] = expressions.redirected(formula["expr"], paths)
