"""Where the shopper was: a no takes back what an earlier yes had brought."""

from fieldwork.capture.beside import WITHDRAWN, consents
from fieldwork.capture.fields import POSITION
from fieldwork.capture.folding import COLUMNS, Change, fold
from fieldwork.capture.models import Media, Op, Round


def forget_withdrawn(round_: Round) -> None:
    """Blank every position of a round whose newest choice is no longer a yes, on whichever phone and however late.

    Id, order and times of the ops stay; photos keep their moment. Call it in the transaction that keeps the choice.
    """
    given = Op.objects.filter(round=round_, field=POSITION)
    held = fold(Change._make(row) for row in given.order_by().values_list(*COLUMNS)).get(POSITION)
    if held is None or consents(held.value):
        return
    given.filter(value__has_key="v").update(value=WITHDRAWN)
    Media.objects.filter(round=round_).update(latitude=None, longitude=None, accuracy_m=None)
