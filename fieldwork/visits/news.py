"""What the visits room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

visit_moved = Signal()  # visit_id, went_to, event_id (None when many were moved or made at once)
# In the transaction that moves them, for who keeps a copy of the state: visit_ids, went_to. An error undoes the move.
visits_moving = Signal()
