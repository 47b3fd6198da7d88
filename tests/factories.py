"""Rows for tests: each factory makes one believable thing and what it cannot do without."""

import hashlib
import json
from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from fieldwork.capture.models import Round
from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.people.models import Client, Location, ShopperProfile, User
from fieldwork.people.states import CLIENTS, LocationKind, Role
from fieldwork.studies.models import Briefing, BriefingVersion, Persona, Scenario, Study, Wave
from fieldwork.visits.models import BriefingReceipt, Visit
from fieldwork.visits.states import VisitState
from tests import documents

PASSWORD = "een-lang-wachtwoord"


class ClientFactory(DjangoModelFactory):
    class Meta:
        model = Client

    code = factory.Sequence(lambda n: f"klant-{n}")
    name = factory.Sequence(lambda n: f"Gemeente {n}")


class UserFactory(DjangoModelFactory):
    """``manages=[client]`` for the desk, ``client=`` for a client's person, ``scope=[location]`` for a part."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"iemand{n}@voorbeeld.nl")
    name = factory.Faker("name", locale="nl_NL")
    role = Role.SHOPPER
    client = factory.Maybe(factory.LazyAttribute(lambda o: o.role in CLIENTS), factory.SubFactory(ClientFactory), None)

    @factory.post_generation
    def manages(self, create, clients, **kwargs):
        if clients:
            self.managed_clients.set(clients)

    @factory.post_generation
    def scope(self, create, locations, **kwargs):
        if locations:
            User.objects.get(pk=self.pk).scope.set(locations)

    @factory.post_generation
    def password(self, create, value, **kwargs):
        if value:
            self.set_password(value)
            self.save()

    @factory.post_generation
    def with_profile(self, create, value, **kwargs):
        if self.role == Role.SHOPPER:
            ShopperProfile.objects.get_or_create(
                user=self, defaults={"city": "Utrecht", "birth_date": date(1990, 5, 1)}
            )


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    client = factory.SubFactory(ClientFactory)
    kind = LocationKind.SITE
    code = factory.Sequence(lambda n: f"loc-{n}")
    name = factory.Sequence(lambda n: f"Servicepunt {n}")
    address = "Wilgenlaan 14, Waterrijk"
    latitude = 52.1
    longitude = 5.1


class JourneyFactory(DjangoModelFactory):
    class Meta:
        model = Journey

    client = factory.SubFactory(ClientFactory)
    draft = factory.LazyFunction(documents.small)
    title = factory.LazyAttribute(lambda o: o.draft["title"])


class JourneyVersionFactory(DjangoModelFactory):
    class Meta:
        model = JourneyVersion

    journey = factory.SubFactory(JourneyFactory)
    number = factory.Sequence(lambda n: n + 1)
    document = factory.LazyFunction(documents.small)
    checksum = factory.LazyAttribute(
        lambda o: hashlib.sha256(json.dumps(o.document, sort_keys=True).encode()).hexdigest()
    )


class StudyFactory(DjangoModelFactory):
    class Meta:
        model = Study

    client = factory.SubFactory(ClientFactory)
    journey = factory.SubFactory(JourneyFactory, client=factory.SelfAttribute("..client"))
    title = factory.Sequence(lambda n: f"Onderzoek {n}")


class PersonaFactory(DjangoModelFactory):
    class Meta:
        model = Persona

    study = factory.SubFactory(StudyFactory)
    name = "Gemakzoeker"


class ScenarioFactory(DjangoModelFactory):
    class Meta:
        model = Scenario

    study = factory.SubFactory(StudyFactory)
    title = factory.Sequence(lambda n: f"Paspoort verlengen {n}")
    story = "Je wilt je paspoort verlengen en hebt geen afspraak."


class WaveFactory(DjangoModelFactory):
    class Meta:
        model = Wave

    study = factory.SubFactory(StudyFactory)
    journey_version = factory.SubFactory(JourneyVersionFactory, journey=factory.SelfAttribute("..study.journey"))
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Golf {n}")
    visit_from = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=7))
    due = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    submit_by = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=16))
    report_by = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    fee_cents = 1850


class BriefingFactory(DjangoModelFactory):
    class Meta:
        model = Briefing

    wave = factory.SubFactory(WaveFactory)
    draft = factory.LazyFunction(lambda: {"nl": "# Je opdracht", "en": "# Your assignment"})


class BriefingVersionFactory(DjangoModelFactory):
    class Meta:
        model = BriefingVersion

    briefing = factory.SubFactory(BriefingFactory)
    number = 1
    markdown = factory.LazyFunction(lambda: {"nl": "# Je opdracht", "en": "# Your assignment"})
    html = factory.LazyFunction(lambda: {"nl": "<h2>Je opdracht</h2>", "en": "<h2>Your assignment</h2>"})


NO_SHOPPER = {VisitState.DRAFT, VisitState.OPEN, VisitState.OFFERED}


class VisitFactory(DjangoModelFactory):
    """A visit in a wave of its own; give ``state``, ``shopper``, ``wave``. ``briefed=True`` also reads the briefing."""

    class Meta:
        model = Visit
        skip_postgeneration_save = True

    wave = factory.SubFactory(WaveFactory)
    journey_version = factory.SelfAttribute("wave.journey_version")
    location = factory.SubFactory(LocationFactory, client=factory.SelfAttribute("..wave.study.client"))
    scenario = factory.SubFactory(ScenarioFactory, study=factory.SelfAttribute("..wave.study"))
    channel = "counter"
    state = VisitState.ASSIGNED
    shopper = factory.Maybe(
        factory.LazyAttribute(lambda o: o.state in NO_SHOPPER), None, factory.SubFactory(UserFactory)
    )
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))
    submit_by = factory.LazyFunction(lambda: timezone.now() + timedelta(days=4))
    fee_cents = 1850

    @factory.post_generation
    def briefed(self, create, value, **kwargs):
        """Publish a briefing when the wave has none, and let the shopper have read the current one."""
        if not value:
            return
        briefing, _new = Briefing.objects.get_or_create(wave=self.wave)
        version = briefing.current or BriefingVersionFactory(briefing=briefing)
        BriefingReceipt.objects.create(visit=self, version=version, shopper=self.shopper)


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    visit = factory.SubFactory(VisitFactory)
    number = 1
