"""How the phone's pages come over a bad line: compressed, and every script asked for in one go."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.capture.phones import Phone, visit_under_way, whole_form

pytestmark = pytest.mark.django_db
SCRIPTS = Path(__file__).resolve().parents[2] / "fieldwork/static/js/phone"
NEEDED = re.compile(r'^import [^;]*?"(\w+)";$', re.MULTILINE)


def needed(first: str, instrument: str) -> set[str]:
    """The modules without which the browser does not run this one: itself and all it imports, however far away."""
    found: set[str] = set()
    waiting = [first]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            imported = NEEDED.findall((SCRIPTS / f"{name}.js").read_text())
            waiting += [instrument if one == "instrument" else one for one in imported]
    return found


@pytest.mark.parametrize(("page", "first", "instrument"), [
    ("form", "app", "pad"), ("form", "app", "faces"), ("visit", "around", "pad"),
])  # fmt: skip
def test_every_script_on_the_way_to_the_first_screen_is_asked_for_at_once(client, page, first, instrument):
    visit = visit_under_way()
    visit.wave.study.instrument = instrument
    visit.wave.study.save()
    client.force_login(visit.shopper)
    html = client.get(reverse(f"phone:{page}", args=[visit.uuid])).content.decode()
    files = json.loads(re.search(r'type="importmap"[^>]*>(.*?)</script>', html).group(1))["imports"]
    ahead = set(re.findall(r'<link rel="modulepreload" href="([^"]+)">', html))
    assert ahead == {files[name] for name in needed(first, instrument)}


def test_a_page_is_compressed_and_an_answer_to_a_script_is_not(client):
    visit = visit_under_way()
    client.force_login(visit.shopper)
    plain = client.get(reverse("phone:form", args=[visit.uuid]))
    small = client.get(reverse("phone:form", args=[visit.uuid]), headers={"accept-encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert 4 * len(small.content) < len(plain.content)
    assert b"form-data" in gzip.decompress(small.content)
    state = client.get(reverse("phone:state", args=[visit.uuid]), headers={"accept-encoding": "gzip"})
    assert state.status_code == 200
    assert "Content-Encoding" not in state.headers


def test_the_first_question_stands_in_the_page_until_it_is_answered(client):
    visit = visit_under_way()
    client.force_login(visit.shopper)
    address = reverse("phone:form", args=[visit.uuid])
    begun = '<section id="tap-screen" class="stack begins">'
    assert begun in client.get(address).content.decode()
    # A copy that the worker keeps for later may be older than the answers beside it.
    assert begun not in client.get(address, headers={"x-keep": "1"}).content.decode()
    Phone(visit).fill({"@baseline": whole_form()["@baseline"]})
    assert begun not in client.get(address).content.decode()
