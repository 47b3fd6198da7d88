"""What the review room tells the world: sent after commit, carrying ids."""

from django.dispatch import Signal

review_decided = Signal()  # visit_id, review_id, verdict
