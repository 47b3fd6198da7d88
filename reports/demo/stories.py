"""The stories the demo tells, in the order in which they are seeded."""

from __future__ import annotations

from reports.demo.vonk.story import STORY as VONK
from reports.demo.waterrijk.story import STORY as WATERRIJK

STORIES = (WATERRIJK, VONK)
