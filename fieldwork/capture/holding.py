"""What the fields of a visit hold now, by all that its phones sent; ``folding`` tells which change wins."""

from typing import Any
from uuid import UUID

from fieldwork.capture import scoring
from fieldwork.capture.folding import COLUMNS, Change, Held, by_device, fold_rounds, held_by, settled
from fieldwork.capture.models import Round
from fieldwork.visits.models import Visit


def fold(visit: Visit) -> dict[str, Any]:
    """What every field of a visit holds after its rounds, including the one still open: ``{field: value}``."""
    return {field: held.value for field, held in fold_visit(visit).items() if held.value is not None}


def fold_visit(visit: Visit, before: int | None = None) -> dict[str, Held]:
    """As ``fold``, with the change behind each value; only the rounds below number ``before`` when given."""
    found = list(visit.rounds.counting().order_by("number").values_list("pk", "number", "device", "final_at"))
    newest = found[-1][1] if found else 0
    changes = scoring.changes_of(visit)
    return fold_rounds(
        (changes.get(pk, []), device)
        for pk, number, device, final_at in found
        if (final_at or number == newest) and (before is None or number < before)
    )


def fold_round(round_: Round) -> dict[str, Held]:
    """What the fields of one round hold, by what arrived so far."""
    changes = scoring.changes_of(round_.visit, round_id=round_.pk)
    return fold_rounds([(changes.get(round_.pk, []), round_.device)])


def both_values(round_: Round) -> dict[str, dict[UUID, Held]]:
    """The fields that two phones gave different values, late ones included: ``{field: {device: held}}``.

    A field that the shopper settled is no longer among them, until a phone gives it anew.
    """
    changes = [Change._make(row) for row in round_.ops.order_by().values_list(*COLUMNS)]
    found = {}
    for field, phones in by_device(changes).items():
        first, *others = phones.values()
        if any(one.value != first.value for one in others) and not settled(phones.values()):
            found[field] = {device: held_by(change) for device, change in phones.items()}
    return found
