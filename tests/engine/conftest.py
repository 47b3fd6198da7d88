"""Real processes for tests of this folder."""

import pytest
from celery import Celery

from fieldwork.celery import app
from tests.engine.processes import Crew, broker_url


@pytest.fixture
def crew(transactional_db, tmp_path, monkeypatch):
    """``crew(**environment)`` gives worker and beat, not started; pokes of this process go to their broker."""
    made: list[Crew] = []

    def make(broker: str = "", **environment: object) -> Crew:
        one = Crew(tmp_path / f"crew-{len(made)}", broker or broker_url(), **environment)
        made.append(one)
        send = Celery.send_task

        def to_their_broker(*args: object, **kwargs: object) -> object:
            with one.link() as link:
                return send(app, *args, **kwargs | {"connection": link})

        monkeypatch.setattr(app, "send_task", to_their_broker)
        return one

    yield make
    for one in made:
        one.stop()
