"""What an order of drivers costs: 2,000 visits, 1,000 bootstrap draws; and how much memory at most."""

import tracemalloc
from collections.abc import Iterator

from fieldwork.measurement import drivers
from tests.bench.harness import Figure, cpu, in_seconds

REPEAT = 5
VISITS = 2000
SIZES = ("lmg_8", 8), ("lmg_12", 12), ("johnson_20", 20)


def figures(repeat: int) -> Iterator[Figure]:
    """CPU of preparing and analysing rows by number of touchpoints, and the highest memory of each."""
    for name, touchpoints in SIZES:
        rows, outcome = _visits(touchpoints)
        names = [f"step{k}" for k in range(touchpoints)]

        def order(rows: list = rows, names: list = names, outcome: list = outcome) -> drivers.Drivers:
            return drivers.analyse(drivers.prepare(rows, names, outcome), "bench")

        yield in_seconds(f"drivers_{name}_cpu_s", cpu([order] * (repeat + 1)))
        tracemalloc.start()
        order()
        yield Figure(f"drivers_{name}_peak_mb", tracemalloc.get_traced_memory()[1] / 1e6, "MB", 1)
        tracemalloc.stop()


def _visits(touchpoints: int) -> tuple[list[list[float]], list[float]]:
    """Touchpoints that overlap, and an outcome they explain in part."""
    import numpy as np

    dice = np.random.default_rng(7)
    x = dice.normal(size=(VISITS, touchpoints)) + dice.normal(size=(VISITS, 1))
    y = x @ dice.uniform(0, 1, touchpoints) + 4 * dice.normal(size=VISITS)
    return (60 + 10 * x).tolist(), y.tolist()
