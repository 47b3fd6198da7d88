"""The audit trail: rows are written by actions, chained by the sweep, and checked by anybody."""

import hashlib
import json

from django.db import models, transaction

from fieldwork.common.models import AuditEvent, Beat


def record(verb: str, subject: models.Model | str, *, by: models.Model | None, **data: object) -> None:
    """Write one event. ``verb`` like ``visit.approved``; ``subject`` a saved row or its name.

    ``data`` must be JSON-safe. Call it inside the transaction of the thing that happened.
    """
    name = subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"
    AuditEvent.objects.create(verb=verb, subject=name, actor_id=by.pk if by else None, data=data)


def _digest(before: str, event: AuditEvent) -> str:
    said = [event.number, event.at.isoformat(), event.actor_id, event.verb, event.subject, event.data]
    return hashlib.sha256((before + json.dumps(said, sort_keys=True)).encode()).hexdigest()


def seal() -> int:
    """Give every new event its number and hash; returns how many. Two sweeps at once queue for their turn.

    Numbers follow the order of sealing, not of writing: a slow transaction must not leave a gap.
    """
    Beat.objects.get_or_create(name="seal")
    with transaction.atomic():
        list(Beat.objects.select_for_update().filter(name="seal"))  # on SQLite the transaction itself is the turn
        last = AuditEvent.objects.exclude(number=None).order_by("-number").first()
        number, chain = (last.number or 0, last.chain) if last else (0, "")
        fresh = list(AuditEvent.objects.filter(number=None).order_by("at", "pk")[:500])
        for event in fresh:
            number += 1
            event.number = number
            event.chain = chain = _digest(chain, event)
        AuditEvent.objects.bulk_update(fresh, ["number", "chain"])
    return len(fresh)


def first_broken() -> int | None:
    """The number of the first event that was changed or is missing, or ``None`` when the chain holds."""
    chain, expected = "", 1
    for event in AuditEvent.objects.exclude(number=None).order_by("number").iterator():
        if event.number != expected or event.chain != _digest(chain, event):
            return expected
        chain, expected = event.chain, expected + 1
    return None
