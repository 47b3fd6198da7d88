"""Files on disk and on S3: stored once under the name of their bytes, read back whole."""

import hashlib
import os
from pathlib import Path

import boto3
import pytest
from django.core.files.storage import default_storage
from moto import mock_aws

from fieldwork.common import health, storage
from fieldwork.settings import _storage

BYTES = b"the bytes of a report"
NAME = f"reports/{hashlib.sha256(BYTES).hexdigest()[:2]}/{hashlib.sha256(BYTES).hexdigest()}.pdf"


@pytest.fixture
def bucket(settings, monkeypatch):
    """An S3 bucket that answers like the real one, named by STORAGE_URL as the README says."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with mock_aws():
        made = boto3.resource("s3", region_name="eu-central-1").create_bucket(
            Bucket="veldwerk", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        url = "s3://veldwerk/files?region_name=eu-central-1"
        settings.STORAGES = settings.STORAGES | {"default": _storage(url)}
        yield made


def test_a_file_on_disk_is_written_once(own_files):
    assert storage.store_once(BYTES, "reports", ".pdf") == NAME
    assert storage.store_once(BYTES, "reports", ".pdf") == NAME
    assert storage.read(NAME) == BYTES
    assert len(list((own_files / "files").rglob("*.pdf"))) == 1


def test_a_file_is_on_the_disk_before_its_name_is_told(own_files, monkeypatch):
    """What a power cut would spare: the bytes under their first name, then the folders that hold the last one."""
    reached, to_disk = [], os.fsync

    def fsync(number):
        path = Path(os.readlink(f"/proc/self/fd/{number}"))
        reached.append(
            (path.suffix or path.name, path.stat().st_size if path.is_file() else (path / NAME[-68:]).exists())
        )
        to_disk(number)

    monkeypatch.setattr(os, "fsync", fsync)
    storage.store_once(BYTES, "reports", ".pdf")
    assert reached == [(".new", len(BYTES)), (NAME[8:10], True), ("reports", False)]


def test_a_file_on_s3_is_written_once(bucket):
    assert storage.store_once(BYTES, "reports", ".pdf") == NAME
    assert storage.store_once(BYTES, "reports", ".pdf") == NAME
    assert storage.read(NAME) == BYTES
    assert [item.key for item in bucket.objects.all()] == [f"files/{NAME}"]


def test_an_address_of_s3_expires(bucket):
    storage.store_once(BYTES, "reports", ".pdf")
    assert "X-Amz-Expires=300" in default_storage.url(NAME) or "Expires=" in default_storage.url(NAME)


def test_a_missing_bucket_is_not_ready(bucket):
    bucket.objects.all().delete()
    bucket.delete()
    assert health._storage().startswith("unreachable")
