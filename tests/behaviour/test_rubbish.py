"""Every form and every address with everything wrong, by people who may be there: never a server error."""

import json
import logging
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from fieldwork.people.models import Location, User
from fieldwork.people.states import Role
from fieldwork.studies.models import Study, Wave
from fieldwork.visits.models import Visit
from reports.figures.models import FigureSet
from tests.behaviour.robot import NASTY, Form, fillings, forms_of
from tests.behaviour.world import addresses, routes, whole_world
from tests.capture.phones import Phone
from tests.conftest import files_below

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def own_files(tmp_path_factory):
    """One folder for all tests of this file: what the world has stored stays where it was."""
    with files_below(tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(scope="module")
def world(own_files, module_db):
    """The whole world, made once: robots take everything back. No thousands of lines about refused requests."""
    logging.disable(logging.ERROR)
    yield whole_world()
    logging.disable(logging.NOTSET)


class Robot:
    """Sends anything, puts everything back as it was, and remembers what broke."""

    def __init__(self, person: Any) -> None:
        self.http = Client(raise_request_exception=True)
        if person:
            self.http.force_login(person)
        self.sent, self.broken = 0, []

    def send(self, method: str, target: str, what: str = "", *, keep: bool = False, **sent: Any) -> Any:
        """One request in a transaction of its own, taken back unless ``keep``."""
        path = sent.get("path", target)
        self.sent += 1
        answer = None
        try:
            with transaction.atomic():
                answer = getattr(self.http, method)(target, **sent)
                if answer.streaming:
                    b"".join(answer.streaming_content)
                if answer.status_code >= 500:
                    self.broken.append(f"{method} {path} ({what}): {answer.status_code}")
                transaction.set_rollback(not keep)
        except Exception as problem:
            self.broken.append(f"{method} {path} ({what}): {type(problem).__name__}: {str(problem)[:200]}")
        return answer

    def twice(self, form: Form) -> None:
        """The form as it stood, sent two times as by an impatient finger."""
        with transaction.atomic():
            for time in ("first", "second"):
                self.send("post", form.action, f"as it stood, {time} time", keep=True, data=form.values)
            transaction.set_rollback(True)

    def raw(self, method: str, path: str, body: bytes, kind: str, **sent: Any) -> Any:
        """A body as it is: the test client would mend it on the way."""
        what = f"{kind} {body[:12]!r}"
        return self.send("generic", method.upper(), what, path=path, data=body, content_type=kind, **sent)

    def verdict(self) -> None:
        assert self.sent
        assert not self.broken, f"{len(self.broken)} of {self.sent}:\n" + "\n".join(self.broken[:40])


def crawl(robot: Robot, world: Any) -> Iterator[Form]:
    """Every form of every page this person may open; the same form on two pages once."""
    seen: set[Any] = set()
    chosen = [
        f"{reverse('visits:plan')}?wave={world.wave.pk}",
        f"{reverse('visits:board')}?visit={world.visits['open'].uuid}",
        f"{reverse('documents:new')}?study={world.study.pk}",
    ]
    found = addresses(world)
    for path in dict.fromkeys([*dict(found).values(), *chosen, *(path for _name, path in found)]):
        answer = robot.send("get", path)
        if answer is None or answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        for form in forms_of(path, answer.content.decode()):
            if form.mark not in seen and not form.action.startswith("/account/"):
                seen.add(form.mark)
                yield form


@pytest.fixture(scope="module")
def forms(world):
    """The forms each role may fill in; of an administrator only what no planner can."""
    found = {}
    for role in Role:
        robot = Robot(world.people[role])
        found[role] = {form.mark: form for form in crawl(robot, world)}
        robot.verdict()
    for mark in found[Role.PLANNER]:
        found[Role.ADMINISTRATOR].pop(mark, None)
    return found


def fill_in(robot: Robot, form: Form, share: slice, *, again: bool = False) -> None:
    """This share of all the wrong ways to fill a form in; and as it stood, two times."""
    for what, data in fillings(form, again)[share]:
        if form.method == "post":
            robot.send("post", form.action, what, data=data)
        elif "megabytes" not in what:
            robot.send("get", form.action, what, data=data)
    if form.method == "post":
        robot.twice(form)


@pytest.mark.parametrize("role", Role)
def test_every_form_survives_rubbish(world, forms, role):
    robot = Robot(world.people[role])
    for mark, form in forms[role].items():
        # Who may fill in the same form share the rubbish.
        sharers = [one for one in Role if mark in forms[one]]
        fill_in(robot, form, slice(sharers.index(role), None, len(sharers)))
    assert forms[role]
    robot.verdict()


@pytest.mark.soak
@pytest.mark.parametrize("role", Role)
def test_every_form_survives_all_rubbish_from_everybody(world, forms, role):
    robot = Robot(world.people[role])
    for form in forms[role].values():
        fill_in(robot, form, slice(None), again=True)
    robot.verdict()


def apart() -> bool:
    """Nothing of one client hangs on something of another."""
    mixed = [
        Visit.objects.exclude(location__client=F("wave__study__client")),
        Visit.objects.exclude(scenario__study=F("wave__study")),
        Visit.objects.exclude(persona=None).exclude(persona__study=F("wave__study")),
        Visit.objects.exclude(journey_version__journey=F("wave__study__journey")),
        Visit.objects.exclude(shopper=None).exclude(shopper__role=Role.SHOPPER),
        Wave.objects.exclude(journey_version=None).exclude(journey_version__journey=F("study__journey")),
        Study.objects.exclude(journey__client=F("client")),
        Location.objects.exclude(region=None).exclude(region__client=F("client")),
        Location.objects.exclude(district=None).exclude(district__client=F("client")),
        User.scope.through.objects.exclude(location__client=F("user__client")),
        FigureSet.locations.through.objects.exclude(location__client=F("figureset__study__client")),
        FigureSet.waves.through.objects.exclude(wave__study=F("figureset__study")),
    ]
    return not any(rows.exists() for rows in mixed)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.CLIENT_MANAGER, Role.ADMINISTRATOR])
def test_a_row_of_another_client_cannot_be_chosen(world, forms, role):
    other = whole_world()
    parts = [other.client, other.region, other.site, other.journey, other.version, other.study, other.wave,
             other.scenario, other.persona, other.report, *other.people.values()]  # fmt: skip
    keys = sorted({str(part.pk) for part in parts}) + [str(visit.uuid) for visit in other.visits.values()][:2]
    before = set(Visit.objects.filter(wave=other.wave).values_list("pk", "state", "shopper"))
    robot = Robot(world.people[role])
    for form in forms[role].values():
        names = form.chosen & set(form.values) - {"csrfmiddlewaretoken"}
        for name, key in product(names, keys) if form.method == "post" and len(form.values) < 25 else ():
            with transaction.atomic():
                sent = form.values | {name: [key]}
                answer = robot.send("post", form.action, f"{name}={key}", keep=True, data=sent)
                if answer and answer.status_code == 302:
                    assert apart(), f"{form.action} took {name}={key}"
                    assert set(Visit.objects.filter(wave=other.wave).values_list("pk", "state", "shopper")) == before
                transaction.set_rollback(True)
    robot.verdict()


def test_the_world_holds_every_address(world):
    assert {name for name, _path in addresses(world)} == set(routes())


BODIES = [
    (b"", "application/json"),
    (b"{", "application/json"),
    (b"null", "application/json"),
    (b"[" * 60_000, "application/json"),
    (b'{"a":' * 60_000, "application/json"),
    (b'{"ops": 7, "device": {}, "media": null}', "application/json"),
    (b'{"n": ' + b"9" * 5000 + b"}", "application/json"),
    (json.dumps({"text": "\0 \ud800"}).encode(), "application/json"),
    (b"\xff\xfe\x00", "application/json; charset=utf-99"),
    (b"a=%ED%A0%80&b=%00&c=%FF", "application/x-www-form-urlencoded"),
    (b"a=1", "application/x-www-form-urlencoded; charset=klingon"),
    (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
    (b"nothing", "multipart/form-data"),
    (b"a=b&" * 5000, "application/x-www-form-urlencoded"),
    (b"x" * 10_000_000, "text/plain"),
    (b"<a/>", "application/xml"),
]


@pytest.mark.parametrize("role", [None, Role.SHOPPER, Role.REVIEWER, Role.CLIENT_MANAGER, Role.ADMINISTRATOR])
def test_every_address_survives_any_body_and_any_method(world, role):
    robot = Robot(role and world.people[role])
    for number, (_name, path) in enumerate(dict(addresses(world)).items()):
        for place, method in enumerate(("post", "put", "patch", "delete", "options", "head")):
            # An administrator posts every body to every address; the others share them, or it would take minutes.
            every = (role, method) == (Role.ADMINISTRATOR, "post")
            chosen = BODIES if every else [BODIES[(number + place) % len(BODIES)]]
            for body, kind in chosen:
                robot.raw(method, path, body, kind)
    robot.verdict()


@pytest.mark.engine
def test_every_list_survives_rubbish_in_its_address(world):
    names = ("page", "q", "state", "wave", "waves", "week", "location", "need", "channel", "sort", "show", "clock",
             "visit", "client", "role", "study", "language", "format", "limit", "location_nodes", "nodes")  # fmt: skip
    lists = [path for name, path in addresses(world) if not routes()[name]]
    for role in Role:
        robot = Robot(world.people[role])
        for path in lists:
            if robot.send("get", path).status_code == 200:
                for nasty in NASTY[2::2]:
                    robot.send("get", path, nasty[:20], data=dict.fromkeys(names, nasty[:1000]))
        robot.verdict()


def test_addresses_that_nobody_made_up(world):
    robot = Robot(world.people[Role.ADMINISTRATOR])
    for _name, path in dict(addresses(world)).items():
        parts = path.strip("/").split("/")
        for place, part in enumerate(parts):
            if any(character.isdigit() for character in part):
                for nasty in ("9" * 30, "0", "-1", "%00", "²", "١", "x" * 300, "../..", str(UUID(int=0))):
                    made = [*parts[:place], quote(nasty, safe="%/."), *parts[place + 1 :]]
                    robot.send("get", "/" + "/".join(made) + ("/" if path.endswith("/") else ""), nasty)
    robot.verdict()


HEADERS = [
    {"Accept-Language": "\x01;;q=9,xx-" + "y" * 4000},
    {"Accept": "application/\x80"},
    {"Referer": "http://[::1"},
    {"Range": "bytes=9-1,-,99999999999999999-"},
    {"If-Modified-Since": "yesterday"},
    {"If-None-Match": '"' * 500},
    {"Cookie": "sessionid=\x00; django_language=../../x; csrftoken=" + "z" * 5000},
    {"Authorization": "Bearer \xff\x00"},
    {"Authorization": "Bearer " + "a.b" * 3000},
    {"X-Forwarded-For": "'\"<x>"},
]


@pytest.mark.parametrize(
    "role",
    [
        # Of all these headers only the cookie comes to the database, and with it everybody is a stranger.
        pytest.param(None, marks=pytest.mark.engine),
        pytest.param(Role.SHOPPER, marks=pytest.mark.engine_soak),
        pytest.param(Role.PLANNER, marks=pytest.mark.engine_soak),
    ],
)
def test_headers_full_of_rubbish(world, role):
    robot = Robot(role and world.people[role])
    for _name, path in dict(addresses(world)).items():
        for header in HEADERS:
            robot.send("get", path, str(header)[:40], headers=header)
    robot.verdict()


ODD = (None, True, -1, 10**30, 1e308, "", "\0", "x" * 6000, "\ud800", [], [[]], {}, {"a": {}}, ["x"], [None])


@pytest.mark.engine
def test_the_doors_of_the_phone_with_a_good_token(world):
    visit = world.visits["started"]
    phone = Phone(visit)
    robot = Robot(None)
    for name in ("ops", "final"):
        for body, kind in BODIES:
            robot.raw("put", phone.url(name), body, kind, headers=phone.headers)
        whole = phone.batch(phone.ops({"arriving/greeted": {"v": "yes"}})) if name == "ops" else phone.manifest()
        for key in whole:
            for nasty in ODD:
                robot.send(
                    "put", phone.url(name), f"{key}={nasty!r}"[:40], data=whole | {key: nasty},
                    content_type="application/json", headers=phone.headers,
                )  # fmt: skip
    robot.verdict()
