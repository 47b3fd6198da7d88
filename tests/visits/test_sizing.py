"""The planning helper: what it knows, what it asks, what it answers, and who may open it."""

import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from fieldwork.measurement.settings import DEFAULTS
from fieldwork.people.states import Role
from fieldwork.visits.sizing import SizingForm, answer, known_of
from fieldwork.visits.states import VisitState
from tests.factories import LocationFactory, UserFactory, VisitFactory, WaveFactory

pytestmark = pytest.mark.django_db
ASKED = {"locations": "24", "fee": "18,50", "travel": "2", "sd": "14", "icc": "0,2"}


@pytest.fixture
def wave():
    wave = WaveFactory(fee_cents=1850, title="Golf najaar")
    for number in range(6):
        LocationFactory(client=wave.study.client, name=f"Balie {number}")
    return wave


@pytest.fixture
def planner(client, wave):
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    client.force_login(planner)
    return planner


def measured(wave, *scores):
    """Two approved visits per location with these journey scores."""
    for place, pair in zip(wave.study.client.locations.order_by("name"), scores, strict=False):
        for score in pair:
            VisitFactory(wave=wave, location=place, state=VisitState.APPROVED, valence=score / 50 - 1)


def ask(client, wave, **typed):
    return client.get(reverse("visits:how_many", args=[wave.study_id]), typed)


def answered(wave, **typed):
    with translation.override("en"):
        typed = {name: value.replace(",", ".") for name, value in typed.items()}
        form = SizingForm(typed, known=known_of(wave.study), settings=DEFAULTS)
        assert form.is_valid(), form.errors
        return answer(form, wave.study)


def test_a_study_without_fieldwork_knows_its_sites_and_its_fee(wave):
    LocationFactory(client=wave.study.client, is_open=False)
    known = known_of(wave.study)
    assert (known.locations, str(known.fee), known.currency, known.sd, known.icc) == (6, "18.50", "EUR", None, None)


def test_spread_and_icc_come_from_the_newest_wave_that_measured_them(wave):
    measured(wave, (82, 78), (64, 70), (90, 93), (75, 71), (60, 62), (80, 84))
    VisitFactory(wave=WaveFactory(study=wave.study), state=VisitState.APPROVED, valence=0.9)  # one visit is no spread
    VisitFactory(wave=wave, state=VisitState.SUBMITTED, valence=-1)  # not counted yet
    known = known_of(wave.study)
    assert (known.wave, known.visits) == ("Golf najaar", 12)
    assert (str(known.sd), str(known.icc)) == ("10.7", "0.94")


def test_visits_that_never_differ_measured_no_spread(wave):
    measured(wave, *[(70, 70)] * 6)
    assert known_of(wave.study).sd is None


def test_visits_that_hardly_differ_measured_none_that_can_be_printed(client, wave, planner):
    measured(wave, *[(70, 70.01)] * 6)
    assert known_of(wave.study).sd is None
    assert ask(client, wave).status_code == 200


def test_the_page_says_what_was_measured_and_what_is_assumed(client, wave, planner):
    text = ask(client, wave).content.decode()
    assert "aanname" in text or "assumption" in text
    measured(wave, (82, 78), (64, 70), (90, 93), (75, 71), (60, 62), (80, 84))
    page = ask(client, wave)
    assert [origin for _name, _value, origin in page.context["sources"]] == [page.context["sources"][0][2]] * 2
    assert "Golf najaar" in page.context["sources"][0][2]


def test_a_spread_that_was_typed_is_called_so(wave):
    sources = answered(wave, **ASKED | {"sd": "12", "icc": ""})["sources"]
    assert [origin for _name, _value, origin in sources] == ["filled in by you", "assumption"]
    assert sources[1][1] == "0.15"


def test_the_worked_example_of_a_plan(wave):
    found = answered(wave, **ASKED | {"visits": "4"})
    row = next(row for row in found["rows"] if row["visits_per_location"] == 4)
    # DEFF 1.6, n_eff 60: t(59) 2.001 x 14/sqrt(60); 2.80 x 14 x sqrt(1.6) x sqrt(2/96); 4 x .2/1.6
    assert row == {
        "visits_per_location": 4, "visits": 96, "cost": "€ 1,968.00", "half_width": "3.6", "change": "7.2",
        "reliability": "0.50", "ranks": False, "is_chosen": True, "is_over": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "tone", "words"),
    [
        (
            {"half_width": "5"},
            "ok",
            "Yes, from 2 visits per location (48 visits, € 984.00) on. The margin is then ± 4.5 points.",
        ),
        ({"half_width": "2", "visits": "2"}, "bad", "not with any number of visits to these locations"),
        ({"half_width": "4", "visits": "2"}, "warn", "not with the visits you proposed"),
        ({"half_width": "4", "budget": "600"}, "warn", "not within the budget of € 600.00"),
        (
            {"change": "8", "visits": "6"},
            "ok",
            "With 6 visits per location (144 visits, € 2,952.00) the smallest change that shows is 6.5 points",
        ),
        ({"reliability": "0,7"}, "ok", "Yes, from 10 visits per location"),
        ({"reliability": "0,7", "icc": "0"}, "bad", "locations do not differ enough"),
    ],
)
def test_every_question_gets_a_plain_answer(wave, typed, tone, words):
    (sentence,) = answered(wave, **ASKED | typed)["sentences"]
    assert sentence["tone"] == tone
    assert words in sentence["text"]


def test_a_budget_under_one_visit_per_location_says_so(wave):
    found = answered(wave, **ASKED, budget="100")
    assert "costs € 492.00" in found["nothing_bought"]
    assert all(row["is_over"] for row in found["rows"])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("locations", "0"), ("locations", ""), ("locations", "veel"), ("visits", "-1"), ("icc", "1,5"), ("sd", "0"),
        ("sd", "NaN"), ("half_width", "0"), ("reliability", "1"), ("budget", "-5"), ("fee", "1e99"),
        ("locations", "9" * 5000),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_at_its_field_and_kept(client, wave, planner, field, typed):
    page = ask(client, wave, **ASKED | {field: typed})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "rows" not in page.context
    if len(typed) < 10 and typed:
        assert f'value="{typed}"' in page.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("half_width", "0", "Fill in a number from 0.1 to 50, without separators for thousands."),
        ("reliability", "2", "Fill in a number from 0.05 to 0.99, without separators for thousands."),
        ("budget", "1.234,50", "Fill in a number from 0 to 100000000, without separators for thousands."),
        ("locations", "1.000", "Fill in a whole number from 1 to 100000, in digits only."),
        ("visits", "2.0", "Fill in a whole number from 1 to 1000, in digits only."),
    ],
)
def test_an_error_says_what_may_be_typed(wave, field, typed, told):
    with translation.override("en"):
        form = SizingForm(ASKED | {"fee": "1", "sd": "1", field: typed}, known=known_of(wave.study), settings=DEFAULTS)
        assert form.errors[field] == [told]
    with translation.override("nl"):  # the ends of the scale as this reader writes them
        form = SizingForm(ASKED | {field: typed}, known=known_of(wave.study), settings=DEFAULTS)
        assert not any(f"{whole}.{part}" in form.errors[field][0] for whole in (0, 50) for part in ("1", "05", "99"))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("typed", ["12,5", "12.5"])
def test_a_link_is_the_same_question_in_either_language(wave, language, typed):
    with translation.override(language):
        form = SizingForm(ASKED | {"sd": typed}, known=known_of(wave.study), settings=DEFAULTS)
        assert form.is_valid(), form.errors
        assert (str(form.cleaned_data["sd"]), str(form.cleaned_data["fee"])) == ("12.5", "18.50")
        for thousand in ("1,234", "1.234"):
            assert "fee" in SizingForm(ASKED | {"fee": thousand}, known=form.known, settings=DEFAULTS).errors


def test_a_client_without_locations_is_told_what_to_do(client):
    wave = WaveFactory()
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    page = ask(client, wave)
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


@pytest.mark.parametrize("waves", [1, 3])
def test_the_page_asks_the_database_as_often_for_one_wave_and_three(client, wave, planner, waves):
    for _ in range(waves):
        measured(WaveFactory(study=wave.study), (82, 78), (64, 70), (90, 93), (75, 71), (60, 62))
    ask(client, wave)
    with CaptureQueriesContext(connection) as asked:
        ask(client, wave)
    assert len(asked) <= 8


@pytest.mark.parametrize(
    ("role", "own", "foreign"),
    [
        (Role.PLANNER, 200, 404),
        (Role.ADMINISTRATOR, 200, 200),
        (Role.REVIEWER, 403, 403),
        (Role.SHOPPER, 403, 403),
        (Role.CLIENT_MANAGER, 403, 403),
    ],
)
def test_who_may_open_it(client, wave, role, own, foreign):
    who = UserFactory(role=role, client=wave.study.client if "client" in role else None)
    if role in {Role.PLANNER, Role.REVIEWER}:
        who.managed_clients.add(wave.study.client)
    client.force_login(who)
    assert ask(client, wave).status_code == own
    assert ask(client, WaveFactory()).status_code == foreign


def test_a_web_process_starts_without_scipy():
    program = (
        "import django, sys; django.setup(); import fieldwork.urls; "
        "print([name for name in sys.modules if name.split('.')[0] == 'scipy'])"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "fieldwork.settings", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
