"""Emotion comes from what people say and tap, never from how their body or fingers move (hard rules a-c)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fieldwork.capture.models import Op, PartScore, StepExperience, StepScore
from fieldwork.emotions import instruments
from tests.capture.phones import TAP as TAP_OF_A_PHONE
from tests.capture.phones import Phone, visit_under_way

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "fieldwork/static/js/phone"
TELEMETRY = {
    "path": [[1, 2], [3, 4]], "trajectory": [1], "pressure": 0.4, "force": 1, "radiusX": 3, "tilt": 2,
    "keystrokes": [1], "typing_ms": [90, 110], "key_times": [1], "backspaces": 3, "heart_rate": 80,
    "camera": "data:", "photo": "x", "microphone": "x", "audio": "x", "gaze": [1], "gyro": [1], "gait": [1],
    "location": [52, 5], "battery": 0.5, "scroll": [1], "face_scan": "x",
}  # fmt: skip
TAP = {"px": 1, "py": 2, "t_shown": 3, "t_first_touch": 4, "t_final": 5, "first_px": 1, "first_py": 2,
       "input_kind": "touch"}  # fmt: skip
FACE = {"face": "joy", "q": 2, "t_shown": 3, "t_first_touch": 4, "t_final": 5, "input_kind": "touch"}
WORDS = {"named": [{"emotion": "happy", "intensity": 1} | TELEMETRY], "tile_side": "left"}


@pytest.mark.parametrize("code, inside", [("pad", TAP), ("faces", FACE), ("named", WORDS)])
def test_the_schema_has_no_place_for_it(code, inside):
    kept = instruments.get(code).check({"v": inside | TELEMETRY} | TELEMETRY, "en")
    assert not set(re.findall(r'"(\w+)":', json.dumps(kept))) & set(TELEMETRY)
    assert list(kept) == ["v"]


@pytest.mark.parametrize(
    "code, tap, place",
    [("pad", TAP, {"px", "py", "first_px", "first_py"}), ("faces", FACE, {"face", "q"})],
)
def test_the_tap_has_exactly_these_fields(code, tap, place):
    assert set(instruments.get(code).check({"v": tap}, "en")["v"]) == place | {
        "t_shown", "t_first_touch", "t_final", "revisions", "input_kind", "interrupted", "long_task", "instrument",
        "delay_min",
    }  # fmt: skip


@pytest.mark.django_db
def test_an_op_says_when_and_how_long_its_screen_stood_and_nothing_of_a_body():
    phone = Phone(visit_under_way())
    op = phone.op("waiting/@tap", {"v": TAP_OF_A_PHONE | TELEMETRY}, shown_ms=900, t_mono=1200)
    assert phone.put([op | TELEMETRY]).json()["acked"] == [op["id"]]
    stored = Op.objects.get()
    assert not set(stored.value["v"]) & set(TELEMETRY)
    columns = {one.name for one in Op._meta.get_fields()} | {one.name for one in StepExperience._meta.get_fields()}
    assert not columns & set(TELEMETRY)


def test_the_scripts_ask_no_sensor_and_no_camera_stream():
    forbidden = re.compile(
        r"getUserMedia|ImageCapture|DeviceMotion|DeviceOrientationEvent|Accelerometer|Gyroscope|\.pressure\b"
        r"|getCoalescedEvents|getPredictedEvents|radiusX|tiltX|FaceDetector|IdleDetector|getBattery|bluetooth"
    )
    scripts = list(SCRIPTS.glob("*.js"))
    assert scripts
    found = {(path.name, word) for path in scripts for word in forbidden.findall(path.read_text())}
    # A spoken note, which a shopper begins and ends; see below for where it cannot go.
    assert found == {("audio.js", "getUserMedia")}
    asked = {path.name for path in scripts if "geolocation" in path.read_text()}
    assert asked == {"position.js"}


def test_a_spoken_note_and_a_position_have_no_road_to_a_feeling():
    """Neither field has an instrument, and nothing that makes experiences or scores knows them by name."""
    assert [instruments.for_field(field) for field in ("waiting/@memo", "@memo", "@position")] == [None] * 3
    columns = {field.name for field in (*StepExperience._meta.fields, *StepScore._meta.fields, *PartScore._meta.fields)}
    assert not {name for name in columns if re.search(r"memo|audio|voice|position$|latitude|media", name)}
    makers = [*(ROOT / "fieldwork/capture").glob("*.py"), *(ROOT / "fieldwork/measurement").rglob("*.py")]
    makers += (ROOT / "fieldwork/emotions").rglob("*.py")
    knowing = {path.name for path in makers if re.search(r"\bMEMO\b|@memo|\baudio\b", path.read_text())}
    feeling = {"experiences.py", "scoring.py", "rebuilding.py", "completeness.py", "receivers.py"}
    assert knowing.isdisjoint(feeling)
    assert not [path for path in makers if path.name in knowing and path.parent.name != "capture"]
    for name in ("affect", "conditions"):
        assert not re.search(r'from "(audio|position|camera)"|@memo|@position', (SCRIPTS / f"{name}.js").read_text())
