"""The arithmetic of one visit alone, and one photo as it comes from a phone."""

from collections.abc import Iterator
from typing import Any

from tests.bench.content import upload
from tests.bench.harness import Figure, cpu, in_ms, set_up

REPEAT = 50


def figures(repeat: int) -> Iterator[Figure]:
    """CPU of scoring 50 answers in 8 steps, with the compiled plan and from the bare document; of a photo."""
    set_up()
    from fieldwork.capture.photos import prepare
    from fieldwork.measurement.document import compile_document
    from fieldwork.measurement.visit import score_visit
    from tests.bench import field

    document = field.journey()
    given, felt = _said(field.answers())
    plan = compile_document(document)
    times = repeat + 3
    yield in_ms("score_visit_cpu_ms", cpu([lambda: score_visit(plan, given, felt)] * times, warm=3))
    yield in_ms("score_visit_from_document_cpu_ms", cpu([lambda: score_visit(document, given, felt)] * times, warm=3))
    photo = upload(7)
    yield in_ms("photo_prepare_cpu_ms", cpu([lambda: prepare(photo)] * (max(1, repeat // 4) + 1)))


def _said(folded: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields as a phone folds them → answers and experiences as scoring reads them."""
    given = {path: value for path, value in folded.items() if "@" not in path}
    felt: dict[str, Any] = {}
    for path, value in folded.items():
        step, _slash, part = path.partition("/@")
        if part in ("tap", "named"):
            felt.setdefault(step, {}).update(value["v"])
        elif part == "grade":
            felt.setdefault(step, {})["grade"] = value["v"]
    return given, felt
