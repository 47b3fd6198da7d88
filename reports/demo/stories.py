"""The stories the demo tells, in the order in which they are seeded, and the small studies beside them."""

from __future__ import annotations

from reports.demo.vonk.story import STORY as VONK
from reports.demo.waterrijk.story import STORY as WATERRIJK
from reports.demo.webshop.telling import tell as webshop

STORIES = (WATERRIJK, VONK)
ASIDES = {VONK.key: webshop}
