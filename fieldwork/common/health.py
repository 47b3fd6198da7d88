"""``/healthz``: the process answers. ``/readyz``: database, migrations, storage and the beat are fit."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from fieldwork.common.models import Beat


def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process can answer at all."""
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything a visitor needs is there, else 503 with what is missing."""
    found = {"database": _database(), "storage": _storage(), "beat_seconds": _beat()}
    ready = found["database"] == "ok" and found["storage"] == "ok"
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as problem:  # any database error means the same to the one who asks
        return f"unreachable: {type(problem).__name__}"
    return f"{len(waiting)} migrations waiting" if waiting else "ok"


def _storage() -> str:
    name = "health/probe.txt"
    try:
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(b"ok"))
    except Exception as problem:
        return f"unreachable: {type(problem).__name__}"
    return "ok"


def _beat() -> float | None:
    try:
        last = Beat.objects.filter(name="sweep").values_list("at", flat=True).first()
    except Exception:
        return None
    return round((timezone.now() - last).total_seconds(), 1) if last else None
