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
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "-W", "ignore", "manage.py", *command], cwd=ROOT, env=environment, check=True)
        yield {"PREPARED": folder, "FAULTS_PREPARED": folder}


def lay(data: Path, environment: dict[str, str]) -> None:
    """Tables and static files for a product on ``data``: copied where they were prepared, else made here.

    Tables on another engine are always made here.
    """
    manage = [sys.executable, "-W", "ignore", "manage.py"]
    if ready := os.environ.get("PREPARED"):
        shutil.copytree(ready, data, dirs_exist_ok=True)
    else:
        subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=environment, check=True)
    if not ready or "DATABASE_URL" in environment:
        subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)


def lay_tables(file: Path) -> bool:
    """Copy the prepared SQLite database to ``file``; false when none was prepared."""
    if ready := os.environ.get("PREPARED"):
        shutil.copy(Path(ready) / DATABASE, file)
    return bool(ready)
