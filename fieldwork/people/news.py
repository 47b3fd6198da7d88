"""What the people room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

location_moved = Signal()  # location_id: it has other ancestors now, and so may what hangs below it
