"""What the visits room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

visit_moved = Signal()  # visit_id, went_to
