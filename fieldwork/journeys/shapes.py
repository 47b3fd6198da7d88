"""The small parts that journeys, steps and questions are made of, as strict pydantic types."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

KEY_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
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
Plain = Annotated[str, Field(max_length=200)]
Number = Annotated[int | float, Field(ge=-1_000_000_000, le=1_000_000_000), AfterValidator(_tidy)]
Weight = Annotated[int | float, Field(ge=0, le=1000), AfterValidator(_tidy)]


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


Condition = AllOf | AnyOf | Comparison


def _not_too_deep(condition: Condition | None) -> Condition | None:
    if condition is not None and depth(condition) > DEEPEST_CONDITION:
        raise ValueError(f"a condition may be nested {DEEPEST_CONDITION} deep at most")
    return condition


def depth(condition: Condition) -> int:
    """How many levels a condition has; one comparison is 1."""
    if isinstance(condition, Comparison):
        return 1
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return 1 + max((depth(part) for part in parts), default=0)


ShowIf = Annotated[Condition | None, AfterValidator(_not_too_deep)]


class EvidenceRule(Part):
    """How many photos an answer needs: always, or only for one answer (an option's key, yes or no)."""

    min: Annotated[int, Field(ge=0, le=10)] = 1
    max: Annotated[int, Field(ge=1, le=10)] = 3
    when: Annotated[str, Field(max_length=40)] = "always"


class Question(Part):
    """What every kind of question has. Each kind adds its own keys in its own file."""

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
