"""From many small changes to what a form holds. Plain values in, plain values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID


class Change(NamedTuple):
    """One stored op, as the database gives it (the order of ``COLUMNS``)."""

    id: UUID
    round: int
    device: UUID
    seq: int
    field: str
    value: Any
    t_wall: datetime | None
    clock_offset_ms: int | None
    arrived_at: datetime
    settles: bool = False
    t_mono: int | None = None
    shown_ms: int | None = None

    @property
    def at(self) -> datetime:
        """When it happened, by the server's clock: the phone's moment put right, else its arrival."""
        if self.t_wall is None:
            return self.arrived_at
        return self.t_wall + timedelta(milliseconds=self.clock_offset_ms or 0)


COLUMNS = (
    "id", "round_id", "device", "seq", "field", "value", "t_wall", "clock_offset_ms", "arrived_at", "settles",
    "t_mono", "shown_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What one field holds, and which change put it there."""

    value: Any
    seq: int
    device: UUID
    at: datetime


def by_device(changes: Iterable[Change]) -> dict[str, dict[UUID, Change]]:
    """Per field and phone the newest change: order is (device, seq) only, never a clock or the arrival."""
    newest: dict[str, dict[UUID, Change]] = {}
    for change in changes:
        phones = newest.setdefault(change.field, {})
        known = phones.get(change.device)
        if known is None or (change.seq, change.id) > (known.seq, known.id):
            phones[change.device] = change
    return newest


def fold(changes: Iterable[Change], winner: UUID | None = None) -> dict[str, Held]:
    """What each field holds; ``None`` for one that was cleared.

    Where two phones gave one field, what the shopper chose between them counts; else the phone of the
    winning final; as long as nothing was handed in, the value that arrived last. What only the other phone
    has is kept.
    """
    held = {}
    for field, phones in by_device(changes).items():
        change = settled(phones.values()) or (phones.get(winner) if winner else None)
        held[field] = held_by(change or max(phones.values(), key=_arrival))
    return held


def held_by(change: Change) -> Held:
    """What a field holds when this change counts."""
    return Held(change.value, change.seq, change.device, change.at)


def settled(newest: Iterable[Change]) -> Change | None:
    """The choice between phones among the newest change of each; ``None`` when another came in after it."""
    last = max(newest, key=_arrival)
    return last if last.settles else None


def _arrival(change: Change) -> tuple[datetime, int, UUID]:
    return change.arrived_at, change.seq, change.id


def fold_rounds(rounds: Iterable[tuple[Iterable[Change], UUID | None]]) -> dict[str, Held]:
    """The visit after all its rounds in order: what was asked back replaces what was there."""
    held: dict[str, Held] = {}
    for changes, winner in rounds:
        held |= fold(changes, winner)
    return held
