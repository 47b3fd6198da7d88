"""The page of measurement agreements: plain words, the scales people read, locked by the first visit handed in."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from fieldwork.measurement.settings import DEFAULTS
from fieldwork.people.states import Role
from fieldwork.studies.agreements import ALL, AgreementsForm, shown
from fieldwork.studies.models import Study
from fieldwork.studies.states import COUNTED_THRESHOLDS, THRESHOLDS
from tests.factories import StudyFactory, UserFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(client):
    study = StudyFactory(title="Dienstverlening")
    client.force_login(UserFactory(role=Role.PLANNER, manages=[study.client]))
    return study


def sent(client, study, **changes):
    """The form as the browser sends it, with some fields typed over; every field keeps its comma."""
    form = AgreementsForm(thresholds=study.thresholds)
    with translation.override("nl"):
        typed = {name: str(form[name].value()).replace(".", ",") for name in form.fields}
    return client.post(reverse("studies:agreements", args=[study.pk]), typed | changes)


def test_every_threshold_a_study_may_agree_has_its_words_and_way_back():
    assert ALL.keys() == THRESHOLDS.keys()
    for name, (least, most) in THRESHOLDS.items():
        scale = ALL[name].scale
        for value in (least, most, DEFAULTS.as_dict()[name]):
            assert scale.stored(float(scale.typed(value))) == value, name
        assert (scale.decimals == 0) == (name in COUNTED_THRESHOLDS or name == "offset_shrinkage")


def test_thresholds_are_said_on_the_scale_of_the_page():
    with translation.override("nl"):
        assert shown("negative", -0.2).startswith("40 ")
        assert shown("pain_share", 0.155) == "15,5%"
        assert shown("gap_mean", 0.25).startswith("12,5 ")
        assert shown("moment_mean", 0.25) == "0,25 (van 0 tot 1)"  # no valence: arousal x size x importance
    assert ALL["relevant_change"].scale.typed(3.0) == Decimal(3)


def test_saving_what_stands_there_stores_nothing(client, study):
    assert sent(client, study).status_code == 302
    study.refresh_from_db()
    assert study.thresholds == {}


def test_only_what_differs_is_stored_and_an_empty_field_is_the_default(client, study):
    assert sent(client, study, negative="35", pain_share="20", pain_visits="8").status_code == 302
    study.refresh_from_db()
    assert study.thresholds == {"negative": -0.3, "pain_share": 0.2, "pain_visits": 8}
    assert sent(client, study, negative="", pain_visits="5").status_code == 302
    assert Study.objects.get().thresholds == {"pain_share": 0.2}


def test_a_field_nobody_touched_keeps_its_stored_decimals(client, study):
    Study.objects.update(thresholds={"pain_share": 1 / 3})
    study.refresh_from_db()
    sent(client, study, pain_visits="8")
    assert Study.objects.get().thresholds == {"pain_share": 1 / 3, "pain_visits": 8}


@pytest.mark.parametrize(
    ("field", "typed"),
    [("negative", "60"), ("pain_visits", "4,5"), ("pain_share", "veel"), ("pain_share", "NaN"), ("felt", "1e9")],
)
def test_a_number_out_of_bounds_is_named_at_its_field(client, study, field, typed):
    page = sent(client, study, **{field: typed})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert Study.objects.get().thresholds == {}
    assert f'value="{typed}"' in page.content.decode()


def test_thresholds_that_belong_in_order_stand_in_order(client, study):
    page = sent(client, study, very_negative="38", negative="30")
    assert list(page.context["form"].errors) == ["very_negative"]


def test_the_page_is_locked_with_the_reason_once_a_visit_was_handed_in(client, study):
    Study.objects.update(thresholds={"negative": -0.3})
    VisitFactory(wave__study=study, submitted_at=timezone.now())
    page = client.get(reverse("studies:agreements", args=[study.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<strong>35" in text
    assert 'name="negative"' not in text
    study.refresh_from_db()
    assert sent(client, study, negative="32").status_code == 409
    assert Study.objects.get().thresholds == {"negative": -0.3}


@pytest.mark.parametrize(
    ("role", "answer"),
    [(Role.PLANNER, 404), (Role.REVIEWER, 403), (Role.SHOPPER, 403), (Role.CLIENT_MANAGER, 403)],
)
def test_a_stranger_gets_nothing(client, study, role, answer):
    client.force_login(UserFactory(role=role))
    address = reverse("studies:agreements", args=[study.pk])
    assert client.get(address).status_code == answer
    assert client.post(address, {"negative": "20"}).status_code == answer
    assert Study.objects.get(pk=study.pk).thresholds == {}
