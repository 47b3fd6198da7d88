"""What the people room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

location_moved = Signal()  # location_id: it, and what hangs below it, may have other ancestors now
