"""The arithmetic of one visit alone, and one photo as it comes from a phone."""

import io
import random
from collections.abc import Iterator
from typing import Any

from tests.bench.harness import Figure, cpu, in_ms, set_up

REPEAT = 50
SIDE = (1600, 1200)  # what the phone sends


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
    photo = _photo()
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


def _photo() -> bytes:
    """A picture with soft planes and some grain, about as heavy as a real one."""
    from PIL import Image, ImageFilter

    dice = random.Random(7)
    small = Image.frombytes("RGB", (80, 60), dice.randbytes(80 * 60 * 3))
    soft = small.resize(SIDE, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4))
    grain = Image.effect_noise(SIDE, 18).convert("RGB")
    out = io.BytesIO()
    Image.blend(soft, grain, 0.12).save(out, "JPEG", quality=85)
    return out.getvalue()
