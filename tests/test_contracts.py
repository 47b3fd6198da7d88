"""Each contract between rooms fails when somebody breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLANTED = {
    "Calls go down, from room to room": ("fieldwork/studies/planted.py", "from fieldwork.visits import models"),
    "fieldwork never imports reports": ("fieldwork/review/planted.py", "from reports.figures import models"),
    "Inside a room, each module imports only what stands left of it": (
        "fieldwork/visits/rules.py",
        "from fieldwork.visits import models",
    ),
    "Measurement and charts are plain Python": ("reports/charts/planted.py", "from django.utils import timezone"),
    "measurement stands on nothing of ours": ("fieldwork/measurement/planted.py", "from fieldwork.common import texts"),
    "Inside reports only figures reads the field's tables": (
        "reports/dashboards/planted.py",
        "from fieldwork.visits import models",
    ),
}
BROKEN_IN = {
    "fieldwork never imports reports": "Calls go down, from room to room",
    "measurement stands on nothing of ours": "Calls go down, from room to room",
}


def check(folder: Path) -> subprocess.CompletedProcess:
    """Run the linter on a copy of the code."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The code alone, where it can be broken."""
    folder = tmp_path_factory.mktemp("planted")
    for name in ("fieldwork", "reports"):
        ignored = shutil.ignore_patterns("static", "locale", "__pycache__", "*.jpg", "*.mo")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_house_is_in_order(copy):
    found = check(copy)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_found(copy, name):
    path, line = PLANTED[name]
    file = copy / path
    before = file.read_text() if file.exists() else None
    file.write_text((before or "") + f"\n{line}\n")
    try:
        found = check(copy)
    finally:
        file.write_text(before) if before is not None else file.unlink()
    assert found.returncode != 0
    assert f"{BROKEN_IN.get(name, name)} BROKEN" in found.stdout
