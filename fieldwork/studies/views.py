"""The desk's pages of studies: what a client wants to know, the waves, and what shoppers read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fieldwork.common import storage
from fieldwork.people.models import User
from fieldwork.studies import actions, agreements
from fieldwork.studies.forms import BriefingForm, PersonaForm, PictureForm, ScenarioForm, StudyForm, WaveForm
from fieldwork.studies.models import Briefing, BriefingPicture, BriefingVersion, Study, Wave

UNPROCESSABLE = 422


class SignedIn(HttpRequest):
    """A request behind ``login_required``: somebody is asking."""

    user: User


def _require(request: SignedIn, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _study(request: SignedIn, pk: int, permission: str = "studies.read") -> Study:
    _require(request, permission)
    return get_object_or_404(Study.objects.visible_to(request.user).select_related("client", "journey"), pk=pk)


def _wave(request: SignedIn, pk: int, permission: str) -> Wave:
    _require(request, permission)
    waves = Wave.objects.visible_to(request.user).select_related("study__client", "journey_version")
    return get_object_or_404(waves.defer("journey_version__document"), pk=pk)


def _form_page(request: SignedIn, form: Any, template: str, **context: Any) -> HttpResponse:
    """A form as a page; 422 when what was typed was refused, with everything still in its place."""
    status = UNPROCESSABLE if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


@login_required
def list_page(request: SignedIn) -> HttpResponse:
    """Every study of the clients somebody works for, with a search over titles and clients."""
    _require(request, "studies.read")
    search = request.GET.get("q", "").strip()[:80]
    studies = Study.objects.visible_to(request.user).select_related("client", "journey").defer("journey__draft")
    studies = studies.annotate(
        wave_count=Count("waves", distinct=True),
        open_count=Count("waves", filter=Q(waves__is_open=True), distinct=True),
        last_due=Max("waves__due"),
    ).order_by("client__name", "title", "pk")
    if search:
        studies = studies.filter(Q(title__icontains=search) | Q(client__name__icontains=search))
    page = Paginator(studies, 50).get_page(request.GET.get("page"))
    return render(request, "desk/studies/list.html", {"page": page, "search": search})


@login_required
def create(request: SignedIn) -> HttpResponse:
    """Begin a study."""
    _require(request, "studies.edit")
    form = StudyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        study = actions.create_study(
            fields["journey"].client, fields["journey"], fields["title"], request.user,
            fields["family"], fields["goals"], fields["target"], fields["instrument"],
        )  # fmt: skip
        actions.allow(study, request.user, **form.allowed)
        return redirect("studies:detail", pk=study.pk)
    return _form_page(request, form, "desk/studies/study_form.html", study=None)


@login_required
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """One study: goals, waves with their briefings, scenarios, personas."""
    study = _study(request, pk)
    waves = study.waves.select_related("journey_version").defer("journey_version__document")
    waves = waves.annotate(
        briefing_number=Max("briefing__versions__number"), briefing_at=Max("briefing__versions__published_at")
    ).order_by("-number")
    context = {
        "study": study,
        "goals": [line for line in study.goals.splitlines() if line.strip()],
        "waves": waves,
        "scenarios": study.scenarios.all(),
        "personas": study.personas.all(),
        "may_edit": request.user.has_perm("studies.edit"),
    }
    return render(request, "desk/studies/detail.html", context)


@login_required
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """Change what a study is about."""
    study = _study(request, pk, "studies.edit")
    form = StudyForm(request.POST or None, instance=study, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            actions.allow(study, request.user, **form.allowed)
            form.save()
        messages.success(request, _("Saved."))
        return redirect("studies:detail", pk=pk)
    return _form_page(request, form, "desk/studies/study_form.html", study=study)


@login_required
def agree(request: SignedIn, pk: int) -> HttpResponse:
    """What this study counts differently from the product; only to read once a visit was handed in."""
    study = _study(request, pk, "studies.edit")
    if study.is_measured and request.method != "POST":
        context = {"study": study, "groups": agreements.agreed(study.thresholds)}
        return render(request, "desk/studies/agreements.html", context)
    form = agreements.AgreementsForm(request.POST or None, thresholds=study.thresholds)
    if request.method == "POST" and form.is_valid():
        actions.agree_thresholds(study, form.thresholds, request.user)
        messages.success(request, _("Saved. These agreements hold for every figure of this study."))
        return redirect("studies:agreements", pk=pk)
    return _form_page(request, form, "desk/studies/agreements.html", study=study)


def _part(request: SignedIn, study_pk: int, pk: int | None, form_class: Any, names: str, title: str) -> HttpResponse:
    """Add or change one persona or scenario of a study."""
    study = _study(request, study_pk, "studies.edit")
    row = get_object_or_404(getattr(study, names), pk=pk) if pk else form_class.Meta.model(study=study)
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(reverse("studies:detail", args=[study.pk]) + f"#{names}")
    return _form_page(request, form, "desk/studies/part_form.html", study=study, title=title)


@login_required
def persona(request: SignedIn, study_pk: int, pk: int | None = None) -> HttpResponse:
    """Add or change a persona."""
    return _part(request, study_pk, pk, PersonaForm, "personas", _("Persona"))


@login_required
def scenario(request: SignedIn, study_pk: int, pk: int | None = None) -> HttpResponse:
    """Add or change a scenario. Visits show the scenario as it is now."""
    return _part(request, study_pk, pk, ScenarioForm, "scenarios", _("Scenario"))


@login_required
def wave_create(request: SignedIn, study_pk: int) -> HttpResponse:
    """Set up the next wave of a study."""
    study = _study(request, study_pk, "studies.edit")
    form = WaveForm(request.POST or None, study=study)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in WaveForm.Meta.fields if name in form.cleaned_data}
        actions.create_wave(study, request.user, fee_cents=form.fee_cents, **fields)
        messages.success(request, _("The wave is set up. Write its briefing next."))
        return redirect("studies:detail", pk=study.pk)
    has_version = study.journey.versions.exists()
    return _form_page(request, form, "desk/studies/wave_form.html", study=study, wave=None, has_version=has_version)


@login_required
def wave_edit(request: SignedIn, pk: int) -> HttpResponse:
    """Change a wave. Visits that are planned keep their own dates, version and fee."""
    wave = _wave(request, pk, "studies.edit")
    form = WaveForm(request.POST or None, instance=wave, study=wave.study)
    if request.method == "POST" and form.is_valid():
        wave.fee_cents = form.fee_cents
        actions.save_wave(wave, request.user)
        messages.success(request, _("Saved."))
        return redirect("studies:detail", pk=wave.study_id)
    return _form_page(request, form, "desk/studies/wave_form.html", study=wave.study, wave=wave, has_version=True)


@login_required
def briefing(request: SignedIn, wave_pk: int) -> HttpResponse:
    """Write a briefing in two languages, look at it, keep it, publish it."""
    wave = _wave(request, wave_pk, "studies.edit" if request.method == "POST" else "studies.read_briefing")
    row = actions.briefing_of(wave)
    do = request.POST.get("do", "")
    if request.method == "POST":
        # Enter in the words of a picture presses the first button of the form.
        if do == "picture" or (do == "preview" and request.FILES):
            return picture_add(request, wave_pk)
        form = BriefingForm(request.POST, briefing=row, publishing=do == "publish")
        if form.is_valid() and do in {"save", "publish"}:
            return _keep_briefing(request, wave, form, publish=do == "publish")
    else:
        form = _kept(row)
    return _briefing_page(request, wave, row, form, PictureForm())


def _kept(row: Briefing) -> BriefingForm:
    initial = {code: row.draft.get(code, "") for code in actions.LANGUAGES}
    return BriefingForm(briefing=row, initial={**initial, "revision": row.revision})


def _keep_briefing(request: SignedIn, wave: Wave, form: BriefingForm, *, publish: bool) -> HttpResponse:
    with transaction.atomic():
        actions.save_briefing(wave, form.markdown, request.user, form.cleaned_data["revision"])
        version = actions.publish_briefing(wave, request.user, form.changes) if publish else None
    if version:
        text = _("Version %(number)d is published. Who read an older one must read this one first.")
        messages.success(request, text % {"number": version.number})
    else:
        messages.success(request, _("Saved. Shoppers see it when you publish."))
    return redirect("studies:briefing", wave_pk=wave.pk)


def _briefing_page(request: SignedIn, wave: Wave, row: Any, form: Any, picture_form: PictureForm) -> HttpResponse:
    drawer = actions.pictures_of(row)
    editors = []
    for code, name in (("nl", _("Dutch")), ("en", _("English"))):
        html = actions.render_markdown(form[code].value() or "", drawer)
        theirs = row.draft.get(code, "") if getattr(form, "outdated", False) else ""
        editors.append(
            {"code": code, "name": name, "field": form[code], "changes": form[f"changes_{code}"],
             "html": mark_safe(html), "theirs": theirs}
        )  # fmt: skip
    versions = list(row.versions.select_related("published_by").defer("html", "markdown"))
    context = {
        "wave": wave,
        "form": form,
        "editors": editors,
        "pictures": drawer.values(),
        "picture_form": picture_form,
        "versions": versions,
        "is_unpublished": not versions or row.versions.only("markdown").first().markdown != row.draft,
        "may_edit": request.user.has_perm("studies.edit"),
    }
    status = UNPROCESSABLE if form.errors or picture_form.errors else 200
    return render(request, "desk/studies/briefing.html", context, status=status)


@login_required
def briefing_version(request: SignedIn, wave_pk: int, number: int) -> HttpResponse:
    """One published version, as shoppers read it."""
    wave = _wave(request, wave_pk, "studies.read_briefing")
    versions = BriefingVersion.objects.select_related("published_by")
    version = get_object_or_404(versions, briefing__wave=wave, number=number)
    texts = [(code, mark_safe(version.html.get(code, ""))) for code in actions.LANGUAGES]
    return render(request, "desk/studies/briefing_version.html", {"wave": wave, "version": version, "texts": texts})


@login_required
@require_POST
def picture_add(request: SignedIn, wave_pk: int) -> HttpResponse:
    """Put a picture in the briefing's drawer."""
    wave = _wave(request, wave_pk, "studies.edit")
    picture_form = PictureForm(request.POST, request.FILES)
    if added := picture_form.is_valid():
        fields = picture_form.cleaned_data
        actions.add_picture(wave, fields["file"], fields["alt"], request.user)
        messages.success(request, _("The picture is in the drawer. Copy its line into the text."))
    row = actions.briefing_of(wave)
    form = BriefingForm(request.POST, briefing=row) if "revision" in request.POST else None
    if added and (form is None or not form.has_news):
        return redirect(reverse("studies:briefing", args=[wave.pk]) + "#pictures")
    # Text that was typed and not saved yet stands in the page again.
    return _briefing_page(request, wave, row, form or _kept(row), PictureForm() if added else picture_form)


@login_required
def picture(request: SignedIn, uuid: UUID) -> HttpResponse:
    """The bytes of a briefing's picture, for the desk and for shoppers with a visit in that wave."""
    row = get_object_or_404(BriefingPicture.objects.visible_to(request.user), uuid=uuid)
    try:
        data = storage.read(row.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    kind = "image/png" if row.file.endswith(".png") else "image/jpeg"
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=kind, headers=headers)
