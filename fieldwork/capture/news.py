"""What the capture room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

round_submitted = Signal()  # visit_id, round_number
episode_opened = Signal()  # visit_id, round_number: the next dated part; its days are columns of the visit
