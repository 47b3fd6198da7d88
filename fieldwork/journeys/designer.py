"""The designer: the page of a step, of a question, of a phase and of the journey.

Every form carries the revision of the draft its reader saw. When somebody else saved since, nothing is
written: the page comes back with what was typed and says so; saving again is then a decision.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from fieldwork.common.errors import MovedMeanwhile
from fieldwork.journeys import actions, checks, comparing, deciding, documents, editing, kinds, outline
from fieldwork.journeys.forms import JourneyForm, NewQuestionForm, PhaseForm, PublishForm, StepForm
from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.journeys.question_forms import ConditionForm, QuestionForm, rows
from fieldwork.journeys.views import SignedIn, designs, visible

Document = dict[str, Any]


# --- what the pages share ---------------------------------------------------------------------------------


def page(request: SignedIn, journey: Journey, name: str, *, status: int = 200, **own: Any) -> HttpResponse:
    """An editor page: tree on the left, ``name``'s form in the middle, readiness and versions on the right."""
    document = journey.draft
    found = checks.problems(document)
    to_decide = deciding.groups(found)
    versions = list(JourneyVersion.objects.filter(journey=journey).defer("document")[:20])
    newest = JourneyVersion.objects.filter(journey=journey).first() if versions else None
    context = {
        "journey": journey,
        "document": document,
        "phases": outline.tree(document, found),
        "step_count": len(documents.steps_of(document)),
        "problems": {"error": [one for one in found if one["level"] == checks.ERROR]},
        "to_decide": to_decide,
        "decides_little": not versions and sum(len(one.problems) for one in to_decide) < deciding.FEW,
        "minutes": checks.minutes(document),
        "versions": versions,
        "newest": newest,
        "next_number": newest.number + 1 if newest else 1,
        "is_published": newest is not None and newest.checksum == documents.checksum(documents.clean(document)),
        "change": comparing.compare(newest.document, document) if newest else None,
        "publish_form": PublishForm(initial={"revision": journey.revision}, auto_id="publish_%s"),
        "imported": journey.imports.defer("document", "findings").first(),
        "snapshots": journey.snapshots.select_related("by").defer("document")[:5],
        **own,
    }
    return render(request, f"desk/journeys/{name}.html", context, status=status)


def saved(journey: Journey, document: Document, revision: int, request: SignedIn) -> bool:
    """Save the draft; ``False`` when somebody else was first, and then ``journey`` holds what they made."""
    try:
        actions.save_draft(journey, document, revision, request.user)
    except MovedMeanwhile:
        journey.refresh_from_db()
        return False
    return True


def with_revision(data: Any, revision: int) -> Any:
    """What was typed, with the newest revision in place of the old one: saving again will be accepted."""
    fresh = data.copy()
    fresh["revision"] = str(revision)
    return fresh


def found_step(document: Document, key: str) -> Document:
    """The step, or 404."""
    try:
        return editing.find_step(document, key)
    except KeyError:
        raise Http404 from None


def place_of(pk: int, path: str) -> str:
    """The address of a step or question by its path; of the editor when the path is empty."""
    step, _slash, question = path.partition("/")
    if question:
        return reverse("journeys:question", args=[pk, step, question])
    return reverse("journeys:step", args=[pk, step]) if step else reverse("journeys:journey", args=[pk])


# --- pages ------------------------------------------------------------------------------------------------


@login_required
def journey(request: SignedIn, pk: int) -> HttpResponse:
    """The front of the editor: the first step, or how to begin. Who may not design reads instead."""
    found = visible(request, pk)
    if not request.user.has_perm("journeys.design", found):
        return redirect("journeys:read", pk)
    steps = documents.steps_of(found.draft)
    if not steps:
        return page(request, found, "begin")
    return _step_page(request, found, steps[0])


def _step_page(
    request: SignedIn,
    journey: Journey,
    step: Document,
    *,
    form: StepForm | None = None,
    sections: Any = None,
    condition: ConditionForm | None = None,
    status: int = 200,
    **own: Any,
) -> HttpResponse:
    earlier = outline.earlier_questions(journey.draft, step["key"])
    names = outline.field_names(journey.draft, earlier)
    keys = [one["key"] for one in documents.steps_of(journey.draft)]
    return page(
        request, journey, "step", status=status,
        step=step, step_number=keys.index(step["key"]) + 1 if step["key"] in keys else 0,
        form=form or StepForm(initial={**StepForm.of(step), "revision": journey.revision}),
        sections=sections or rows("sections", step),
        condition=condition or ConditionForm(step["show_if"], earlier, names),
        condition_words=outline.condition_words(step["show_if"], journey.draft),
        answer_lists=outline.answer_lists(earlier),
        questions=outline.question_rows(journey.draft, step),
        new_question=own.pop("new_question", None) or NewQuestionForm(auto_id="new_%s"),
        **own,
    )  # fmt: skip


@login_required
@designs
def step(request: SignedIn, pk: int, step: str) -> HttpResponse:
    """One step: everything about it, and the list of its questions."""
    journey = visible(request, pk)
    old = next((one for one in documents.steps_of(journey.draft) if one["key"] == step), None)
    if request.method != "POST":
        if old is None:
            raise Http404
        return _step_page(request, journey, old)
    is_gone = old is None
    if old is None:  # somebody removed it while it was being edited: what was typed must not be lost
        old = _removed_step(journey, step)
    earlier = outline.earlier_questions(journey.draft, step)
    form = StepForm(request.POST, initial=StepForm.of(old))
    sections = rows("sections", old, request.POST)
    condition = ConditionForm(old["show_if"], earlier, outline.field_names(journey.draft, earlier), request.POST)
    typed: dict[str, Any] = {"form": form, "sections": sections, "condition": condition}
    if not all([form.is_valid(), sections.is_valid(), condition.is_valid()]):
        return _step_page(request, journey, old, status=422, **typed)
    changes = {**form.changes(), "sections": sections.parts(), "show_if": condition.condition()}
    if is_gone:
        document = editing.put_back_step(journey.draft, {**old, **changes})
    else:
        document = editing.update_step(journey.draft, step, changes)
    if saved(journey, document, form.cleaned_data["revision"], request):
        messages.success(request, _("Step saved."))
        return redirect("journeys:step", pk, step)
    now = next((one for one in documents.steps_of(journey.draft) if one["key"] == step), None)
    shown = now or old
    typed["form"] = StepForm(with_revision(request.POST, journey.revision), initial=StepForm.of(shown))
    return _step_page(request, journey, shown, status=409, is_conflict=True, is_gone=now is None, **typed)


def _removed_step(journey: Journey, key: str) -> Document:
    """The step as the newest kept draft has it, or 404."""
    for snapshot in journey.snapshots.all():
        for step in documents.steps_of(snapshot.document):
            if step["key"] == key:
                return step
    raise Http404


def _step_or_removed(journey: Journey, key: str) -> Document:
    """The step of the draft, or else as it was when somebody removed it; 404 when there never was one."""
    now = next((one for one in documents.steps_of(journey.draft) if one["key"] == key), None)
    return now or _removed_step(journey, key)


def _found_question(step: Document, key: str) -> Document:
    """The question of a step, or 404."""
    for one in step["questions"]:
        if one["key"] == key:
            return one
    raise Http404


def _question_page(
    request: SignedIn, journey: Journey, step: Document, question: Document, *, status: int = 200, **own: Any
) -> HttpResponse:
    kind = kinds.get(question["kind"])
    path = f"{step['key']}/{question['key']}"
    earlier = outline.earlier_questions(journey.draft, path)
    names = outline.field_names(journey.draft, earlier)
    context = {
        "form": QuestionForm(question=question, step=step, initial={"revision": journey.revision}),
        "rows": rows(kind.rows, question) if kind.rows else None,
        "condition": ConditionForm(question["show_if"], earlier, names),
    }
    context |= own
    place = [one["key"] for one in step["questions"]].index(question["key"]) if question in step["questions"] else -1
    if place >= 0 and kind.rows == "options":
        _tell_offers(context["rows"], journey, path, question)
    return page(
        request, journey, "question", status=status,
        step=step, question=question, kind=kind, path=path, question_number=place + 1,
        other_steps=[one for one in documents.steps_of(journey.draft) if one["key"] != step["key"]],
        condition_words=outline.condition_words(question["show_if"], journey.draft),
        answer_lists=outline.answer_lists(earlier),
        **context,
    )  # fmt: skip


def _tell_offers(listed: Any, journey: Journey, path: str, question: Document) -> None:
    """Give the rows of stored answers the words of when they are offered, and the page to change that."""
    stored = {one["key"]: one for one in question["options"]}
    for row in listed:
        option = stored.get(row["key"].value())
        if option is not None:
            row.offered_when = outline.condition_words(option.get("show_if"), journey.draft)
            row.offered_at = reverse("journeys:answer", args=[journey.pk, *path.split("/"), option["key"]])


@login_required
@designs
def question(request: SignedIn, pk: int, step: str, question: str) -> HttpResponse:
    """One question: common fields, what its kind needs, and when it is asked."""
    journey = visible(request, pk)
    if request.method != "POST":
        parent = found_step(journey.draft, step)
        return _question_page(request, journey, parent, _found_question(parent, question))
    parent = _step_or_removed(journey, step)
    old = next((one for one in parent["questions"] if one["key"] == question), None)
    is_gone = old is None
    if old is None:  # somebody removed it while it was being edited: what was typed must not be lost
        old = _from_nothing(request, question)
    kind, path = kinds.get(old["kind"]), f"{step}/{question}"
    earlier = outline.earlier_questions(journey.draft, path)
    form = QuestionForm(request.POST, question=old, step=parent)
    condition = ConditionForm(old["show_if"], earlier, outline.field_names(journey.draft, earlier), request.POST)
    listed = rows(kind.rows, old, request.POST) if kind.rows else None
    typed: dict[str, Any] = {"form": form, "rows": listed, "condition": condition}
    valid = [form.is_valid(), condition.is_valid(), listed is None or listed.is_valid()]
    fresh = _read(form, condition, listed, old) if all(valid) else None
    if fresh is None:
        return _question_page(request, journey, parent, old, status=422, **typed)
    document = _put(journey.draft, parent, fresh, add=is_gone)
    if form.cleaned_data["renew"] and not is_gone:
        document, path = editing.renew_key(document, path)
    if saved(journey, document, form.cleaned_data["revision"], request):
        messages.success(request, _("Question saved."))
        return redirect(place_of(pk, path))
    parent = _step_or_removed(journey, step)
    typed["form"] = QuestionForm(with_revision(request.POST, journey.revision), question=old, step=parent)
    gone = path not in documents.questions_by_path(journey.draft)
    return _question_page(
        request, journey, parent, old, status=409, is_conflict=True, is_gone=gone, **typed
    )  # fmt: skip


def _from_nothing(request: SignedIn, key: str) -> Document:
    try:
        return kinds.get(request.POST.get("kind", "")).new(key)
    except (KeyError, ValidationError):
        raise Http404 from None


def _read(form: QuestionForm, condition: ConditionForm, listed: Any, old: Document) -> Document | None:
    """The question as typed; ``None`` when the schema refuses it (the form then says what and where)."""
    kind = form.kind
    fresh = {**old, **form.changes(), "show_if": condition.condition()}
    if listed is not None:
        fresh[kind.rows] = _with_conditions(kind.from_rows(listed.parts()), old)
    try:
        # What a question may leave out is named too: it is laid over the question as it was.
        return {"constraint": None, **kind.model.model_validate(fresh).model_dump(mode="json", by_alias=True)}
    except ValidationError as error:
        form.refuse(error)
        return None


def _with_conditions(listed: list[Document], old: Document) -> list[Document]:
    """Rows as typed; when an option is offered stays with it, for that has a page of its own."""
    kept = {one["key"]: one["show_if"] for one in old.get("options") or () if one.get("show_if")}
    return [{**row, "show_if": kept[row["key"]]} if row.get("key") in kept else row for row in listed]


def _put(document: Document, step: Document, question: Document, *, add: bool) -> Document:
    """The document with this question in its step; a step that somebody removed comes back with it."""
    if all(one["key"] != step["key"] for one in documents.steps_of(document)):
        document = editing.put_back_step(document, step)
    if add:
        others = editing.find_step(document, step["key"])["questions"]
        return editing.update_step(document, step["key"], {"questions": [*others, question]})
    return editing.update_question(document, f"{step['key']}/{question['key']}", question)


@login_required
@designs
def phase(request: SignedIn, pk: int, phase: str) -> HttpResponse:
    """Name and place of a phase, and the days of the part of the visit that it begins."""
    journey = visible(request, pk)
    old = next((one for one in journey.draft["phases"] if one["key"] == phase), None)
    if old is None:
        raise Http404
    # The visit begins with its first phase: that one has nothing to wait for.
    may_wait = journey.draft["phases"][0] is not old or old.get("episode")
    return _simple(
        request, journey, "phase", PhaseForm, PhaseForm.of(old),
        lambda document, form: editing.update_phase(document, phase, form.changes()), phase=old, may_wait=may_wait,
    )  # fmt: skip


@login_required
@designs
def settings(request: SignedIn, pk: int) -> HttpResponse:
    """Name of the journey and how it is scored."""
    journey = visible(request, pk)
    initial = {f"title__{code}": words for code, words in journey.draft["title"].items()}
    return _simple(
        request, journey, "settings", JourneyForm, {**initial, **journey.draft["options"]},
        lambda document, form: editing.update_journey(document, form.changes()),
    )  # fmt: skip


def _simple(
    request: SignedIn, journey: Journey, name: str, made: Any, initial: dict[str, Any],
    edit: Callable[[Document, Any], Document], **own: Any,
) -> HttpResponse:  # fmt: skip
    """A page with one plain form: show, refuse, save or report that somebody else was first."""
    if request.method != "POST":
        form = made(initial={**initial, "revision": journey.revision})
        return page(request, journey, name, form=form, **own)
    form = made(request.POST)
    if not form.is_valid():
        return page(request, journey, name, status=422, form=form, **own)
    try:
        document = edit(journey.draft, form)
        done = saved(journey, document, form.cleaned_data["revision"], request)
    except KeyError:
        raise MovedMeanwhile from None
    if done:
        messages.success(request, _("Saved."))
        return redirect(request.path)
    form = made(with_revision(request.POST, journey.revision))
    return page(request, journey, name, status=409, form=form, is_conflict=True, **own)


@login_required
@designs
@require_POST
def add_question(request: SignedIn, pk: int, step: str) -> HttpResponse:
    """A new question at the end of a step; its page opens."""
    journey = visible(request, pk)
    parent = found_step(journey.draft, step)
    form = NewQuestionForm(request.POST, auto_id="new_%s")
    if not form.is_valid():
        return _step_page(request, journey, parent, status=422, new_question=form)
    text = {"nl": form.cleaned_data["text"]}
    document, path = editing.add_question(journey.draft, step, form.cleaned_data["kind"], text)
    # Adding disturbs nobody: it goes behind whatever is there now.
    actions.save_draft(journey, document, journey.revision, request.user)
    return redirect(place_of(pk, path))
