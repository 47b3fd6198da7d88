"""``make test``: the suite on SQLite, the walks in a real browser, and the engine tests on PostgreSQL and Redis.

``python -m tests.run --soak`` adds the long repetitions. With ``REQUIRE_SERVICES=1`` a missing service or a
skipped test is a failure; without it the part that cannot run is named.
"""

import os
import subprocess
import sys
import time

from tests import services
from tests.prepared import prepared

# Where walks and failures are: reading all other tests to find them would take half a minute each time.
WALKS = ("tests/walks",)
# Each of these starts a browser of its own, which cannot be done beside one that stays for the whole process.
OWN_BROWSER = (
    "tests/journeys/test_browser.py",
    "tests/journeys/xlsform/test_browser.py",
    "tests/journeys/xlsform/test_visits.py",
)
FAULTS = "tests/faults"
BOTH = ("-n", "2", "--dist", "worksteal")
REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"


def pytest(*arguments: str, **environment: str) -> int:
    """Run pytest in a process of its own; returns its exit code (5, no tests, counts as a failure)."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    print("\n$ pytest", *arguments, flush=True)
    started = time.monotonic()
    code = subprocess.run(command, env=os.environ | environment, check=False).returncode
    print(f"  took {time.monotonic() - started:.0f} s", flush=True)
    return code


def on_engines(*arguments: str) -> int:
    """Run tests against PostgreSQL and Redis started for this purpose."""
    try:
        with services.postgresql() as database, services.redis() as broker:
            return pytest(*arguments, DATABASE_URL=database, CELERY_BROKER_URL=broker)
    except services.Missing as line:
        print(f"Left out: PostgreSQL and Redis. To run it: {line}")
        return 1 if REQUIRED else 0


def main() -> int:
    """Run every part even when one fails, so that one run tells everything; 0 when all are green."""
    soak = "--soak" in sys.argv
    parts = {
        # Who is done first takes over half of what the other still has, so that no core waits at the end.
        "suite on SQLite": lambda: pytest(*BOTH, "-m", "not walk and not fault and not soak", "tests"),
        "walks in the browser": lambda: pytest("-n", "2", "--dist", "loadfile", "-m", "walk and not soak", *WALKS),
        "designer and import in the browser": lambda: pytest("-n", "2", "-m", "walk and not soak", *OWN_BROWSER),
        "a phone on which everything fails": lambda: pytest("-n", "2", "-m", "fault and not soak", FAULTS),
        "engine tests and one walk on PostgreSQL and Redis": lambda: on_engines(
            *BOTH, "-m", "engine and not soak", "tests"
        ),
    }
    if soak:
        parts["every failure of a phone twice more"] = lambda: max(
            pytest("-n", "2", "-m", "fault and not soak", FAULTS) for _time in range(2)
        )
        parts["storms, and broken variants"] = lambda: pytest("-n", "2", "-m", "soak", FAULTS)
        parts["long repetitions"] = lambda: pytest("-m", "soak", "tests", "--ignore", FAULTS)
        parts["long repetitions on PostgreSQL and Redis"] = lambda: on_engines(
            "-m", "soak and engine or engine_soak", "tests"
        )
    # Products are started hundreds of times: what Python compiled once, all of them may use.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with prepared() as environment:
        os.environ.update(environment)
        codes = {name: part() for name, part in parts.items()}
    print()
    for name, code in codes.items():
        print(f"{'green' if code == 0 else 'FAILED'}  {name}")
    return max(codes.values())


if __name__ == "__main__":
    sys.exit(main())
