"""The kinds of question, each in its own file behind one contract (``contract.Kind``)."""

from fieldwork.journeys.kinds.computed import Computed
from fieldwork.journeys.kinds.contract import BadValue, Kind
from fieldwork.journeys.kinds.date import DateKind
from fieldwork.journeys.kinds.datetime import DateTimeKind
from fieldwork.journeys.kinds.duration import Duration
from fieldwork.journeys.kinds.grade import Grade
from fieldwork.journeys.kinds.long_text import LongText
from fieldwork.journeys.kinds.multiple import Multiple
from fieldwork.journeys.kinds.note import Note
from fieldwork.journeys.kinds.nps import Nps
from fieldwork.journeys.kinds.number import NumberKind
from fieldwork.journeys.kinds.photo import Photo
from fieldwork.journeys.kinds.receipt import Receipt
from fieldwork.journeys.kinds.scale import Scale
from fieldwork.journeys.kinds.short_text import ShortText
from fieldwork.journeys.kinds.single import Single
from fieldwork.journeys.kinds.time import TimeKind
from fieldwork.journeys.kinds.yes_no import YesNo

__all__ = ["KINDS", "BadValue", "Kind", "get"]

_ALL: tuple[Kind, ...] = (
    YesNo(), Single(), Multiple(), Scale(), Grade(), Nps(), NumberKind(), Duration(),
    DateKind(), TimeKind(), DateTimeKind(), ShortText(), LongText(), Photo(), Receipt(), Note(), Computed(),
)  # fmt: skip
# In the order in which the designer offers them.
KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}


def get(code: str) -> Kind:
    """The kind with this code. Raises ``KeyError`` for an unknown one."""
    return KINDS[code]
