"""The page "Interpretation" at the desk, by role; nothing that somebody typed is lost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.people.states import Role
from reports.figures.models import FigureSet
from reports.improvement import actions, plan
from reports.improvement.models import Action, Interpretation, Passage, Target
from reports.improvement.states import Kind, State
from tests.factories import ClientFactory, UserFactory
from tests.reports.improvement.writing import NEW, TEXT, approved, frozen, offered, whole, write

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>{{ 7|add:7 }}'


def at(world, name, *rest):
    return reverse(f"improvement:{name}", args=[world.set.uuid, *rest])


def page(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def fields(kind, version=0, **own):
    texts = {f"{name}__{code}": words for name, text in TEXT[kind].items() for code, words in text.items()}
    return texts | {"version": version} | own


# --- writing ------------------------------------------------------------------------------------------
def test_a_planner_writes_beside_the_figures_offers_and_another_approves(client, world):
    html = page(client, world.anna, at(world, "detail"))
    assert "There is no finding yet." in html
    assert "Waiting is a pain point" in html
    assert "Offer for approval" not in html

    html = page(client, world.anna, at(world, "passage", "conclusion", "waiting"))
    assert "30.4" in html and "(27.0–33.7)" in html and "n = 120" in html  # noqa: PT018
    assert "the mean experience is demonstrably unpleasant" in html
    sent = fields(Kind.CONCLUSION, owner="KCC")
    answer = client.post(at(world, "passage", "conclusion", "waiting"), sent, follow=True)
    assert "“Waiting” is saved." in answer.content.decode()
    client.post(at(world, "passage", "finding", "1"), fields(Kind.FINDING, step="waiting"))

    html = page(client, world.anna, at(world, "detail"))
    revision = re.search(r'name="revision" value="(\d+)"', html).group(1)
    client.post(at(world, "offer"), {"revision": revision})
    html = page(client, world.anna, at(world, "detail"))
    assert "somebody else must approve it" in html
    assert "/write/" not in html

    html = page(client, world.ruth, at(world, "detail"))
    assert "Wachten is de laagste stap" in html
    revision = re.search(r'name="revision" value="(\d+)"', html).group(1)
    client.post(at(world, "decide"), {"revision": revision, "answer": "approve", "remark": ""})
    assert actions.approved(world.set)["approved_by"] == "Ruth"
    assert "Approved by Ruth" in page(client, world.anna, at(world, "approval", 1))


def test_two_who_write_at_once_see_both_texts(client, world):
    write(world, by=world.bram)
    client.force_login(world.anna)
    mine = fields(Kind.FINDING, title__nl="Mijn eigen titel", text__nl="Mijn eigen uitleg")
    answer = client.post(at(world, "passage", "finding", "1"), mine)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in html for words in ("Wachten is de laagste stap", "Mijn eigen titel", "Mijn eigen uitleg"))
    assert Passage.objects.get().author == world.bram
    version = re.search(r'name="version" value="(\d+)"', html).group(1)
    client.post(at(world, "passage", "finding", "1"), mine | {"version": version})
    assert actions.draft_of(world.set)["findings"][0]["title"]["nl"] == "Mijn eigen titel"


def test_what_was_typed_stays_when_it_was_offered_meanwhile(client, world):
    offered(world)
    client.force_login(world.bram)
    answer = client.post(at(world, "passage", "finding", "2"), fields(Kind.FINDING, title__nl="Nog iets"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Nog iets" in html
    assert "waits for approval" in html


def test_too_long_a_text_comes_back_with_what_was_typed(client, world):
    client.force_login(world.anna)
    answer = client.post(at(world, "passage", "finding", "1"), fields(Kind.FINDING, title__nl="x" * 161))
    assert answer.status_code == 422
    assert "x" * 161 in answer.content.decode()
    assert not Interpretation.objects.exists()


def test_hostile_words_are_words(client, world):
    texts = {"title": {"nl": HOSTILE, "en": HOSTILE}, "text": {"nl": HOSTILE}}
    write(world, texts=texts)
    write(world, Kind.CONCLUSION, "waiting", texts={"finding": {"nl": HOSTILE}}, owner=HOSTILE[:100])
    plan.save_action(world.set, None, NEW | {"title": {"nl": HOSTILE}, "owner": HOSTILE}, world.anna, version=0)
    plan.set_target(world.set, "grade", "", 7, world.anna, owner=HOSTILE)
    type(world.anna).objects.filter(pk=world.anna.pk).update(name=HOSTILE)
    pk = Action.objects.get().pk
    for address in (at(world, "detail"), at(world, "passage", "finding", "1"), at(world, "action", pk)):
        html = page(client, world.bram, address)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html
        assert "{{ 7|add:7 }}" in html


def test_the_plan_is_written_on_pages_too(client, world):
    client.force_login(world.anna)
    target = {"metric": "step_score", "step": "waiting", "value": "45", "direction": "up", "owner": "KCC"}
    assert client.post(at(world, "target"), target | {"step": ""}).status_code == 422
    assert client.post(at(world, "target"), target | {"metric": "grade"}).status_code == 422
    assert client.post(at(world, "target"), target).status_code == 302
    assert client.post(at(world, "target"), target).status_code == 422  # there is one already; typed words stay
    action = {"version": 0, "title__nl": "Stuur bericht", "step": "waiting", "state": "busy", "due_on": "2027-03-01"}
    assert client.post(at(world, "new_action"), action | {"title__nl": " "}).status_code == 422
    assert client.post(at(world, "new_action"), action).status_code == 302
    pk = Action.objects.get().pk
    answer = client.post(at(world, "action", pk), action | {"title__nl": "Mijn versie"})
    assert answer.status_code == 409
    assert all(words in answer.content.decode() for words in ("Mijn versie", "Stuur bericht"))
    assert client.post(at(world, "action", pk), action | {"version": 1, "state": "closed"}).status_code == 302

    html = page(client, world.anna, at(world, "detail"))
    assert "slightly improved" in html
    client.post(at(world, "withdraw_target", Target.objects.get().pk))
    client.post(at(world, "withdraw_action", pk))
    assert (actions.draft_of(world.set)["targets"], actions.draft_of(world.set)["actions"]) == ([], [])


def test_closing_without_a_wave_before_says_why_and_keeps_the_form(client, world):
    client.force_login(world.anna)
    sent = {"version": 0, "title__nl": "Bel na", "step": "aftercare", "state": "closed"}
    answer = client.post(at(world, "new_action"), sent)
    assert answer.status_code == 422
    assert all(words in answer.content.decode() for words in ("Bel na", "no result yet"))


# --- the second person --------------------------------------------------------------------------------
def test_the_second_person_sees_what_changed_since_the_approved_version(client, world):
    row = approved(world)
    write(world, by=world.bram, version=1, texts={"title": {"nl": "Nieuwe titel"}, "text": {"nl": "Zo is het."}})
    row.refresh_from_db()
    actions.offer(row, world.bram, revision=row.revision)
    html = page(client, world.boss, at(world, "detail"))
    changed = html[html.index('id="changed"') : html.index('id="whole"')]
    assert "Finding 1" in changed
    assert "Wachten is de laagste stap" in changed
    assert "Nieuwe titel" in changed
    assert "KCC" not in changed


def test_giving_back_without_a_remark_asks_for_one(client, world):
    row = offered(world)
    client.force_login(world.ruth)
    sent = {"revision": row.revision, "answer": "give_back", "remark": " "}
    assert client.post(at(world, "decide"), sent).status_code == 422
    client.post(at(world, "decide"), sent | {"remark": "Noem de marge."})
    row.refresh_from_db()
    assert row.state == State.DRAFT
    assert "Noem de marge." in page(client, world.anna, at(world, "detail"))


def test_a_writer_who_posts_an_approval_is_refused(client, world):
    row = offered(world)
    client.force_login(world.anna)
    sent = {"revision": row.revision, "answer": "approve", "remark": ""}
    assert client.post(at(world, "decide"), sent).status_code == 403
    assert actions.approved(world.set) is None


def test_an_approval_of_an_older_reading_is_refused(client, world):
    row = offered(world)
    client.force_login(world.ruth)
    sent = {"revision": row.revision - 1, "answer": "approve", "remark": ""}
    assert client.post(at(world, "decide"), sent).status_code == 409
    assert actions.approved(world.set) is None


def test_newer_figures_offer_to_carry_everything_over(client, world):
    approved(world)
    newer = frozen(world.study, corrects=world.set, number=2)
    assert str(newer.uuid) in page(client, world.anna, at(world, "detail"))
    html = page(client, world.anna, reverse("improvement:detail", args=[newer.uuid]))
    assert "Carry everything over" in html
    client.post(reverse("improvement:carry_over", args=[newer.uuid]))
    assert "Wachten is de laagste stap" in page(client, world.anna, reverse("improvement:detail", args=[newer.uuid]))


# --- sight --------------------------------------------------------------------------------------------
PAGES = [("detail",), ("passage", "finding", "1"), ("target",), ("new_action",), ("approval", 1)]


@pytest.mark.parametrize("role", [None, *Role])
def test_who_has_nothing_to_do_with_the_client_cannot_tell_that_it_exists(client, world, role):
    approved(world)
    plan.save_action(world.set, None, NEW, world.anna, version=0)
    if role:
        own = {"client": ClientFactory()} if role in (Role.CLIENT_VIEWER, Role.CLIENT_MANAGER) else {}
        client.force_login(UserFactory(role=role, **own))
    for name in PAGES:
        answer = client.get(at(world, *name))
        if role == Role.ADMINISTRATOR:
            assert answer.status_code == 200
        else:
            assert answer.status_code in ((302,) if role is None else (403, 404))
            assert "Wachten is de laagste stap" not in answer.content.decode()


def test_a_text_is_visible_to_who_works_for_its_client(world):
    row = offered(world)
    elsewhere = UserFactory(role=Role.PLANNER, manages=[ClientFactory()])
    seen = [Interpretation.objects.visible_to(person) for person in (world.bram, world.ruth, world.boss, elsewhere)]
    assert [list(found) for found in seen] == [[row], [row], [row], []]


@pytest.mark.parametrize("role", [Role.CLIENT_VIEWER, Role.CLIENT_MANAGER])
def test_the_client_itself_has_no_road_to_drafts(client, world, role):
    offered(world)
    reader = UserFactory(role=role, client=world.study.client)
    assert not Interpretation.objects.visible_to(reader).exists()
    client.force_login(reader)
    for name in PAGES:
        assert client.get(at(world, *name)).status_code in (403, 404)
    assert client.get(reverse("improvement:list")).status_code == 403


def test_a_reviewer_reads_and_approves_but_writes_nothing(client, world):
    whole(world)
    html = page(client, world.ruth, at(world, "detail"))
    assert "Wachten is de laagste stap" in html
    assert "/write/" not in html
    for name in (("passage", "finding", "1"), ("target",), ("new_action",)):
        assert client.get(at(world, *name)).status_code == 403
    for name in ("offer", "take_back", "carry_over"):
        assert client.post(at(world, name), {"revision": 2}).status_code == 403
    assert actions.written(world.set).state == State.DRAFT


def test_an_action_of_another_study_is_not_reached_through_these_figures(client, world):
    other = frozen(
        type(world.study).objects.create(client=ClientFactory(), journey=world.study.journey, title="Elders")
    )
    action = plan.save_action(other, None, NEW, world.boss, version=0)
    target = plan.set_target(other, "grade", "", 7, world.boss)
    client.force_login(world.anna)
    for name, pk in (("action", action.pk), ("withdraw_action", action.pk), ("withdraw_target", target.pk)):
        assert client.post(at(world, name, pk)).status_code == 404
    assert (len(actions.draft_of(other)["actions"]), len(actions.draft_of(other)["targets"])) == (1, 1)


# --- lists --------------------------------------------------------------------------------------------
def test_the_list_finds_by_client_and_state_and_leaves_out_what_was_replaced(client, world):
    newer = frozen(world.study, corrects=world.set, number=2)
    client.force_login(world.anna)

    def shown(**asked):
        return [str(row["set"].uuid) for row in client.get(reverse("improvement:list"), asked).context["rows"]]

    assert shown() == shown(q=world.study.client.name) == shown(state="none") == [str(newer.uuid)]
    assert shown(q="niemand") == shown(state="approved") == []
    assert shown(state="nonsense", page="999") == [str(newer.uuid)]
    write(world, figures=newer)
    assert shown(state="draft") == [str(newer.uuid)]


def costs(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_list_costs_the_same_for_one_and_three(client, world):
    write(world)
    client.force_login(world.anna)
    client.get(reverse("improvement:list"))
    one = costs(client, reverse("improvement:list"))
    for letter in "bc":
        other = FigureSet.objects.create(study=world.study, selection=letter * 64, figures=world.set.figures,
                                         inputs_sha256=letter * 64, formula_version="1")  # fmt: skip
        write(world, figures=other)
    assert costs(client, reverse("improvement:list")) == one


def test_the_page_costs_the_same_for_one_of_everything_and_three(client, world):
    def more(number):
        write(world, place=str(number), by=(world.anna, world.bram, world.boss)[number - 1])
        for kind in (Kind.CONCLUSION, Kind.COMMENTARY):
            write(world, kind, {Kind.CONCLUSION: ("waiting", "search", "answer"),
                                Kind.COMMENTARY: ("summary", "plan", "pains")}[kind][number - 1])  # fmt: skip
        plan.save_action(world.set, None, NEW, world.anna, version=0)
        plan.set_target(world.set, "step_score", ("waiting", "search", "answer")[number - 1], 80, world.anna)

    more(1)
    client.force_login(world.ruth)
    client.get(at(world, "detail"))
    one = costs(client, at(world, "detail"))
    more(2)
    more(3)
    assert costs(client, at(world, "detail")) == one
