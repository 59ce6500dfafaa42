"""The pages of dropped files: the list, the columns, the unknown kinds, the choices."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from jalons.footprint.engine.inventory.unknown_kinds import unknown_kinds
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.intake import actions
from jalons.footprint.web.intake import tables as sheet_tables
from jalons.footprint.web.intake.forms import ChoicesForm, DropForm, KindsForm, SheetForm
from jalons.footprint.web.intake.guesses import GuessesForm
from jalons.footprint.web.inventories import homes, notices, queries, tables
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.lookups import find, find_assessed
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.inventories.register import inventory_files
from jalons.footprint.web.labels import place
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.pages import offered
from jalons.foundation.tasks.views import follow

PER_PAGE = 40
UNPROCESSABLE = 422


@within_authority(Role.READER)
def index(request: HttpRequest, authority: Authority) -> HttpResponse:
    return _index(request, authority, DropForm())


@within_authority(Role.CONTRIBUTOR)
@require_POST
def drop(request: HttpRequest, authority: Authority) -> HttpResponse:
    form = DropForm(request.POST, request.FILES)
    if not form.is_valid():
        return _index(request, authority, form, status=UNPROCESSABLE)
    file = form.cleaned_data["file"]
    try:
        job = actions.drop_inventory(
            authority=authority, user=request.user, file=file, name=file.name
        )
    except AccountsError as error:
        form.add_error("file", str(error))
        return _index(request, authority, form, status=UNPROCESSABLE)
    return follow(job)


def _index(
    request: HttpRequest, authority: Authority, form: DropForm, *, status: int = 200
) -> HttpResponse:
    page = Paginator(queries.inventories(authority), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": tables.inventories(
            authority, page, queries.totals(authority, [each.pk for each in page])
        ),
        "done": offered(inventory_files, request),
    }
    return render(request, "footprint/index.html", context, status=status)


@within_authority(Role.READER)
def refused(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Why a file could not be read, with a form to drop another."""
    inventory = find(authority, pk)
    if inventory.problem is None:
        return redirect("footprint_columns", authority.slug, pk)
    error = notices.error_of(inventory.problem)
    context = {
        "inventory": inventory,
        "problem": error.message(page_language.lang()),
        "hint": error.hint(page_language.lang()),
        "place": place(error.where),
        "form": DropForm(),
    }
    return render(request, "footprint/refused.html", context)


@within_authority(Role.CONTRIBUTOR)
def columns(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    inventory = find(authority, pk)
    if queries.combination_of(inventory):
        return redirect("footprint_doubles", authority.slug, pk)
    if inventory.problem or inventory.state == InventoryFile.State.DROPPED:
        return redirect("footprint_refused", authority.slug, pk)
    form, guesses = _choices_form(request, inventory), _guesses_form(request, inventory)
    if request.method == "POST" and form.is_valid() & guesses.is_valid():
        mapping, choices = guesses.answered(), form.chosen()
        if any(sheet.included for sheet in mapping.sheets):
            return follow(
                actions.confirm_columns(
                    inventory=inventory, user=request.user, mapping=mapping, choices=choices
                )
            )
        guesses.add_error(None, gettext("Say at least which column holds the type or the model."))
    context = {
        "inventory": inventory,
        "form": form,
        "guesses": guesses,
        "sheets": sheet_tables.sheets(inventory, queries.mapping(inventory)),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "footprint/columns.html", context, status=status)


def _guesses_form(request: HttpRequest, inventory: InventoryFile) -> GuessesForm:
    return GuessesForm(
        request.POST or None,
        mapping=queries.mapping(inventory),
        sheets=inventory.layout["sheets"],
    )


def _choices_form(request: HttpRequest, inventory: InventoryFile) -> ChoicesForm:
    return ChoicesForm(
        request.POST or None,
        choices=Choices.from_json(inventory.choices),
        own=factor_packs.usable_files(inventory.authority),
        territory=homes.territory_home(inventory.authority),
    )


@within_authority(Role.CONTRIBUTOR)
def sheet_columns(request: HttpRequest, authority: Authority, pk: UUID, sheet: int) -> HttpResponse:
    inventory = find(authority, pk)
    described = inventory.layout.get("sheets", [])
    if sheet >= len(described):
        raise Http404
    found = described[sheet]
    mapping = or_404(queries.mapping(inventory).of(found["name"]))
    every = "tout" in request.GET
    form = SheetForm(request.POST or None, mapping=mapping, columns=found["columns"], every=every)
    if request.method == "POST" and form.is_valid():
        actions.change_columns(inventory=inventory, user=request.user, sheet=form.sheet_mapping())
        messages.success(request, gettext("The columns are saved."))
        return redirect("footprint_columns", authority.slug, pk)
    context = {
        "inventory": inventory,
        "form": form,
        "every": every,
        "sheet": found,
        "preview": sheet_tables.preview(found),
    }
    return render(request, "footprint/sheet.html", context)


@within_authority(Role.CONTRIBUTOR)
def kinds(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    inventory = find(authority, pk)
    assessed = queries.latest_assessment(inventory)
    today = timezone.localdate()
    read = queries.lines_of(assessed) if assessed else queries.read_lines(inventory, today=today)
    unknown = unknown_kinds(read)
    form = KindsForm(request.POST or None, kinds=unknown[:20])
    if request.method == "POST" and form.is_valid():
        return follow(
            actions.name_kinds(inventory=inventory, user=request.user, names=form.names())
        )
    context = {"inventory": inventory, "form": form, "unknown": len(unknown)}
    return render(request, "footprint/kinds.html", context)


@within_authority(Role.CONTRIBUTOR)
def choices(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    inventory = find_assessed(authority, pk).inventory
    form = _choices_form(request, inventory)
    if request.method == "POST" and form.is_valid():
        return follow(
            actions.change_choices(inventory=inventory, user=request.user, choices=form.chosen())
        )
    return render(request, "footprint/choices.html", {"inventory": inventory, "form": form})
