"""What the phone's browser itself measures while a shopper opens the form and fills a visit: a real server, Chromium.

The processor is four times slower than this machine's (the browser's own throttle). The first visit comes over "slow
4G" as Lighthouse defines it: 1.6 Mbit/s down, 0.75 up, 150 ms for a round trip, counted for every request. Times are
those of the page's own clock, from the start of its loading or from the finger that leaves the glass.
"""

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from tests.bench.harness import Figure
from tests.faults import proxy
from tests.faults.handset import PHONE
from tests.faults.line import Line
from tests.faults.phone import PHOTO, Phone, until
from tests.faults.pictures import heavy
from tests.faults.server import Server
from tests.walks import anyone, looks
from tests.walks.conftest import CHROMIUM, FLAGS
from tests.walks.test_route import photo

REPEAT = 5
SLOWER = 4
SLOW_4G = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
NO_LIMIT = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
CUTS = (0.5, 0.9, 0.3)  # where the line breaks, as shares of the body that is on its way
# Runs before any script of the page.
WATCH = """(() => {
  const seen = window.seen = { ready: 0, lcp: 0, shift: 0, waits: [] };
  const watch = (type, heard) => {
    new PerformanceObserver((list) => list.getEntries().forEach(heard)).observe({ type, buffered: true });
  };
  watch("largest-contentful-paint", ({ startTime }) => { seen.lcp = startTime; });
  watch("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.shift += value; });
  new MutationObserver(() => {
    if (!seen.ready && document.querySelector("#actions button, #actions a")) seen.ready = performance.now();
  }).observe(document, { childList: true, subtree: true });
  let lifted = 0;
  addEventListener("pointerup", ({ timeStamp }) => { lifted = timeStamp; }, true);
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...row) {
    if (this.name === "ops" && lifted) {
      const since = lifted;
      lifted = 0;
      this.transaction.addEventListener("complete", () => seen.waits.push(performance.now() - since));
    }
    return add.apply(this, row);
  };
})()"""

# The least that a tap to disk can take here: one row written strictly by a page that does nothing else.
BARE = """() => new Promise((ready) => {
  window.waits = [];
  const opening = indexedDB.open("bare", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("rows", { autoIncrement: true });
  opening.onsuccess = () => {
    addEventListener("pointerup", ({ timeStamp }) => {
      const write = opening.result.transaction("rows", "readwrite", { durability: "strict" });
      write.objectStore("rows").add({ value: "x".repeat(300) });
      write.commit();
      write.oncomplete = () => waits.push(performance.now() - timeStamp);
    });
    ready();
  };
})"""
TAPS = 18


class Probe:
    """One phone under measurement."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.phone = Phone(browser.new_context(**PHONE), Line(server.port), server, **server.ask("plan"))
        self.phone.log_in()
        self.phone.context.add_init_script(WATCH)
        self.protocol: CDPSession = self.phone.context.new_cdp_session(self.phone.page)
        self.protocol.send("Network.enable")
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.protocol.on("Network.responseReceived", self._began)
        self.protocol.on("Network.loadingFinished", self._ended)

    def _began(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _ended(self, event: dict[str, Any]) -> None:
        kind = self.kinds.get(event["requestId"], "Other")
        self.bytes[kind] = self.bytes.get(kind, 0) + int(event["encodedDataLength"])

    def slow_down(self, line: dict[str, float]) -> None:
        """The slow processor, and this line."""
        self.protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.protocol.send("Network.emulateNetworkConditions", {"offline": False, **line})

    def seen(self) -> dict[str, Any]:
        """What the page measured so far."""
        found: dict[str, Any] = self.phone.page.evaluate("window.seen")
        return found

    def bare_waits(self) -> list[float]:
        """What a tap to disk takes on a page of this origin that does nothing else, in ms."""
        page = self.phone.page
        page.goto(f"{self.phone.line.url}/phone/icon-180.png")
        page.evaluate(BARE)
        for nth in range(1, TAPS + 1):
            page.touchscreen.tap(100, 100)
            page.wait_for_function("(many) => waits.length === many", arg=nth)
        found: list[float] = page.evaluate("waits")
        return found

    def close(self) -> None:
        """Put the phone away."""
        self.phone.context.close()
        self.phone.line.close()


def figures(repeat: int) -> Iterator[Figure]:
    """First visit over a slow line, every tap of a visit, opening without network; a photo over a line that breaks."""
    server = Server(Path(os.environ["DATA_DIR"]))
    server.prepare()
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield from visits(browser, server, repeat)
            yield from broken_line(browser, server)
            yield from every_screen(browser, server)
            browser.close()
    finally:
        server.close()


def visits(browser: Browser, server: Server, repeat: int) -> Iterator[Figure]:
    """Whole visits on a slow phone: medians; of all taps together the 95th percentile."""
    first: list[dict[str, Any]] = []
    loads, shifts, waits, kept, bare = [], [], [], [], []
    for _visit in range(repeat):
        probe = Probe(browser, server)
        probe.slow_down(SLOW_4G)
        probe.phone.open()
        first.append(probe.seen())
        loads.append(sum(size for kind, size in probe.bytes.items() if kind != "Image"))
        probe.slow_down(NO_LIMIT)
        probe.phone.fill()
        probe.phone.is_kept()
        shifts.append(probe.seen()["shift"])
        waits += probe.seen()["waits"]
        probe.phone.context.set_offline(True)
        probe.phone.page.reload()
        probe.phone.is_ready()
        kept.append(probe.seen()["ready"])
        probe.phone.context.set_offline(False)
        bare += probe.bare_waits()
        probe.close()
    yield Figure("phone_first_load_on_the_wire_bytes", median(loads), "bytes", repeat)
    yield Figure("phone_first_visit_lcp_ms", median([one["lcp"] for one in first]), "ms", repeat)
    yield Figure("phone_first_visit_ready_ms", median([one["ready"] for one in first]), "ms", repeat)
    yield Figure("phone_ready_without_network_ms", median(kept), "ms", repeat)
    yield Figure("phone_tap_to_disk_p95_ms", p95(waits), "ms", len(waits))
    yield Figure("phone_tap_to_disk_of_a_bare_page", p95(waits) / p95(bare), "times", len(bare))
    yield Figure("phone_layout_shift", max(shifts), "score", repeat)


def broken_line(browser: Browser, server: Server) -> Iterator[Figure]:
    """Bytes that went out for one photo whose line breaks three times, against the bytes of the photo."""
    probe = Probe(browser, server)
    phone = probe.phone
    phone.open()
    for nth, share in enumerate(CUTS, 1):
        phone.line.on("photo", proxy.cut_request(share), nth)
    phone.take(PHOTO, heavy())
    until(lambda: phone.newest(PHOTO) and not phone.unsent(), "the photo over there", 120)
    size = sum(row["size"] for row in phone.disk()["media"])
    yield Figure("phone_photo_sent_share", phone.line.sent["photo"] / size, "of its bytes", 1)
    probe.close()


def every_screen(browser: Browser, server: Server) -> Iterator[Figure]:
    """The smallest place to tap of each kind, and what axe says in both schemes, over all screens of a visit."""
    probe = Probe(browser, server)
    page = probe.phone.page
    found: list[looks.Target] = []
    violations: list[str] = []

    def look(_screen: str) -> None:
        for scheme in looks.SCHEMES:
            # At rest: half-way through a change of colours there is nothing to measure.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations.extend(looks.violations(page, scheme))
        found.extend(looks.targets(page))

    probe.phone.open()
    anyone.fill(page, photo("42"), look)
    look("check")
    yield Figure("phone_axe_violations", len(violations), "violations", len(found))
    yield Figure("phone_smallest_target_px", min(one.size for one in found), "px", len(found))
    thumb = [one.size for one in found if one.is_at_thumb]
    yield Figure("phone_smallest_target_at_thumb_px", min(thumb), "px", len(thumb))
    probe.close()


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank)."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def median(values: list[float]) -> float:
    """The middle one; of two the larger, so that no figure looks better than a run that was seen."""
    return sorted(values)[len(values) // 2]
