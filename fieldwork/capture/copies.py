"""A copy saved on a phone, taken in at the office: the same doors as the phone itself uses, so twice changes nothing.

The file: a line ``veldwerk-copy 1``, a line of JSON, then the bytes of all pictures one after the other
(``static/js/phone/copy.js`` writes it). It carries no key; who may run the command may take it in.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from fieldwork.capture import actions, batch, uploads
from fieldwork.capture.models import Round
from fieldwork.common.errors import DomainError
from fieldwork.people.models import User
from fieldwork.visits.models import Visit

FIRST_LINE = b"veldwerk-copy 1"
PORTION = batch.MOST_OPS


class NotACopy(ValueError):
    """The file is not a copy of ours, or it was cut off."""


@dataclass(slots=True)
class Taken:
    """What one round of a copy brought."""

    title: str
    kept: int = 0
    late: int = 0
    photos: int = 0
    refused: list[str] = field(default_factory=list)
    handed_in: str = ""

    def line(self) -> str:
        """For the person who takes it in."""
        parts = [f"{self.title}: {self.kept} answers kept, {self.late} after handing in, {self.photos} photos"]
        parts += [f"receipt {self.handed_in}"] if self.handed_in else []
        return "; ".join([*parts, *(f"not taken: {why}" for why in self.refused)])


def take_in(content: bytes) -> Iterator[Taken]:
    """Bring in every round of a copy, one ``Taken`` each. Raises ``NotACopy``."""
    first, _, rest = content.partition(b"\n")
    head, found, pictures = rest.partition(b"\n")
    if first.strip() != FIRST_LINE or not found:
        raise NotACopy("This is not a copy that was saved on a phone.")
    try:
        said = orjson.loads(head)
        rounds, device = list(said["rounds"]), said["device"]
    except (ValueError, KeyError, TypeError):
        raise NotACopy("This copy is damaged: its first part cannot be read.") from None
    for one in rounds:
        yield _round(one, device, pictures)


def _round(said: Mapping[str, Any], device: str, pictures: bytes) -> Taken:
    title = str((said.get("names") or {}).get("title") or said.get("visit"))
    ident = batch.as_uuid(said.get("visit"))
    visit = Visit.objects.filter(uuid=ident).select_related("shopper").first() if ident else None
    round_ = actions.round_of(visit, int(said.get("round") or 1)) if visit else None
    if visit is None or round_ is None or visit.shopper is None:
        return Taken(title, refused=["this visit is not known here, or it is somebody else's now"])
    taken = Taken(title)
    _answers(said, device, round_, visit.shopper, taken)
    for row in said.get("media") or []:
        _photo(row, device, round_, pictures, taken)
    if said.get("final") or (said.get("done") or {}).get("state") == "final":
        _final(said, device, round_, visit.shopper, taken)
    return taken


def _answers(said: Mapping[str, Any], device: str, round_: Round, user: User, taken: Taken) -> None:
    ops = [op for op in said.get("ops") or [] if not op.get("hold")]
    envelope = {"device": device, "schema": said.get("schema"), "language": said.get("language")}
    for start in range(0, len(ops), PORTION):
        try:
            told = actions.put_ops(round_, {**envelope, "ops": ops[start : start + PORTION]}, user)
        except DomainError as error:
            taken.refused.append(str(error))
            return
        taken.kept += len(told["acked"])
        taken.late += len(told["late"])
        taken.refused += [f"{one['field']}: {one['why']}" for one in told["rejected"]]


def _photo(row: Mapping[str, Any], device: str, round_: Round, pictures: bytes, taken: Taken) -> None:
    data = pictures[row["at"] : row["at"] + row["length"]]
    ident = batch.as_uuid(row.get("id"))
    if ident is None or len(data) != row["size"]:
        taken.refused.append(f"{row.get('field')}: the copy ends before this photo does")
        return
    here = uploads.state_of(round_, ident)["offset"]
    announced = uploads.Announced(
        offset=here, length=len(data), sha256=row["sha256"], field=row["field"], content_type=row["type"],
        device=batch.as_uuid(device), **uploads.about(row.get("about") or {}),
    )  # fmt: skip
    try:
        uploads.append(round_, ident, announced, io.BytesIO(data[here:]))
        taken.photos += 1
    except DomainError as error:
        taken.refused.append(f"{row['field']}: {error}")


def _final(said: Mapping[str, Any], device: str, round_: Round, user: User, taken: Taken) -> None:
    ops = [op["id"] for op in said.get("ops") or [] if not (op.get("hold") or op.get("late") or op.get("rejected"))]
    media = [{"id": row["id"], "sha": row["sha256"]} for row in said.get("media") or [] if not row.get("refused")]
    manifest = {"submission": said.get("submission"), "device": device, "ops": ops, "media": media}
    try:
        taken.handed_in = actions.finalise(round_, manifest, user)["code"]
    except DomainError as error:
        taken.refused.append(f"handing in: {error}")
