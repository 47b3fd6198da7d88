"""What the studies room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

briefing_published = Signal()  # wave_id, version_id
