"""Run the groups one after the other, each in a process of its own."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from tests.bench import GROUPS, OF_THE_DEMO, ROOT


def arguments() -> argparse.Namespace:
    """What was asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description="One JSON line per figure.")
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"groups: {', '.join(GROUPS)} (default: all)")
    asked.add_argument("--repeat", type=int, default=0, help="repetitions instead of each group's own")
    asked.add_argument("--demo", type=Path, help="a DATA_DIR that holds the demo already")
    found = asked.parse_args()
    if strange := set(found.names) - set(GROUPS):
        asked.error(f"no such group: {', '.join(sorted(strange))}; there are {', '.join(GROUPS)}")
    return found


def run(arguments_: list[str], data: Path, stdout: TextIO | None = None) -> bool:
    """Run Python in a data folder, embedded whatever the environment says; whether it went well."""
    embedded = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    environment = embedded | {"DATA_DIR": str(data), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, *arguments_]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=stdout, check=False).returncode == 0


def filled(data: Path) -> bool:
    """Fill the demo, unless the start did that; a half filled one is made anew."""
    if not (data / "filled").exists():
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        if not run(["manage.py", "demo", "--no-serve", "--stage", "reported"], data, stdout=sys.stderr):
            return False
        (data / "filled").touch()
    return True


def main() -> int:
    """0 when every group gave its figures; a group that fails leaves the others alone."""
    asked = arguments()
    failed = []
    with tempfile.TemporaryDirectory(prefix="veldwerk-bench-") as folder:
        demo = asked.demo or Path(folder) / "demo"
        for name in [group for group in GROUPS if group in asked.names or not asked.names]:
            data = demo if name in OF_THE_DEMO or name == "start" else Path(folder) / name
            data.mkdir(exist_ok=True)
            ready = name not in OF_THE_DEMO or asked.demo or filled(demo)
            if not (ready and run(["-m", "tests.bench.one", name, str(asked.repeat)], data)):
                failed.append(name)
    if failed:
        print(f"no figures, or not all, of: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
