"""What the capture room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

round_submitted = Signal()  # visit_id, round_number
