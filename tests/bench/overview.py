"""The client's pages over the demo: worked out anew, and as kept for the next reader."""

from collections.abc import Iterator

from tests.bench.harness import Figure, cpu, in_ms, page, queries, reader, set_up

REPEAT = 10
READER = "directie@waterrijk.demo"


def figures(repeat: int) -> Iterator[Figure]:
    """Overview, visits and reports of the municipality."""
    set_up()
    from django.core.cache import cache
    from django.urls import reverse

    from fieldwork.people.models import User

    user = User.objects.get(email=READER)
    read = reader(user, reverse("client:overview"))

    def anew() -> None:
        cache.clear()
        read()

    yield from [in_ms("overview_cold_cpu_ms", cpu([anew] * (max(1, repeat // 2) + 1)))]
    yield Figure("overview_cold_queries", queries(anew), "queries", 1)
    yield from page("overview_cached", read, repeat)
    yield from page("client_visits", reader(user, reverse("client:visits")), repeat)
    yield from page("client_reports", reader(user, reverse("client:reports")), repeat)
