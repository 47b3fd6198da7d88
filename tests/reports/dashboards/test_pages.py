"""The client's pages: overview, visits, one visit, its photos."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.emotions.expressions import expression_svg
from fieldwork.emotions.faces import face_svg
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.field import STEPS, felt, photo, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def wave():
    return WaveFactory(number=1, title="Voorjaar 2026")


@pytest.fixture
def viewer(client, wave):
    user = UserFactory(role=Role.CLIENT_VIEWER, client=wave.study.client)
    client.force_login(user)
    return user


def page(client, name, *args, **query):
    return client.get(reverse(f"client:{name}", args=args), query)


def everywhere(px, **parts):
    return {step: felt(px, **parts) for step in STEPS}


def test_the_overview_shows_score_margin_curve_and_words(client, wave, viewer):
    for px in (600, 700, 800, 900):
        walked_visit(
            wave, feelings=everywhere(px, named="happy", text="Alles ging vanzelf en iedereen was vriendelijk.")
        )
    answer = page(client, "overview")
    text = answer.content.decode()

    assert answer.context["score"]["value"] in text
    assert answer.context["score"]["margin"]
    assert text.count('role="img"') >= 3
    assert 'class="wide-only"' in text
    assert 'class="narrow-only"' in text
    assert "Alles ging vanzelf en iedereen was vriendelijk." in text
    assert "style=" not in text


def test_study_and_wave_live_in_the_address(client, wave, viewer):
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2, title="Najaar 2026")
    walked_visit(wave)
    walked_visit(later)
    walked_visit(later)
    n = lambda **query: page(client, "overview", **query).context["meta"]["n_visits"]  # noqa: E731

    assert n() == n(study=wave.study.pk, wave=later.pk) == 2
    assert n(wave=wave.pk) == 1
    for wrong in ({"study": WaveFactory().study.pk}, {"wave": WaveFactory().pk}, {"study": "x"}, {"wave": "0"}):
        assert page(client, "overview", **wrong).status_code == 404


def test_without_approved_visits_the_fieldwork_is_shown(client, wave, viewer):
    walked_visit(wave, state=VisitState.IN_REVIEW)
    answer = page(client, "overview")
    assert answer.status_code == 200
    assert "score" not in answer.context
    assert 'max="1" value="1"' in answer.content.decode()


def test_a_client_without_studies_is_told_what_comes(client):
    client.force_login(UserFactory(role=Role.CLIENT_MANAGER))
    for name in ("overview", "visits", "reports", "order"):
        answer = page(client, name)
        assert answer.status_code == 200
        assert 'class="empty"' in answer.content.decode()


@pytest.mark.parametrize("role", [Role.SHOPPER, Role.PLANNER, Role.REVIEWER, Role.ADMINISTRATOR])
def test_only_the_clients_people_have_business_here(client, wave, role):
    visit = walked_visit(wave)
    client.force_login(UserFactory(role=role))
    assert page(client, "overview").status_code == page(client, "visits").status_code == 403
    assert page(client, "visit", visit.public_key).status_code == 403


def test_strangers_get_nothing_but_not_found(client, wave):
    visit = walked_visit(wave)
    picture = photo(visit)
    client.force_login(UserFactory(role=Role.CLIENT_MANAGER))
    assert page(client, "visit", visit.public_key).status_code == 404
    assert page(client, "photo", visit.public_key, picture).status_code == 404
    assert page(client, "overview", study=wave.study.pk).status_code == 404


def test_who_sees_a_region_sees_its_figures_only(client, wave):
    owner = wave.study.client
    north = LocationFactory(client=owner, kind=LocationKind.REGION, name="Noord")
    here = walked_visit(wave, location=LocationFactory(client=owner, region=north), feelings=everywhere(900))
    there = walked_visit(wave, feelings=everywhere(100))
    client.force_login(UserFactory(role=Role.CLIENT_VIEWER, client=owner, scope=[north]))

    assert page(client, "overview").context["meta"]["n_visits"] == 1
    assert page(client, "visits").content.decode().count("/client/visits/") >= 1
    assert str(there.public_key) not in page(client, "visits").content.decode()
    assert page(client, "visit", here.public_key).status_code == 200
    assert page(client, "visit", there.public_key).status_code == 404


def test_the_first_impression_of_a_visit_has_the_face_it_was_tapped_near_or_on(client, wave, viewer):
    on_the_pad = walked_visit(wave, feelings=everywhere(300))
    assert face_svg(-1, 1) in page(client, "visit", on_the_pad.public_key).content.decode()
    chosen = felt(None, py=None, instrument="faces", face="fear", q=3)
    on_a_face = walked_visit(wave, feelings=dict.fromkeys(STEPS, chosen))
    text = page(client, "visit", on_a_face.public_key).content.decode()
    assert expression_svg("fear", 3) in text
    assert "angst, sterk" in text


@pytest.mark.parametrize(("how_many", "says"), [(2, "te weinig bezoeken om te tonen"), (4, "3 van 4")])
def test_the_overview_of_a_study_with_faces_tells_which_were_chosen(client, viewer, wave, how_many, says):
    study = wave.study
    study.instrument = "faces"
    study.save()
    for face in ("fear", "fear", "joy", "fear")[:how_many]:
        walked_visit(wave, feelings=dict.fromkeys(STEPS, felt(None, py=None, instrument="faces", face=face, q=2)))
    text = page(client, "overview").content.decode()
    assert "Welke gezichten gekozen zijn" in text
    assert says in text
    assert (expression_svg("fear", 3) in text) == (how_many > 2)


def test_the_overview_of_a_study_with_the_pad_tells_of_no_faces(client, viewer, wave):
    walked_visit(wave)
    assert "Welke gezichten gekozen zijn" not in page(client, "overview").content.decode()


def test_a_visit_shows_evidence_and_no_shopper(client, wave, viewer):
    visit = walked_visit(wave, shopper=UserFactory(name="Wilhelmina Opvallend"))
    picture = photo(visit)
    text = page(client, "visit", visit.public_key).content.decode()
    address = reverse("client:photo", args=[visit.public_key, picture])

    assert address in text
    for secret in (visit.shopper.name, visit.shopper.email, visit.shopper.pseudonym, str(visit.uuid)):
        assert secret not in text
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "private" in answer.headers["Cache-Control"]
    assert page(client, "photo", visit.public_key, uuid4()).status_code == 404


@pytest.mark.parametrize("name", ["overview", "visits"])
def test_pages_cost_the_same_for_two_visits_and_twenty(client, wave, viewer, name):
    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert page(client, name).status_code == 200
        return len(asked)

    for _ in range(2):
        walked_visit(wave)
    two = cost()
    for _ in range(18):
        walked_visit(wave)
    assert cost() == two <= 25


def test_the_list_is_filtered_and_says_when_nothing_fits(client, wave, viewer):
    walked_visit(wave, location=LocationFactory(client=wave.study.client, name="Balie Oost"))
    assert "Balie Oost" in page(client, "visits", q="oost").content.decode()
    nothing = page(client, "visits", q="paspoortkantoor").content.decode()
    assert 'class="empty"' in nothing
    assert page(client, "visits", location="x", wave="y", page="-1").status_code == 200
