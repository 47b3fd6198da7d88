"""However a journey is cut into dated parts, what comes out is what one visit without parts would have brought."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fieldwork.capture import actions, fields, rebuilding
from fieldwork.capture.models import Answer, PartScore, StepExperience, StepScore
from fieldwork.journeys import documents
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.capture.phones import TAP, visit_under_way
from tests.documents import YES_NO, question, step, text
from tests.factories import JourneyVersionFactory, UserFactory, WaveFactory

pytestmark = pytest.mark.engine
NOT_COMPARED = {"id", "visit_id", "client_uuid", "round_number", "wave_id", "location_id"}
SAID = st.sampled_from([{"v": "yes"}, {"v": "no"}, {"na": "Dat gebeurde niet."}, None])
FELT = st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 10), st.booleans())


@st.composite
def steps(draw):
    """Two to five steps, each with questions; some are only walked when an earlier answer says so."""
    made = []
    for number in range(draw(st.integers(2, 5))):
        asked = [
            question(f"q{place}", "yes_no", **YES_NO, required=False, allow_na=True)
            for place in range(draw(st.integers(0, 2)))
        ]
        earlier = [f"{one['key']}/{other['key']}" for one in made for other in one["questions"]]
        rule = None
        if earlier and draw(st.booleans()):
            rule = {"field": draw(st.sampled_from(earlier)), "is": "eq", "value": draw(st.sampled_from(["yes", "no"]))}
        made.append(step(f"s{number}", asked, show_if=rule, may_be_unanswered=draw(st.booleans())))
    return made


def journey(made, begins):
    """One phase per step; those in ``begins`` start a dated part."""
    phases = []
    for number, one in enumerate(made):
        phase = {"key": f"p{number}", "title": text("Deel", "Part"), "lifecycle": "buy", "steps": [one]}
        if number in begins:
            phase["episode"] = {"opens_after_days": 1, "due_after_days": 2}
        phases.append(phase)
    return documents.clean({"schema": 1, "title": text("Reis", "Journey"), "options": {}, "phases": phases})


@st.composite
def filled(draw, made):
    """A value for every field; some steps were walked twice, some contacts nobody answered."""
    values = {"@baseline": {"v": TAP}, "@overall": {"v": draw(st.integers(1, 10))}, "@recommend": {"v": 8}}
    for one in made:
        for path in [one["key"], f"{one['key']}#2"][: draw(st.integers(1, 2))]:
            px, py, grade, says = draw(FELT)
            values[f"{path}/@tap"] = {"v": TAP | {"px": px, "py": py}}
            values[f"{path}/@named"] = {"skipped": "cannot_say"}
            values[f"{path}/@grade"] = {"v": grade} if says else {"skipped": "cannot_say"}
            values |= {f"{path}/{asked['key']}": draw(SAID) for asked in one["questions"]}
            if one["may_be_unanswered"] and draw(st.booleans()):
                values[f"{path}/@unanswered"] = {"v": True}
    return values


def planned(document):
    version = JourneyVersionFactory(document=document, checksum=uuid4().hex)
    return visit_under_way(wave=WaveFactory(study__journey=version.journey, journey_version=version))


def hand_in(visit, values):
    """Fill what is open in the round of this moment, on a phone of its own, and hand it in."""
    round_ = actions.current_round(visit)
    round_.visit = visit
    device, ops = uuid4(), []
    begun = timezone.now()
    open_now = fields.sheet_of(visit.journey_version).part(round_.episode)
    for seq, (field, value) in enumerate(values.items()):
        if open_now.has(fields.read(field)):
            at = (begun + timedelta(seconds=seq)).isoformat()
            ops.append({"id": str(uuid4()), "seq": seq, "field": field, "value": value, "t_wall": at})
    envelope = {"device": str(device), "schema": visit.journey_version.checksum, "sent_at": begun.isoformat()}
    for start in range(0, len(ops), 50):
        assert actions.put_ops(round_, envelope | {"ops": ops[start : start + 50]}, visit.shopper)["rejected"] == []
    manifest = {"submission": str(uuid4()), "device": str(device), "ops": [op["id"] for op in ops], "media": []}
    actions.finalise(round_, manifest, visit.shopper)
    return Visit.objects.select_related("journey_version", "location", "shopper").get(pk=visit.pk)


def brought(visit):
    """Everything that a visit left behind, but for which round brought it."""
    found = {name: getattr(visit, name) for name in (*rebuilding.SCORE_COLUMNS, "state", "answered")}
    for model in (Answer, StepExperience, StepScore, PartScore):
        names = [one.attname for one in model._meta.concrete_fields if one.attname not in NOT_COMPARED]
        rows = model.objects.filter(visit=visit).values_list(*names)
        found[model.__name__] = sorted(map(repr, rows))
    return found


class AnySplit(TestCase):
    """Each example in a transaction of its own."""

    @settings(max_examples=12)
    @given(st.data())
    def test_parts_together_are_the_whole(self, data):
        made = data.draw(steps(), "steps")
        values = data.draw(filled(made), "values")
        begins = data.draw(st.sets(st.integers(1, len(made) - 1)), "begins")
        whole = hand_in(planned(journey(made, set())), values)
        assert whole.state == VisitState.SUBMITTED

        visit = planned(journey(made, begins))
        if data.draw(st.booleans(), "somebody else began"):
            others = data.draw(filled(made), "others")
            for _part in range(data.draw(st.integers(0, len(begins)), "parts")):
                before = hand_in(visit, others) if visit.state == VisitState.STARTED else visit
                if before.state != VisitState.STARTED:
                    return  # they handed in all of it
                visit = before
            visits.unassign(visit, by=None)
            visits.assign(visit, UserFactory(), by=None)
            visits.read_briefing(visit, by=visit.shopper)
            visits.start(visit, by=visit.shopper)
        rounds = 0
        while visit.state == VisitState.STARTED:
            visit, rounds = hand_in(visit, values), rounds + 1
        assert rounds <= 1 + len(begins)
        assert visit.experiences.filter(mode="recalled").count() == 0
        assert brought(visit) == brought(whole)
        assert [done.differing for done in rebuilding.rebuild(rebuilding.handed_in(), check=True)] == [{}]
