"""Heat of server rooms: results, forms, computation of a figure, note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words
from jalons.foundation.documents import html
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.register.pages import DONE
from jalons.foundation.rendering.answers import answer
from jalons.tabular.column_mapping import Wanted
from jalons.twin.documents.heat.computation_steps import pair_steps, room_steps
from jalons.twin.documents.heat.wording import assumption_value, named
from jalons.twin.engine.heat import entities
from jalons.twin.engine.heat.assumptions import HeatError
from jalons.twin.engine.heat.metering import delivered
from jalons.twin.engine.heat.tables import NEED_COLUMNS, ROOM_COLUMNS
from jalons.twin.store.heat import assumptions as shipped
from jalons.twin.web.connection.store_trash import trash_rows
from jalons.twin.web.observations.queries import key_of

from . import actions, file_import, note, pages, queries
from .forms import EntityForm, ImportForm, MeterForm, NeedForm, PolicyForm, ReadingForm, RoomForm
from .kinds import KINDS, HeatKind

SECOND = 1_000_000
SHOWN_READINGS = 24
METHOD = 2  # blocks of the annex at the end of the note: a new page, the method


@within_authority(Role.READER)
def home(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The usable heat, who could use it, the next step."""
    now = timezone.now()
    town = queries.town_heat(authority, user=request.user, now=now)
    may = _may(request, Role.CONTRIBUTOR)
    context = {
        "town": town,
        "page": pages.home(authority, town, request.GET.dict(), may=may),
        "levels": pages.levels(town.match) if town.match.rooms else None,
        "may_edit": may,
        "trash": may and trash_rows(request, authority, queries.TRASH, "twin_heat_restore"),
        "unplaced": [name for name, place in town.places if place is None],
        "most": queries.MOST if queries.is_cut(town) else 0,
    }
    return render(request, "twin/heat/home.html", context)


@within_authority(Role.CONTRIBUTOR)
def room_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    return _written(request, authority, KINDS[entities.ROOM], None)


@within_authority(Role.CONTRIBUTOR)
def need_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    return _written(request, authority, KINDS[entities.NEED], None)


@within_authority(Role.CONTRIBUTOR)
def meter_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    return _written(request, authority, KINDS[entities.METER], None)


@heavy
@within_authority(Role.CONTRIBUTOR)
def several(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Import a file of several rooms or needs; their type must have a policy."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        iri, file = form.cleaned_data["kind"], form.cleaned_data["file"]
        if not queries.has_policy(authority, iri):
            form.add_error("kind", _("Describe a first one by hand: it asks what these are for."))
        elif _imported(request, authority, iri, file.read(), file.name, form):
            return redirect("twin_heat", authority.slug)
    context = {"form": form, "columns": [_names(ROOM_COLUMNS), _names(NEED_COLUMNS)]}
    status = 422 if form.errors else 200
    return render(request, "twin/heat/several.html", context, status=status)


def _imported(  # noqa: PLR0913, PLR0917  a file, and the form that shows its errors
    request: HttpRequest,
    authority: Authority,
    iri: str,
    content: bytes,
    name: str,
    form: ImportForm,
) -> bool:
    """Whether the file was written; its errors are shown at its field."""
    try:
        done = file_import.import_file(
            authority=authority, user=request.user, iri=iri, content=content, name=name
        )
    except HeatError as error:
        form.add_error("file", error_words(error))
        return False
    text = ngettext("%(number)s is written.", "%(number)s are written.", done.written)
    messages.success(request, text % {"number": done.written})
    if done.left:
        names = ", ".join(done.left[:5])
        messages.info(request, _("Left as they were, for they are there: %s.") % names)
    return True


def _names(columns: Iterable[Wanted]) -> str:
    """The column names of a file, in the language of the page."""
    return ", ".join(each.label if page_language.lang() == "fr" else each.name for each in columns)


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, entity: str) -> HttpResponse:
    """Change a room, a need or a meter; the changes of another person are not lost."""
    iri, doc = _found(authority, entity, request)
    return _written(request, authority, KINDS[iri], doc)


def _written(
    request: HttpRequest, authority: Authority, kind: HeatKind, doc: Doc | None
) -> HttpResponse:
    """The form of an entity, with the policy of its type when there is none yet."""
    form = _form(request, authority, kind, doc)
    lacks = not queries.has_policy(authority, kind.iri)
    lead = _may(request, Role.LEAD)
    policy = _proposal(request, kind) if lacks and lead else None
    forms = [form, *([policy] if policy is not None else [])]
    refused = ""
    if request.method == "POST" and all([each.is_valid() for each in forms]):  # noqa: C419  every form shows its errors
        if lacks and policy is None:
            refused = _("Nothing is saved yet: a lead must first confirm what these data are for.")
        else:
            return _saved(request, authority, kind, form, policy)
    status = 422 if refused or any(each.errors for each in forms) else 200
    context = {
        "form": form,
        "policy": policy,
        "lacks": lacks,
        "kind": kind,
        "doc": doc,
        "name": entities.name_of(doc) if doc else "",
        "refused": refused,
        "live": [f for f in ("it_power", "total_power") if doc and f not in form.fields]
        if kind.iri == entities.ROOM
        else [],
    }
    return render(request, "twin/heat/form.html", context, status=status)


def _saved(
    request: HttpRequest,
    authority: Authority,
    kind: HeatKind,
    form: EntityForm,
    policy: PolicyForm | None,
) -> HttpResponse:
    if policy is not None:
        values = {**policy.cleaned_data, "name": str(kind.policy_name)}
        actions.confirm_policy(authority=authority, user=request.user, iri=kind.iri, values=values)
    identifier = actions.save(
        authority=authority, user=request.user, iri=kind.iri, values=form.values(), current=form.doc
    )
    messages.success(request, _("“%s” is saved.") % form.cleaned_data["name"])
    if kind.iri == entities.METER:
        return redirect("twin_heat_readings", authority.slug, identifier)
    return redirect("twin_heat", authority.slug)


def _form(
    request: HttpRequest, authority: Authority, kind: HeatKind, doc: Doc | None
) -> EntityForm:
    data = request.POST if request.method == "POST" else None
    if kind.iri == entities.METER:
        docs = queries.everything(authority, user=request.user)[entities.ROOM]
        rooms = [(each["id"], entities.name_of(each)) for each in docs]
        return MeterForm(data, authority=authority, doc=doc, rooms=rooms)
    form = RoomForm if kind.iri == entities.ROOM else NeedForm
    return form(data, authority=authority, doc=doc)


def _proposal(request: HttpRequest, kind: HeatKind) -> PolicyForm:
    data = request.POST if request.method == "POST" else None
    return PolicyForm(data, prefix="sheet", initial=kind.proposal())


@within_authority(Role.CONTRIBUTOR)
def readings(request: HttpRequest, authority: Authority, entity: str) -> HttpResponse:
    """The readings of a meter, and a form for a new one."""
    iri, doc = _found(authority, entity, request)
    if iri != entities.METER:
        raise Http404
    today = timezone.localdate()
    form = ReadingForm(request.POST or None, initial={"day": today})
    if request.method == "POST" and form.is_valid():
        noon = timezone.make_aware(datetime.combine(form.cleaned_data["day"], time(12)))
        actions.add_reading(
            authority=authority,
            user=request.user,
            meter=doc,
            when=noon,
            index=form.cleaned_data["index"],
        )
        messages.success(request, _("The reading is saved."))
        return redirect("twin_heat_readings", authority.slug, entity)
    stored = queries.readings(authority, entity)
    start, end = queries.year_of(today.year)
    context = {
        "doc": doc,
        "name": entities.name_of(doc),
        "form": form,
        "found": delivered(stored, start=start, end=end),
        "year": str(today.year),
        "count": len(stored),
        "rows": [
            (timezone.localtime(_moment(each.stamp)), each.index)
            for each in stored[: -SHOWN_READINGS - 1 : -1]
        ],
    }
    return render(request, "twin/heat/readings.html", context, status=422 if form.errors else 200)


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp / SECOND, timezone.get_current_timezone())


@within_authority(Role.CONTRIBUTOR)
@require_POST
def delete(request: HttpRequest, authority: Authority, entity: str) -> HttpResponse:
    """Delete a room, a need or a meter; the home page then offers to undo."""
    _iri, doc = _found(authority, entity, request)
    actions.delete(authority=authority, user=request.user, doc=doc)
    home = reverse("twin_heat", args=(authority.slug,))
    return redirect(f"{home}?{DONE}={key_of(entity)}")


@within_authority(Role.CONTRIBUTOR)
@require_POST
def restore(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    try:
        name = actions.restore(authority=authority, user=request.user, key=key)
    except Problem:
        messages.error(request, _("Something of the same identifier is there already."))
        return redirect("twin_heat", authority.slug)
    if name is None:
        raise Http404
    messages.success(request, _("“%s” is back.") % name)
    return redirect("twin_heat", authority.slug)


@within_authority(Role.READER)
def trace(request: HttpRequest, authority: Authority) -> HttpResponse:
    """How the figure of a pair, or of a room, is computed: formulas, factors, sources."""
    match = queries.town_heat(authority, user=request.user, now=timezone.now()).match
    room, need = request.GET.get("salle", ""), request.GET.get("besoin", "")
    if not room:
        return redirect("twin_heat", authority.slug)
    pair = match.pair(room, need)
    heat = next((each for each in match.rooms if each.room.id == room), None)
    if need and pair is not None:
        steps = pair_steps(pair, match, shipped(), page_language.lang())
        name, value = f"{pair.room.name} → {pair.need.name}", pair.usable
    elif not need and heat is not None:
        steps = room_steps(heat, shipped(), page_language.lang())
        name, value = heat.room.name, heat.yearly
    else:
        raise Http404
    spoken = page_language.lang()
    context = {
        "name": name,
        "value": value,
        "served": pair is None or pair.served,
        "steps": [
            (step, [(each, named(each.name, spoken), assumption_value(each, spoken),
                     named(each.note, spoken)) for each in step.assumed])
            for step in steps
        ],
        "version": shipped().version,
    }  # fmt: skip
    return render(request, "twin/heat/trace.html", context)


@within_authority(Role.READER)
def assumptions(request: HttpRequest, authority: Authority) -> HttpResponse:  # noqa: ARG001
    model = shipped()
    lang = page_language.lang()
    context = {
        "rows": [
            (value, named(value.name, lang), assumption_value(value, lang), named(value.note, lang))
            for value in model.values.values()
        ],
        "profiles": [named(profile.name, lang) for profile in model.profiles.values()],
        "total": len(model.values) + len(model.profiles),
    }
    return render(request, "twin/heat/assumptions.html", context)


@within_authority(Role.READER)
def show_note(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The note without its annex, and the formats of the whole note."""
    tree = note.document(
        authority, user=request.user, now=timezone.now(), lang=page_language.lang()
    )
    shown = replace(tree, blocks=tree.blocks[:-METHOD], contents=False)
    context = {"tree": tree, "text": html.fragment(shown, level=2)}
    return render(request, "twin/heat/note.html", context)


@within_authority(Role.READER)
def export_note(request: HttpRequest, authority: Authority, kind: str) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    return answer(
        request,
        authority=authority,
        kind=kind,
        name=f"note-chaleur-{slugify(authority.name) or 'territoire'}",
        tree=lambda: note.document(
            authority, user=request.user, now=timezone.now(), lang=page_language.lang()
        ),
        back=reverse("twin_heat_note", args=[authority.slug]),
    )


def _found(authority: Authority, entity: str, request: HttpRequest) -> tuple[str, Doc]:
    return or_404(queries.one(authority, entity, user=request.user))


def _may(request: HttpRequest, role: Role) -> bool:
    return bool(request.role.allows(role))  # type: ignore[attr-defined]
