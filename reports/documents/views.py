"""Pages of reports at the desk and for the client: both see their own, and call the same actions."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.people.signed_in import SignedIn
from reports.documents import actions, beside, composing, sheet_orders, withdrawal
from reports.documents.forms import OrderForm, PutBackForm, WithdrawForm
from reports.documents.models import Report
from reports.documents.states import ReportState, look_of
from reports.documents.versions import Standing, standing_of
from reports.exports.views import attachment
from reports.figures import choices
from reports.figures.actions import selection_of
from reports.figures.freezing import ReasonNeeded
from reports.figures.models import FigureSet
from reports.figures.states import SetKind
from reports.improvement import actions as improvement
from reports.improvement.shape import Interpretation

PER_PAGE = 25
PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
DESK, CLIENT = "desk", "client"
MAY_ENTER = {DESK: "documents.compose", CLIENT: "people.read_results"}
URLS = {
    DESK: {
        name: f"documents:{name}"
        for name in ("list", "new", "detail", "cancel", "retry", "download", "figures", "visit")
    },
    CLIENT: {
        "list": "client:reports", "new": "client:order", "detail": "client:report", "cancel": "client:report_cancel",
        "retry": "client:report_retry", "download": "client:download", "figures": "client:report_figures",
        "visit": "client:order_visit",
    },
}  # fmt: skip
FOLDERS = {DESK: "desk/reports", CLIENT: "client/reports"}


def enter(request: SignedIn, room: str) -> None:
    """Raise ``PermissionDenied`` for who has no business with reports in this room."""
    if not request.user.has_perm(MAY_ENTER[room]):
        raise PermissionDenied


def page_of(request: SignedIn, room: str, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of this room, with what all of them need."""
    shared = {"urls": URLS[room], "may_order": request.user.has_perm("documents.order"), "room": room}
    shared["may_withdraw"] = room == DESK and request.user.has_perm("documents.withdraw")
    return render(request, f"{FOLDERS[room]}/{name}.html", shared | context, status=status)


def _report(request: SignedIn, uuid: UUID) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user).with_facts(), uuid=uuid)


@require_safe
@login_required
def reports(request: SignedIn, room: str) -> HttpResponse:
    """Every report somebody may see, newest first, with what it is doing."""
    enter(request, room)
    found = Report.objects.visible_to(request.user).with_facts()
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("q", "state", "kind")}
    for word in asked["q"].split():
        found = found.filter(title__icontains=word)
    if asked["state"] in ReportState.values:
        found = found.in_state(asked["state"])
    if asked["kind"] in SetKind.values:
        found = found.filter(figure_set__kind=asked["kind"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    standing = standing_of(page.object_list, request.user)
    rows = [row_of(report, standing[report.pk]) for report in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "waiting": [row for row in rows if row["report"].is_on_its_way],
        "asked": asked,
        "is_filtered": any(asked.values()),
        "states": ReportState.choices,
        "kinds": SetKind.choices,
    }
    return page_of(request, room, "list", context)


def row_of(report: Report, standing: Standing) -> dict[str, Any]:
    """A report with its state in word, tone and shape, and where it stands among its versions."""
    tone, icon, word = look_of(report.state, is_replaced=standing.is_replaced)
    look = {"tone": tone, "icon": icon, "word": word}
    return {"report": report, "state": report.state, "standing": standing} | look


@login_required
def new(request: SignedIn, room: str) -> HttpResponse:
    """Choose study, waves, part of the tree and language; see how many visits that is; order it."""
    enter(request, room)
    if not request.user.has_perm("documents.order"):
        raise PermissionDenied
    studies = choices.options(request.user)
    choice = chosen(studies, request.POST.get("study") or request.GET.get("study", ""))
    context: dict[str, Any] = {"studies": studies, "choice": choice}
    if choice is None:
        return page_of(request, room, "new", context)
    given = request.POST if request.method == "POST" else request.GET if "waves" in request.GET else None
    form = OrderForm(request.user, choice, given, with_chapters=room == DESK)
    context["form"] = form
    if form.is_bound and form.is_valid():
        waves, nodes = form.chosen()
        nodes = choices.allowed(request.user, choice.study, nodes)
        context["counts"] = choices.how_many(choice.study, waves, nodes)
        composes = room == DESK and not form.is_of_location
        context["written"] = _written(request, choice, waves, nodes) if composes else None
        orders = request.method == "POST" and "look" not in request.POST
        if orders and context["counts"]["visits"]:
            report = _ordered(request, form, choice, waves, nodes)
            if report is not None:
                return redirect(URLS[room]["detail"], report.uuid)
        elif orders:
            form.add_error(None, _("There are no approved visits in this selection. There is nothing to report yet."))
    return page_of(request, room, "new", context, status=422 if form.errors else 200)


def _written(request: SignedIn, choice: choices.StudyChoice, waves: list[Any], nodes: list[Any]) -> dict[str, Any]:
    """The figures this selection has by now, and the text approved beside them; for who composes."""
    frozen = FigureSet.objects.visible_to(request.user).current().of(choice.study, selection_of(waves, nodes))
    found = frozen.defer("figures").first()
    return {
        "set": found,
        "approved": approved_in(improvement.approved(found)) if found else None,
        "has_draft": found is not None and improvement.written(found) is not None,
    }


def approved_in(text: Interpretation | None) -> dict[str, Any] | None:
    """Who approved a text and when; ``None`` without a text."""
    if text is None:
        return None
    return {"by": text["approved_by"], "at": datetime.fromisoformat(text["approved_at"])}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preview(request: SignedIn) -> HttpResponse:
    """The report as an order of now would print it, as one page without scripts; nothing is stored.

    The page of the order posts here, so that the key of its form never stands in an address.
    """
    enter(request, DESK)
    given = (request.POST or request.GET).copy()
    given.pop("csrfmiddlewaretoken", None)
    choice = chosen(choices.options(request.user), given.get("study", ""))
    if choice is None:
        raise Http404
    form = OrderForm(request.user, choice, given, with_chapters=True)
    if not form.is_valid():
        return redirect(f"{reverse(URLS[DESK]['new'])}?{given.urlencode()}")
    waves, nodes = form.chosen()
    if form.is_of_location:
        draft_now = sheet_orders.draft_of(choice.study, waves, nodes[0], request.user)
        return as_preview(actions.look(draft_now.make(), form.cleaned_data["language"]))
    found = composing.preview(choice.study, waves, choices.allowed(request.user, choice.study, nodes))
    draft = given.get("text") == "draft"
    language, chapters = form.cleaned_data["language"], form.chapters_chosen()
    text = found.text(draft=draft)
    return as_preview(actions.look(found.figures, language, interpretation=text, chapters=chapters))


def as_preview(html: str) -> HttpResponse:
    """A composed page as an answer that can do nothing."""
    answer = HttpResponse(html)
    # Words of many people stand in it: no script, no address, nothing but the page itself.
    answer.headers["Content-Security-Policy"] = PREVIEW_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _ordered(
    request: SignedIn, form: OrderForm, choice: choices.StudyChoice, waves: list[Any], nodes: list[Any]
) -> Report | None:
    """The report that was asked for; ``None`` when the form must first say why it replaces another."""
    language, reason = form.cleaned_data["language"], form.cleaned_data["reason"]
    try:
        if form.is_of_location:
            report = sheet_orders.order_location(choice.study, waves, nodes[0], language, request.user, reason)
        else:
            chapters = form.chapters_chosen()
            report = actions.order(choice.study, waves, nodes, language, request.user, reason, chapters)
    except ReasonNeeded as problem:  # no error page: the same form goes on with one more field
        form.ask_reason(problem)
        return None
    if reason.strip() and report.figure_set.correction_reason != reason.strip():
        messages.info(request, _("These figures were published before, so your reason was not used."))
    if report.pdf:
        messages.success(request, _("This report was made before. Nothing has changed since, so here it is."))
    return report


def chosen(studies: list[choices.StudyChoice], wanted: str) -> choices.StudyChoice | None:
    """The study that was asked for, else one with something to report. Raises ``Http404`` for any other."""
    if wanted:
        found = next((one for one in studies if str(one.pk) == wanted), None)
        if found is None:
            raise Http404
        return found
    return max(studies, key=lambda one: one.approved > 0, default=None)


@require_safe
@login_required
def detail(request: SignedIn, room: str, uuid: UUID) -> HttpResponse:
    """One report: what is in it, and what it is doing."""
    enter(request, room)
    report = _report(request, uuid)
    meta = report.figure_set.figures["meta"]
    old = meta.get("corrects")
    context = {
        "meta": meta,
        "replaced_at": datetime.fromisoformat(old["made_at"]) if old else None,
        "is_of_journey": report.figure_set.kind == SetKind.JOURNEY,
        "chapters": composing.titles(report.content),
        "approved": approved_in(report.content.get("interpretation")),
        "formats": beside.formats_of(report),
        **_shared(request, report),
    }
    return page_of(request, room, "detail", row_of(report, _standing(request, report)) | context)


def _shared(request: SignedIn, report: Report) -> dict[str, bool]:
    """Whether this person may make a link to it now, and whether there are links they may look at."""
    may = request.user.has_perm("documents.share")
    return {"may_share": may and report.is_shareable, "was_shared": may and report.links.exists()}


def _standing(request: SignedIn, report: Report) -> Standing:
    return standing_of([report], request.user)[report.pk]


@require_POST
@login_required
def cancel(request: SignedIn, room: str, uuid: UUID) -> HttpResponse:
    """Stop a report that is on its way."""
    if not request.user.has_perm("documents.cancel", _entered(request, room, uuid)):
        raise PermissionDenied
    return _act(request, room, uuid, actions.cancel, _("The report was cancelled. You can order it again at any time."))


@require_POST
@login_required
def retry(request: SignedIn, room: str, uuid: UUID) -> HttpResponse:
    """Make a failed or cancelled report after all."""
    return _act(request, room, uuid, actions.retry, _("The report is being made again."))


def _entered(request: SignedIn, room: str, uuid: UUID) -> Report:
    enter(request, room)
    return _report(request, uuid)


def _act(request: SignedIn, room: str, uuid: UUID, action: Any, told: str) -> HttpResponse:
    report = _entered(request, room, uuid)
    if not request.user.has_perm("documents.order"):
        raise PermissionDenied
    action(report, request.user)
    messages.success(request, told)
    return redirect(URLS[room]["detail"], report.uuid)


@login_required
def withdraw(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Say that a report should not be used any more, and why."""
    report = _to_judge(request, uuid)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        withdrawal.withdraw(report, request.user, said["reason"], is_public=said["is_public"])
        messages.success(request, _("The report is withdrawn. Everybody who opens or checks it is told."))
        return redirect(URLS[DESK]["detail"], report.uuid)
    context = {"report": report, "form": form, "undoes": False}
    return page_of(request, DESK, "withdraw", context, status=422 if form.errors else 200)


@login_required
def put_back(request: SignedIn, uuid: UUID) -> HttpResponse:
    """Undo a withdrawal, with a reason that stays in the trail."""
    report = _to_judge(request, uuid)
    form = PutBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdrawal.put_back(report, request.user, form.cleaned_data["reason"])
        messages.success(request, _("The report counts again."))
        return redirect(URLS[DESK]["detail"], report.uuid)
    context = {"report": report, "form": form, "undoes": True}
    return page_of(request, DESK, "withdraw", context, status=422 if form.errors else 200)


def _to_judge(request: SignedIn, uuid: UUID) -> Report:
    enter(request, DESK)
    report = _report(request, uuid)
    if not request.user.has_perm("documents.withdraw"):
        raise PermissionDenied
    return report


@require_safe
@login_required
def download(request: SignedIn, room: str, uuid: UUID) -> HttpResponse:
    """The PDF, under a name that says what it is; kept in no cache but the reader's own disk.

    Who asks for a withdrawn one first gets a page that says so, and the file from there.
    """
    enter(request, room)
    report = _report(request, uuid)
    if report.is_withdrawn and "for_the_record" not in request.GET:
        return page_of(request, room, "withdrawn", {"report": report, "standing": _standing(request, report)})
    name, pdf = actions.hand_out(report, request.user)
    answer = FileResponse(io.BytesIO(pdf), as_attachment=True, filename=name, content_type="application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]


@require_safe
@login_required
def figures(request: SignedIn, room: str, uuid: UUID, form: str) -> HttpResponse:
    """What the report prints as slides, workbook or JSON."""
    enter(request, room)
    if form not in beside.FORMATS:
        raise Http404
    name, body = beside.hand_out(_report(request, uuid), form, request.user)
    return attachment(body, name)
