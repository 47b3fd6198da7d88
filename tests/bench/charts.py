"""Each kind of chart, drawn for the page from the figures of a believable report."""

from collections.abc import Callable, Iterator

from reports.charts import (
    cover_art,
    distribution,
    emotion_curve,
    importance,
    interval_bar,
    over_waves,
    priority_matrix,
    share_bar,
    sparkline,
    step_interval,
)
from reports.charts.points import Span, points_of, span_of_valence
from tests.bench.harness import Figure, cpu, in_ms, set_up
from tests.reports.sample_figures import sample

REPEAT = 50


def figures(repeat: int) -> Iterator[Figure]:
    """CPU per chart."""
    set_up()
    for name, draw in _charts().items():
        yield in_ms(f"chart_{name}_cpu_ms", cpu([draw] * (repeat + 3), warm=3))


def _charts() -> dict[str, Callable[[], str]]:
    from reports.documents.phrases import chart_words

    found = sample()
    words, points = chart_words("nulmeting"), points_of(found, "nl")
    step = found["steps"][2]
    both, first, second = (span_of_valence(step[name]) for name in ("both", "implicit", "conscious"))
    spans = [(one["title"]["nl"], span_of_valence(one["both"])) for one in found["steps"]]
    weights = [importance.Weight(title, Span(12.5, 7.5, 17.5, 120)) for title, _span in spans]
    waves = [over_waves.AtWave(f"Golf {n}", both, first) for n in range(1, 7)]
    spots = [
        priority_matrix.Spot(n, title, Span(4.0 * n, 3.0 * n, 5.0 * n, 120), span, is_firm=n % 2 == 0, quadrant="eerst")
        for n, (title, span) in enumerate(spans, start=1)
        if span
    ]
    names = priority_matrix.Names("stapscore", "hangt samen met het eindcijfer", "gelijk deel", ("A", "B", "C", "D"))
    return {
        "emotion_curve": lambda: emotion_curve.emotion_curve(points, words),
        "emotion_curve_narrow": lambda: emotion_curve.emotion_curve(points, words, wide=False),
        "emotion_curve_print": lambda: emotion_curve.emotion_curve(points, words, palette="print"),
        "step_interval": lambda: step_interval.step_interval(first, second, words, desired=60.0),
        "distribution": lambda: distribution.distribution(step["distribution"], words),
        "interval_bar": lambda: interval_bar.interval_bar("Reisscore", both, words, target=65.0),
        "share_bar": lambda: share_bar.share_bar("Aandeel", both, words),
        "score_bar": lambda: share_bar.score_bar("Loket Noord", both, words, average=56.0),
        "sparkline": lambda: sparkline.sparkline(points, 2, words),
        "importance": lambda: importance.importance("Wat telt", weights, words, fair="gelijk deel"),
        "over_waves": lambda: over_waves.over_waves("Reisscore", waves, words, whole="alle locaties"),
        "priority_matrix": lambda: priority_matrix.priority_matrix("Wat eerst", spots, names, words, cuts=(14.0, 58.0)),
        "cover_art": lambda: cover_art.cover_art(points, words),
    }
