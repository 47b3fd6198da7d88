"""What one shopper needs so that every page of the phone can be seen: a visit in each state, a study of each kind.

Run once as ``python -m tests.walks.gallery LANGUAGE…`` with the settings of the product under test; prints one JSON
object: ``{language: {"session", "nobody", "visits": {name: uuid}}}``, where ``nobody`` is the session of a shopper
without any visits.
"""

import io
import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")
LONG = (
    "Hoe duidelijk waren de openingstijden en de bereikbaarheidsinformatie op de gemeentewebsite?",
    "How clear were the opening hours and the accessibility information on the website of the municipality?",
)
BRIEFING = {
    "nl": "# Je opdracht\n\nJe verlengt je paspoort **zonder afspraak**.\n\n- Noem geen namen.\n\n![De hal]({picture})",
    "en": "# Your assignment\n\nYou renew your passport **without an appointment**.\n\n![The hall]({picture})",
}
CHANGES = {"nl": "De balie is verhuisd.", "en": "The counter moved."}


def lay(language: str) -> dict[str, Any]:
    """Make the shopper and the visits."""
    from django.utils import timezone

    from fieldwork.people.states import Role
    from fieldwork.studies import actions as studies
    from fieldwork.visits.states import VisitState
    from tests.factories import UserFactory, VisitFactory
    from tests.faults.desk import ask_back, session

    shopper = UserFactory(language=language)
    planner = UserFactory(role=Role.PLANNER)
    wave = wave_of(planner)
    about = {"wave": wave, "location": VisitFactory(wave=wave, state=VisitState.DRAFT).location}
    visits = {
        name: VisitFactory(shopper=shopper, **about, **changes)
        for name, changes in {
            "fresh": {},
            "again": {"briefed": True},
            "asked": {"state": VisitState.STARTED, "briefed": True},
            "taken_back": {"state": VisitState.CANCELLED},
        }.items()
    }
    briefing = studies.briefing_of(wave)
    newer = {code: f"{text}\n\nBalie 4 / Counter 4." for code, text in briefing.draft.items()}
    studies.save_briefing(wave, newer, planner, briefing.revision)
    studies.publish_briefing(wave, planner, CHANGES)
    for name, switches in {
        "going": {},
        "gone": {},
        "faces": {"instrument": "faces"},
        "spoken": {"allows_audio": True, "asks_position": True, "audio_ground": "Ondernemingsraad, 3 maart"},
    }.items():
        own = wave_of(planner, **switches)
        visits[name] = VisitFactory(shopper=shopper, wave=own, state=VisitState.STARTED, briefed=True)
    on_two_phones(visits["going"], "arriving/remark", {"nl": ("Druk.", "Stil."), "en": ("Busy.", "Quiet.")}[language])
    visits["apart"] = half_done(shopper)
    send(visits["asked"], {"waiting/waited": {"v": "yes"}, "waiting/minutes": {"v": 12}})
    visits["asked"].rounds.update(final_at=timezone.now())  # its whole form would say nothing here
    ask_back(str(visits["asked"].uuid), "waiting/minutes")
    return {
        "session": session(shopper.pk), "nobody": session(UserFactory(language=language).pk),
        "visits": {name: str(visit.uuid) for name, visit in visits.items()},
    }  # fmt: skip


def send(visit: Any, answers: dict[str, Any], is_final: bool = False) -> None:
    """What a phone of its own sent before the tour begins."""
    from fieldwork.capture import actions
    from tests.capture.phones import Phone

    phone = Phone(visit)
    ops = phone.ops(answers)
    told = actions.put_ops(actions.current_round(visit), phone.batch(ops), visit.shopper)
    assert len(told["acked"]) == len(ops), told
    if is_final:
        phone.sent = told["acked"]
        actions.finalise(actions.current_round(visit), phone.manifest(), visit.shopper)
    visit.refresh_from_db()


def on_two_phones(visit: Any, field: str, values: tuple[str, str]) -> None:
    """Two phones that gave one question different answers."""
    for value in values:
        send(visit, {field: {"v": value}})


def half_done(shopper: Any) -> Any:
    """A visit in two dated parts whose first part is in."""
    from fieldwork.journeys.episodes import episodes_of
    from fieldwork.visits import episodes
    from fieldwork.visits.states import VisitState
    from tests.capture.phones import whole_form
    from tests.factories import JourneyVersionFactory, VisitFactory, WaveFactory
    from tests.walks.ground import in_parts

    document = in_parts()
    wave = WaveFactory(journey_version=JourneyVersionFactory(document=document))
    wave.study.journey = wave.journey_version.journey
    wave.study.save()
    same = {"wave": wave, "state": VisitState.STARTED, "briefed": True} | episodes.columns(episodes_of(document))
    visit = VisitFactory(shopper=shopper, **same)
    first = {name: value for name, value in whole_form().items() if name == "@baseline" or name.startswith("arriving/")}
    send(visit, first, is_final=True)
    return visit


def wave_of(planner: Any, **switches: Any) -> Any:
    """A wave of its own with a published briefing that has a picture; its form asks every kind of question."""
    from PIL import Image

    from fieldwork.studies import actions as studies
    from tests.factories import JourneyVersionFactory, WaveFactory

    wave = WaveFactory(journey_version=JourneyVersionFactory(document=document()))
    wave.study.journey = wave.journey_version.journey
    for name, value in switches.items():
        setattr(wave.study, name, value)
    wave.study.save()
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 800), "#3b6e8f").save(drawn, "JPEG")
    picture = studies.add_picture(wave, drawn.getvalue(), "De hal", planner)
    text = {code: words.format(picture=f"picture:{picture.uuid}") for code, words in BRIEFING.items()}
    studies.save_briefing(wave, text, planner, studies.briefing_of(wave).revision)
    studies.publish_briefing(wave, planner)
    return wave


def document() -> dict:
    """Every kind of question, one with a long text and a hint, under the names of the walks' journey."""
    from tests import documents
    from tests.walks.ground import story

    told = story()
    steps = [step for phase in documents.every_kind()["phases"] for step in phase["steps"]]
    others = steps[-1]
    others["title"] = documents.text("Afrekenen en vertrekken", "Paying and leaving")
    others["ask"] = documents.text("Hoe voelde afrekenen?", "How did paying feel?")
    others["questions"][1]["text"] = documents.text(*LONG)
    others["questions"][1]["hint"] = documents.text("Kijk ook achterop het bord.", "Look at the back of the sign, too.")
    told["phases"][1]["steps"].append(others)
    return told


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({language: lay(language) for language in sys.argv[1:]}))
