"""A data folder with tables and static files, made once for a whole run: migrating takes longer than most tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "veldwerk.sqlite3"


@contextmanager
def prepared() -> Iterator[dict[str, str]]:
    """Really migrate and collect, once; yields the environment in which ``lay`` copies the outcome."""
    with tempfile.TemporaryDirectory(prefix="veldwerk-prepared-") as folder:
        environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        environment |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "fieldwork.settings"}
        _manage(environment, "migrate")
        _manage(environment, "collectstatic", "--noinput")
        yield {"PREPARED": folder, "FAULTS_PREPARED": folder}


def lay(data: Path, environment: dict[str, str]) -> None:
    """Tables and static files for a product on ``data``: copied where they were prepared, else made here.

    Tables on another engine are always made here.
    """
    if ready := os.environ.get("PREPARED"):
        shutil.copytree(ready, data, dirs_exist_ok=True)
    else:
        _manage(environment, "collectstatic", "--noinput")
    if not ready or "DATABASE_URL" in environment:
        _manage(environment, "migrate")


def lay_tables(file: Path) -> bool:
    """Copy the prepared SQLite database to ``file``; false when none was prepared."""
    if ready := os.environ.get("PREPARED"):
        shutil.copy(Path(ready) / DATABASE, file)
    return bool(ready)


def _manage(environment: dict[str, str], *command: str) -> None:
    """Run a command of ``manage.py`` without a word."""
    run = [sys.executable, "-W", "ignore", "manage.py", *command, "-v0", "--skip-checks"]
    subprocess.run(run, cwd=ROOT, env=environment, check=True)
