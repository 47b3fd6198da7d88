"""A journey whose every text is an attack, from a file: no page of the desk and no phone runs any of it."""

import json

import pytest
from django.urls import reverse

from fieldwork.journeys import actions, documents
from fieldwork.visits.states import VisitState
from tests.documents import small
from tests.factories import ClientFactory, UserFactory, VisitFactory, WaveFactory

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7 }}"
RAW = ("<script>alert", "<img src=x")


def with_words(part, words):
    """The same document with these words for every text."""
    if isinstance(part, dict):
        return {key: words if set(part) == {"nl", "en"} else with_words(value, words) for key, value in part.items()}
    return [with_words(one, words) for one in part] if isinstance(part, list) else part


def is_clean(answer):
    return answer.status_code == 200 and not any(mark in answer.content.decode() for mark in RAW)


@pytest.mark.django_db
def test_words_from_a_file_are_words_everywhere(client):
    brand = ClientFactory()
    planner = UserFactory(role="planner", manages=[brand])
    client.force_login(planner)
    content = json.dumps(with_words(documents.clean(small()), EVIL)).encode()
    form = actions.read_form(brand, content, f"{EVIL}.json", planner, "en")
    assert is_clean(client.get(reverse("journeys:form", args=[form.pk])))
    journey = actions.import_form(form, planner)
    version = actions.publish(journey, planner)
    room = ["waiting", "room"]
    for name, more in (
        ("journey", []), ("read", []), ("preview", []), ("settings", []), ("duplicate", []), ("question", room),
        ("answer", [*room, "clean"]), ("step", room[:1]),
    ):  # fmt: skip
        assert is_clean(client.get(reverse(f"journeys:{name}", args=[journey.pk, *more]))), name
    assert is_clean(client.get(reverse("journeys:list")))
    wave = WaveFactory(study__client=brand, study__journey=journey, journey_version=version)
    visit = VisitFactory(wave=wave, state=VisitState.STARTED, briefed=True)
    client.force_login(visit.shopper)
    assert is_clean(client.get(reverse("phone:form", args=[visit.uuid])))
