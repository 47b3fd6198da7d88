"""Who is told by mail what became of a text, and what such a mail keeps back."""

import re

import pytest

from fieldwork.notices import mails
from fieldwork.notices.hush import nobody_is_told
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.people.states import Role
from reports.improvement import actions
from tests.factories import UserFactory
from tests.notices.test_mails import DAYS
from tests.reports.improvement.writing import TEXT, approved, offered, write

pytestmark = pytest.mark.django_db


def told(kind):
    return {notice.person.name for notice in Notice.objects.filter(kind=kind).select_related("person")}


def composed(kind):
    return mails.compose(Notice.objects.filter(kind=kind).latest("pk"))


def test_who_can_approve_a_text_is_told_that_it_waits(world):
    stranger = UserFactory(role=Role.REVIEWER, name="Elsewhere")
    UserFactory(role=Role.PLANNER, manages=[world.study.client], name="Gone", is_active=False)
    row = offered(world)
    assert told(NoticeKind.TEXT_OFFERED) == {"Bram", "Ruth"}, "not who wrote it, nor anybody of another client"
    assert not actions.Interpretation.objects.visible_to(stranger).exists()
    actions.take_back(row, world.anna)
    assert composed(NoticeKind.TEXT_OFFERED) is None, "what was taken back waits for nobody"


def test_an_administrator_is_asked_only_where_there_is_no_second_person(world):
    for person in (world.bram, world.ruth):
        person.managed_clients.clear()
    offered(world)
    assert told(NoticeKind.TEXT_OFFERED) == {"Boss"}


def test_who_offered_it_is_told_of_the_decision(world):
    row = offered(world)
    actions.give_back(row, world.ruth, "Noem de bron.", revision=row.revision)
    assert told(NoticeKind.TEXT_GIVEN_BACK) == {"Anna"}
    assert composed(NoticeKind.TEXT_GIVEN_BACK) is not None
    write(world, version=1, texts=TEXT["finding"] | {"title": {"nl": "Anders", "en": "Other"}})
    assert composed(NoticeKind.TEXT_GIVEN_BACK) is None, "she went on with it already"


def test_nobody_is_told_of_what_is_played_from_the_past(world):
    with nobody_is_told():
        approved(world)
    assert not Notice.objects.exists()


def test_each_round_is_told_once(world):
    row = offered(world)
    actions.give_back(row, world.ruth, "Noem de bron.", revision=row.revision)
    actions.offer(row, world.anna, revision=row.revision)
    actions.approve(row, world.ruth, revision=row.revision)
    assert Notice.objects.filter(kind=NoticeKind.TEXT_OFFERED).count() == 2 * len(told(NoticeKind.TEXT_OFFERED))
    assert told(NoticeKind.TEXT_APPROVED) == {"Anna"}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", [NoticeKind.TEXT_OFFERED, NoticeKind.TEXT_GIVEN_BACK, NoticeKind.TEXT_APPROVED])
def test_a_mail_is_whole_in_both_languages_and_names_nothing(world, kind, language):
    world.study.client.name = "Geheime Gemeente"
    world.study.client.save()
    for person in (world.anna, world.ruth):
        person.language = language
        person.save()
    world.bram.managed_clients.clear()
    if kind == NoticeKind.TEXT_APPROVED:
        approved(world)
    else:
        row = offered(world)
        if kind == NoticeKind.TEXT_GIVEN_BACK:
            actions.give_back(row, world.ruth, "Noem de geheime bron.", revision=row.revision)
    message = composed(kind)
    assert message.subject
    for hidden in ("Geheime", "geheime", "Wachten", "Anna", "Ruth's"):
        assert hidden not in message.body.replace("Hallo Anna", "").replace("Hello Anna", "") + message.subject
    assert any(day in message.body for day in DAYS[language])
    assert bool(re.search(r"\b(the|you|your)\b", message.body, re.IGNORECASE)) == (language == "en")
    assert f"/desk/interpretation/{world.set.uuid}/" in message.body
