"""How a phone page looks and feels: targets as large as a thumb, nothing past the edges, no axe violation; pictures.

With ``PICTURES=folder`` every look leaves pictures there, at 360 × 640 and 390 × 844 in both schemes.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES = ("light", "dark")
# The rules of axe about colours that hold without being asked for (one more, of WCAG AAA, does not).
OF_COLOUR = ("color-contrast", "link-in-text-block")
SMALL, USUAL = {"width": 360, "height": 640}, {"width": 390, "height": 844}
LEAST, LEAST_AT_THUMB = 44, 48  # CSS pixels
# Every place that takes a tap, as far as it does: walked outward from its middle until something else is hit, so that
# a label, a padding or a stretched link counts, and what lies on top of it does not. A link in running text is left
# out, as in WCAG 2.5.8.
TARGETS = """() => {
  const all = "a[href], button, input, select, textarea, summary, [role=application]";
  const inText = (one) => one.matches(".prose a, p a, .notice a");
  const seen = new Map();
  for (const one of document.querySelectorAll(all)) {
    const target = one.closest("label") ?? one;
    const isCovered = document.querySelector("dialog[open]")?.contains(one) === false;
    if (one.type === "hidden" || one.closest(".skip") || isCovered || inText(one)) continue;
    if (!seen.has(target) && target.checkVisibility({ visibilityProperty: true })) seen.set(target, one);
  }
  const top = scrollY;
  const found = [...seen].map(([target, one]) => {
    target.scrollIntoView({ block: "center", behavior: "instant" });
    const box = target.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const own = (at) => at && (target.contains(at) || at.control === one);
    const hits = (dx, dy) => own(document.elementFromPoint(x + dx, y + dy));
    const reach = (dx, dy) => {
      let n = 0;
      while (n < 60 && hits(dx * (n + 1), dy * (n + 1))) n += 1;
      return n;
    };
    const words = (target.textContent || one.ariaLabel || one.name || "").trim().slice(0, 40);
    return {
      what: `${one.tagName.toLowerCase()}${one.id && `#${one.id}`} ${words}`,
      size: hits(0, 0) ? Math.min(reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)) + 1 : 0,
      isAtThumb: Boolean(one.closest(".actions, .tabbar")),
      isOutside: box.left < -0.5 || box.right > innerWidth + 0.5,
    };
  });
  scrollTo({ top, behavior: "instant" });
  return found;
}"""
SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const past = [...document.querySelectorAll("main *, .bar *, .actions *, .tabbar *")].filter((one) => {
    if (!one.checkVisibility() || one.closest("svg, .sr, .skip")) return false;
    const { left, right, width } = one.getBoundingClientRect();
    return width && (left < -0.5 || right > innerWidth + 0.5);
  }).map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
  return { wide, past: past.slice(0, 5) };
}"""


class Target(NamedTuple):
    """One place to tap: what it is, its smaller side in CSS pixels, and where it is."""

    what: str
    size: int
    is_at_thumb: bool
    is_outside: bool

    @property
    def is_large(self) -> bool:
        """Large enough for where it is."""
        return self.size >= (LEAST_AT_THUMB if self.is_at_thumb else LEAST)


def targets(page: Page) -> list[Target]:
    """Every place to tap on the page as it stands."""
    return [Target(*one.values()) for one in page.evaluate(TARGETS)]


def violations(page: Page, scheme: str = SCHEMES[0]) -> list[str]:
    """What axe says against the page in a scheme; everything in the first one, and of the other its colours.

    Nothing but colours depends on the scheme, as ``test_a_scheme_changes_colours_and_nothing_else`` watches.
    """
    page.emulate_media(color_scheme=scheme)
    rules = {} if scheme == SCHEMES[0] else {"runOnly": {"type": "rule", "values": list(OF_COLOUR)}}
    found = Axe().run(page, options={"resultTypes": ["violations"]} | rules)
    return [
        f"{rule['id']}: {rule['help']} — {[node['target'] for node in rule['nodes']][:4]}"
        for rule in found.response["violations"]
    ]


def past_the_edges(page: Page) -> list[str]:
    """What makes the page scroll sideways or lies outside of it."""
    found: dict[str, Any] = page.evaluate(SIDEWAYS)
    return [*(["the page scrolls sideways"] if found["wide"] > 0 else []), *found["past"]]


def problems(page: Page) -> list[str]:
    """All that is wrong with the page in sight: in both schemes, and written from right to left as well."""
    found = []
    for scheme in SCHEMES:
        found += [f"{scheme}: {one}" for one in violations(page, scheme)]
    for direction in ("rtl", "ltr"):
        page.evaluate("(to) => { document.documentElement.dir = to; }", direction)
        found += [f"{direction}: past the edge: {one}" for one in past_the_edges(page)]
        for one in targets(page):
            if one.is_outside or not one.is_large:
                found.append(f"{direction}: {one.what}: {one.size} px{', outside' * one.is_outside}")
    page.evaluate("document.documentElement.removeAttribute('dir')")
    return found


def take_pictures(page: Page, name: str) -> None:
    """Leave pictures of the page in the folder of ``PICTURES``, when there is one; of a long page also the whole."""
    folder = os.environ.get("PICTURES")
    if not folder:
        return
    for size in (USUAL, SMALL):
        page.set_viewport_size(size)
        tall = page.evaluate("document.documentElement.scrollHeight")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}-{scheme}.png")
            if tall > size["height"] and size is SMALL:
                page.set_viewport_size(size | {"height": tall})
                page.screenshot(path=Path(folder) / f"{name}-whole-{scheme}.png")
                page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
