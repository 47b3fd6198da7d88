"""What happens to exports: asked for, made by a worker, cancelled, tried again, handed out, removed after a week."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fieldwork.common import audit, jobs
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.jobs import JobFailed
from fieldwork.common.storage import empty_folder, store_file
from fieldwork.people.models import User
from reports.exports import visit_files
from reports.exports.models import Export
from reports.exports.states import KEPT_FOR, MOST_RUNNING, ExportState, Failure, Format
from reports.figures import choices
from reports.figures.published import Filters
from reports.figures.released import Release

if TYPE_CHECKING:
    from fieldwork.common.jobs import Progress

KIND = "exports.make"
NAMES = ("study", "wave", "location", "channel", "q")


def ask(by: User, query: Mapping[str, str], form: str, language: str) -> Export:
    """Ask for the counted visits under the filters of an address, as a file that a worker makes.

    The same question that is still on its way is not asked twice. Raises ``PermissionDenied``, ``Invalid`` for a
    format that does not exist, for no visits or too many for a workbook, and ``NotAllowedNow`` when ``MOST_RUNNING``
    of this person are on their way.
    """
    if not by.has_perm("exports.make"):
        raise PermissionDenied
    if form not in Format.values:
        raise Invalid(_("Choose one of the formats."))
    frozen = {name: str(query[name])[:80] for name in NAMES if query.get(name)}
    release = Release(by, Filters.read(frozen))
    if not release.count():
        raise Invalid(_("There are no approved visits in this selection. There is nothing to export yet."))
    if form == Format.XLSX:
        visit_files.check_fits(release)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # two clicks at once are counted one after the other
        running = list(Export.objects.filter(asked_by=by).on_their_way())
        for one in running:
            if (one.filters, one.format, one.language) == (frozen, form, language):
                return one
        if len(running) >= MOST_RUNNING:
            text = _("You have %(n)d exports that are still being made. Wait for one of them, or cancel one.")
            raise NotAllowedNow(text % {"n": MOST_RUNNING})
        export = Export.objects.create(asked_by=by, filters=frozen, format=form, language=language)
        export.job = jobs.enqueue(KIND, {"export": export.pk}, by=by)
        export.save(update_fields=["job"])
        audit.record("export.asked", export, by=by, filters=frozen, format=form)
    return export


# --- making it ----------------------------------------------------------------------------------------
def make(export_id: int, progress: "Progress") -> Callable[[], dict[str, Any]] | None:
    """Make one wanted export; nothing when its file is there.

    What it may hold is what its asker may see now, not when it was asked for. May run twice: the file is named after
    its own bytes. Raises ``JobFailed`` when its asker may see nothing of it any more.
    """
    export = Export.objects.select_related("asked_by").get(pk=export_id)
    if export.file or export.expired_at:
        return None
    user = export.asked_by
    if user is None or not user.is_active or not user.has_perm("exports.make"):
        raise JobFailed(Failure.NOT_YOURS)
    sight = choices.sight_of(user)
    with override(export.language), tempfile.TemporaryDirectory(prefix="export-") as folder:
        release = Release(user, Filters.read(export.filters))
        total = release.count()
        if not total:
            raise JobFailed(Failure.NOTHING)
        written = 0

        def tell(number: int) -> None:
            nonlocal written
            written = number
            if number % 250 == 0:
                progress(5 + 90 * number // max(total, number), "")

        path = Path(folder) / f"export{Format(export.format).suffix}"
        progress(5, "")
        _write(export, release, path, tell)
        name, digest, size = store_file(path, export.folder, path.suffix)
    done = {"file": name, "sha256": digest, "bytes": size, "n_visits": written, "sight": sight}

    def effect() -> dict[str, Any]:
        now = timezone.now()
        changed = Export.objects.filter(pk=export.pk, file="").update(**done, ready_at=now, expires_at=now + KEPT_FOR)
        if changed:
            audit.record("export.made", export, by=user, sha256=digest, n_visits=written)
            # What a worker that was killed half-way left behind is nobody's.
            transaction.on_commit(lambda: empty_folder(export.folder, keep=name))
        return {"sha256": digest, "n_visits": written}

    return effect


def _write(export: Export, release: Release, path: Path, tell: Callable[[int], None]) -> None:
    if export.format == Format.XLSX:
        visit_files.workbook(release, path, export.asked_at, tell)
        return
    if export.format == Format.JSON:
        parts = visit_files.json_lines(release, tell)
    else:
        parts = visit_files.csv_of(release, tell, comma=export.format == Format.CSV_COMMA)
    with path.open("wb") as file:
        file.writelines(parts)


def figures_taken(subject: Model, suffix: str, by: User) -> None:
    """Tell the audit trail that somebody took figures along: of a frozen set, or of a study as it stood."""
    audit.record("figures.exported", subject, by=by, format=suffix)


# --- afterwards ---------------------------------------------------------------------------------------
def cancel(export: Export, by: User) -> None:
    """Stop an export that is waiting or being made. Raises ``NotAllowedNow`` when it is over."""
    if export.file or not export.job or not jobs.cancel(export.job):
        raise NotAllowedNow(_("This export is not being made any more. Nothing was changed."))
    audit.record("export.cancelled", export, by=by)


@transaction.atomic
def retry(export: Export, by: User) -> None:
    """Make a failed or cancelled export after all. Raises ``NotAllowedNow`` for any other."""
    if not by.has_perm("exports.make"):
        raise PermissionDenied
    if export.state not in (ExportState.FAILED, ExportState.CANCELLED):
        raise NotAllowedNow(_("This export is ready, or being made already. Nothing was changed."))
    if export.job is None or not jobs.retry(export.job):
        export.job = jobs.enqueue(KIND, {"export": export.pk}, by=by)
        export.save(update_fields=["job"])
    else:
        export.job.refresh_from_db()
    audit.record("export.retried", export, by=by)


def hand_out(export: Export, by: User) -> IO[bytes]:
    """The open file, with a line in the audit trail.

    Raises ``PermissionDenied`` when this person sees less now than when it was made, and ``NotAllowedNow`` when it is
    not ready, was removed, or its file is gone.
    """
    if export.asked_by_id != by.pk or not by.has_perm("exports.make"):
        raise PermissionDenied
    if export.state == ExportState.EXPIRED:
        raise NotAllowedNow(_("This file was removed after a week. Make the export again."))
    if not export.file:
        raise NotAllowedNow(_("This export is not ready yet. Wait a moment and reload the page."))
    if not choices.still_sees(by, export.sight):
        raise PermissionDenied
    try:
        file: IO[bytes] = default_storage.open(export.file, "rb")
    except OSError:
        raise NotAllowedNow(_("The file of this export is gone. Make the export again.")) from None
    audit.record("export.downloaded", export, by=by, sha256=export.sha256)
    return file


def forget_expired() -> int:
    """Remove the files of exports whose week is over; returns how many exports that were."""
    count = 0
    for export in Export.objects.over():
        with transaction.atomic():
            Export.objects.filter(pk=export.pk).update(file="", expired_at=timezone.now())
            audit.record("export.removed", export, by=None, sha256=export.sha256)
        empty_folder(export.folder)
        count += 1
    return count
