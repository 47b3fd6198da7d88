"""Shared by all tests: files and uploads of a test run live in a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path_factory):
    """Every test writes its files, uploads and mails to a fresh folder."""
    root = tmp_path_factory.mktemp("files")
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(root / "files")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.UPLOAD_ROOT = root / "uploads"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return root
