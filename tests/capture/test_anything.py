"""Whatever comes in, reading it ends in an answer of ours and never in a crash."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldwork.capture import batch, fields, photos, values
from fieldwork.capture.refusals import Malformed, PhotoRefused, TooLarge, WrongShape
from tests.documents import every_kind

BESIDE = {fields.MEMO, fields.POSITION}
SHEET = replace(fields.sheet_of_document(every_kind()), beside=frozenset(BESIDE))
PATHS = [
    *SHEET.questions,
    *(f"{key}/{part}" for key in SHEET.steps for part in (*fields.STEP_PARTS, "@unanswered", fields.MEMO)),
    *fields.VISIT_PARTS, fields.POSITION, "others#2/day", "others#21/day", "others#0/day", "/", "@", "", "a/b/c",
]  # fmt: skip
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(
        ["yes", "clean", "none", "2026-11-24", "14:07", "2026-11-24T14:07", "\0", "irritated", "touch", "left"]
    )
)  # fmt: skip
KEYS = [
    "v", "na", "skipped", "photos", "named", "px", "py", "amount_cents", "emotion", "intensity", "lat", "lon",
    "accuracy_m",
]  # fmt: skip
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)
values_sent = anything | st.fixed_dictionaries({"v": anything}) | st.fixed_dictionaries({"na": anything})
ops = anything | st.fixed_dictionaries(
    {
        "id": st.uuids().map(str) | anything,
        "seq": st.integers(0, 100) | anything,
        "field": st.sampled_from(PATHS) | anything,
        "value": values_sent,
        "t_wall": st.datetimes().map(str) | anything,
    }
)
envelopes = anything | st.fixed_dictionaries(
    {
        "device": st.uuids().map(str) | anything,
        "schema": st.text(min_size=1, max_size=64) | anything,
        "language": st.sampled_from(["nl", "en", "xx"]) | anything,
        "sent_at": anything,
        "ops": st.lists(ops, max_size=60) | anything,
    }
)


@settings(max_examples=300)
@given(st.sampled_from(PATHS), values_sent, st.sampled_from(["nl", "en"]))
def test_any_value_for_any_field_is_cleaned_or_refused(path, value, language):
    field = fields.read(path)
    if field is None or not SHEET.has(field):
        return
    try:
        stored = values.clean(SHEET, field, value, language)
    except values.Refused as refusal:
        told = refusal
    else:
        assert json.loads(json.dumps(stored, allow_nan=False)) == stored
        assert values.clean(SHEET, field, stored, language) == stored
        return
    assert told.code
    assert told.why


@settings(max_examples=200)
@given(envelopes, st.just(SHEET.part(1)) | st.sets(st.sampled_from(PATHS), max_size=3).map(SHEET.asked_back))
def test_any_batch_is_read_or_refused(envelope, scope):
    if not isinstance(envelope, dict):
        return
    try:
        found = batch.read(envelope, "nl")
    except (WrongShape, TooLarge):
        return
    looked_at = batch.check(found, SHEET, scope)
    assert len(looked_at) == len(found.ops)


@settings(max_examples=150)
@given(anything | st.fixed_dictionaries({"submission": st.uuids().map(str), "device": st.uuids().map(str),
                                         "ops": st.lists(anything), "media": st.lists(anything)}))  # fmt: skip
def test_any_manifest_is_read_or_refused(manifest):
    if isinstance(manifest, dict):
        try:
            batch.read_manifest(manifest)
        except (WrongShape, TooLarge):
            return


@settings(max_examples=200)
@given(st.binary(max_size=2000) | envelopes.map(lambda one: json.dumps(one).encode()))
def test_any_body_is_read_or_refused(body):
    try:
        assert isinstance(batch.parse(body), dict)
    except (Malformed, TooLarge):
        return


@settings(max_examples=150)
@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBPVP8 ", b"....ftypheic"]), st.binary())
def test_any_bytes_are_a_photo_or_refused(head, tail):
    with pytest.raises(PhotoRefused):
        photos.prepare(head + tail)
