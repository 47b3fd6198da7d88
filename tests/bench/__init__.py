"""``make bench``: what the product costs, one JSON line per figure.

``python -m tests.bench`` runs every group, ``python -m tests.bench NAME...`` some of them. A group is one module here
with ``figures(repeat) -> Iterator[Figure]``; it runs in a process and (unless it reads the demo) a data folder of its
own, on SQLite. CPU is the time of the process, so that a busy machine disturbs it little; the value is the median.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# In the order in which they run; the start fills the demo that others read.
GROUPS = (
    "start", "charts", "scoring", "drivers", "submission", "lists", "exports", "forms", "volume", "phone", "browser",
    "overview", "report", "peers",
)  # fmt: skip
OF_THE_DEMO = {"phone", "overview", "report"}
