"""Handing in a visit with 50 answers in 8 steps, through the whole HTTP stack."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench.harness import Figure, cpu, in_ms, queries, set_up

REPEAT = 30
BATCH = 50  # ops in one call, as the phone sends them


def figures(repeat: int) -> Iterator[Figure]:
    """CPU of all calls with ops together, and of the final; queries of both."""
    set_up()
    phones = _phones(repeat + 3)
    yield in_ms("submission_ops_cpu_ms", cpu([lambda one=one: one.send() for one in phones[:-1]], warm=2))
    yield Figure("submission_ops_queries", queries(phones[-1].send), "queries", 1)
    yield in_ms("submission_cpu_ms", cpu([lambda one=one: one.hand_in() for one in phones[:-1]], warm=2))
    yield Figure("submission_queries", queries(phones[-1].hand_in), "queries", 1)


def _phones(how_many: int) -> list[Any]:
    from fieldwork.visits.states import VisitState
    from tests.bench import field
    from tests.capture.phones import Phone
    from tests.factories import BriefingVersionFactory, VisitFactory

    class Ready(Phone):
        """A phone whose bodies are written before the clock runs."""

        def prepare(self) -> None:
            ops = self.ops(field.answers())
            self.bodies = [json.dumps(self.batch(ops[i : i + BATCH])).encode() for i in range(0, len(ops), BATCH)]
            self.last = json.dumps(self.manifest(ops=[op["id"] for op in ops])).encode()

        def send(self) -> None:
            for body in self.bodies:
                answer = self.raw(body)
                _expect(answer.status_code == 200 and not answer.json()["rejected"], answer)

        def hand_in(self) -> None:
            answer = self.raw(self.last, "final")
            _expect(answer.status_code == 200, answer)

    wave = field.wave()
    BriefingVersionFactory(briefing__wave=wave)
    made = [Ready(VisitFactory(wave=wave, state=VisitState.STARTED, briefed=True)) for _number in range(how_many)]
    prepare: Callable[[Ready], None] = Ready.prepare
    for phone in made:
        prepare(phone)
    return made


def _expect(is_so: bool, answer: Any) -> None:
    if not is_so:
        raise AssertionError(answer.content.decode())
