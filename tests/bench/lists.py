"""Boards and lists with 50 and with 500 visits in the wave: neither queries nor CPU may grow with them."""

from collections.abc import Iterator

from tests.bench.harness import Figure, page, reader, set_up

REPEAT = 15


def figures(repeat: int) -> Iterator[Figure]:
    """The planner's and the shopper's lists twice, the reviewer's queue with 50 waiting."""
    set_up(with_static=True)
    from django.urls import reverse

    from fieldwork.visits.states import VisitState
    from tests.bench.field import Field

    field = Field()
    pages = {
        "board": (field.planner, f"{reverse('visits:board')}?wave={field.wave.pk}"),
        "today": (field.planner, reverse("visits:today")),
        "visits_api": (field.planner, f"{reverse('api:visit-list')}?wave={field.wave.pk}"),
        "phone_visits": (field.shoppers[0], reverse("phone:visits")),
    }
    for there, more in ((50, 50), (500, 450)):
        field.add(more)
        for name, (user, address) in pages.items():
            yield from page(f"{name}_{there}", reader(user, address), repeat)
    review = Field()
    review.add(50, VisitState.SUBMITTED)
    yield from page("review_queue_50", reader(review.reviewer, reverse("review:queue")), repeat)
