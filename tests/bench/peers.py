"""The same twenty pages by our renderer, by a naive use of its library and by a cold browser, in turns.

The naive one takes photos as our phone page sends them (1600 × 1200), and once as a camera makes them (12 million
pixels): without a phone page of its own that is what a product gets.
"""

import multiprocessing
import os
import statistics
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.bench import naive
from tests.bench.chromium import printed
from tests.bench.content import camera_photos, content
from tests.bench.harness import Figure, children_of, cpu_of, in_seconds, set_up

REPEAT = 5
OURS, NAIVE, UNTAGGED, CAMERA, BROWSER = "ours", "naive", "naive_untagged", "naive_camera", "chromium_cold"


def figures(repeat: int) -> Iterator[Figure]:
    """CPU of each, warm except for the browser, and what ours takes for one of theirs."""
    set_up()
    spent = _turns(repeat)
    for name, seconds in spent.items():
        yield in_seconds(f"peers_{name}_cpu_s", seconds)
    ours = statistics.median(spent[OURS])
    for name in (NAIVE, UNTAGGED, CAMERA, BROWSER):
        yield Figure(f"peers_ours_to_{name}", ours / statistics.median(spent[name]), "ratio", len(spent[name]))


def _turns(repeat: int) -> dict[str, list[float]]:
    """CPU seconds of each, by turns on the same machine at the same time; the first turn warms up and is left out."""
    from reports.documents.child import RenderChild, _set_up
    from reports.documents.rendering import render_html

    order, uploads = content()
    spent: dict[str, list[float]] = {OURS: [], NAIVE: [], UNTAGGED: [], CAMERA: [], BROWSER: []}
    child, fresh = RenderChild(), multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="veldwerk-peers-") as folder:
        page = Path(folder) / "report.html"
        page.write_text(render_html(**{name: order[name] for name in (*naive.COMPOSED, "pictures")}))
        try:
            child.render(**order)
            (renderer,) = children_of(os.getpid())
            with ProcessPoolExecutor(1, mp_context=fresh, initializer=_set_up) as pool:
                pool.submit(naive.render, order, uploads).result()
                for _turn in range(repeat):
                    before = cpu_of(renderer)
                    child.render(**order)
                    spent[OURS].append(cpu_of(renderer) - before)
                    for name in (NAIVE, UNTAGGED):
                        done = pool.submit(naive.render, order, uploads, is_tagged=name == NAIVE)
                        spent[name].append(done.result()[0])
                    spent[BROWSER].append(printed(page))
                spent[CAMERA].append(pool.submit(naive.render, order, camera_photos(uploads)).result()[0])
        finally:
            child.stop()
    return spent
