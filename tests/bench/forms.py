"""Questionnaires from elsewhere: reading the largest workbook, and a form of 560 questions on a slow phone.

The phone's processor is four times slower than this machine's (the browser's own throttle). The form is the page as
the server renders it; times are those of the page's own clock.
"""

from collections.abc import Iterator
from typing import Any

from tests.bench.harness import Figure, cpu, in_ms, set_up

REPEAT = 5
SLOWER = 4
STEPS, QUESTIONS = 14, 40  # 560 in all
READY = """() => new Promise((done) => {
  const isThere = () => document.querySelector("#actions button");
  const look = () => (isThere() ? done(performance.now()) : requestAnimationFrame(look));
  look();
})"""
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
# One condition is decided anew with all others, as every answer does it, and again with another answer.
AGAIN = """async (count) => {
  const { relevant } = await import("conditions");
  const { data } = await import("dom");
  const times = [];
  for (let nth = 0; nth < count; nth += 1) {
    const begun = performance.now();
    relevant(data.document, { "s0/q0": { v: nth % 2 ? 7 : 1 } });
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(count / 2)];
}"""


def figures(repeat: int) -> Iterator[Figure]:
    """CPU of the import; milliseconds until the form is ready, and until a changed condition is decided."""
    set_up()
    from fieldwork.journeys.xlsform import reading
    from tests.journeys.xlsform.workbooks import samples, workbook

    real = [one for one in samples() if one is not None]
    files = [one.read_bytes() for one in real] or [workbook(_rows())]
    spent = [cpu([lambda file=file: reading.read(file, "form.xlsx")] * (repeat + 1)) for file in files]
    yield in_ms("form_import_largest_cpu_ms", max(spent, key=sorted))
    content = workbook(_rows())
    yield in_ms("form_import_560_questions_cpu_ms", cpu([lambda: reading.read(content, "form.xlsx")] * (repeat + 1)))
    document = reading.read(content, "form.xlsx", "nl").document
    if document is None:
        raise AssertionError("the made workbook was refused")
    yield from _on_a_phone(document, repeat)


def _rows() -> list[list[Any]]:
    rows: list[list[Any]] = [["type", "name", "label", "relevant"]]
    for step in range(STEPS):
        rows.append(["begin_group", f"s{step}", f"Stap {step}"])
        for place in range(QUESTIONS):
            number = step * QUESTIONS + place
            asked = f"${{q{number - 1}}} = '' or string-length(${{q{number // 2}}}) < 5" if number % 3 == 2 else None
            rows.append(["integer" if number % 2 == 0 else "text", f"q{number}", f"Vraag {number}?", asked])
        rows.append(["end_group"])
    return rows


def _on_a_phone(document: dict[str, Any], repeat: int) -> Iterator[Figure]:
    from django.conf import settings
    from django.test import override_settings
    from playwright.sync_api import sync_playwright

    from fieldwork.journeys import documents
    from tests.capture.browser import HERE, form_page, launch, phone

    # Files by their plain names, as the page's own route serves them.
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}):
        page = form_page("nl", {}, document=documents.for_phone(document), formulas=True)
    ready, again = [], []
    with sync_playwright() as play:
        browser = launch(play)
        for _time in range(repeat):
            with phone(browser, page) as context:
                tab = context.new_page()
                tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                tab.goto(f"{HERE}/form", wait_until="commit")
                ready.append(tab.evaluate(READY))
                again.append(tab.evaluate(AGAIN, 11))
        browser.close()
    for name, times in (("form_560_questions_ready_ms", ready), ("form_560_condition_again_ms", again)):
        yield Figure(name, sorted(times)[len(times) // 2], "ms", len(times))
