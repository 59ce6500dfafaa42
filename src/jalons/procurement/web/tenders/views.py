"""The pages of a tender that are no register: result, method sheet, bids from a sheet."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words, lang
from jalons.foundation.documents import html
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.documents.tree import Document
from jalons.foundation.register.pages import facts, record_or_404, render, url_of
from jalons.foundation.register.views import record, to_record
from jalons.foundation.rendering.answers import answer
from jalons.kernel import JalonsError
from jalons.procurement.documents.method_sheet import SheetMaterial, method_sheet
from jalons.procurement.engine.awards.alerts import criteria_alerts
from jalons.procurement.engine.awards.formulas import rule_of
from jalons.procurement.engine.awards.tender import MONEY, Bid, SimulatedTender, check_criteria
from jalons.procurement.web.tenders import actions, pages, queries
from jalons.procurement.web.tenders.forms import BidsFileForm, TryForm
from jalons.procurement.web.tenders.models import Tender, TenderBid
from jalons.procurement.web.tenders.register import BIDS, CRITERIA, tenders

SALT, AN_HOUR = "tender_bids", 3600


def _tender(request: HttpRequest, found: Tender) -> dict[str, Any]:
    """The simulation of a tender; what an address tries is not stored."""
    simulated = queries.as_simulated(found)
    form = TryForm(request.GET, simulated)
    choices = form.choices()
    context: dict[str, Any] = {"form_try": form, "needs": _needs(simulated)}
    try:
        simulation = queries.simulation(found, choices)
        context["result"] = pages.result(request, found, simulation, choices.formula)
    except JalonsError as error:
        context["problem"] = error_words(error)
        context["alerts"] = tuple(map(pages.alert, criteria_alerts(simulated)))
    return context | {
        "facts": facts(tenders, found, *pages.FACTS),
        "tried": _tried(choices, simulated),
        "readers": pages.readers(found.authority),
        "new_urls": {part: url_of(tenders, found, f"{part}_new") for part in (CRITERIA, BIDS)},
        "file_url": url_of(tenders, found, "file"),
    }


tender = record(tenders, _tender)


def _needs(tender: SimulatedTender) -> str:
    """What comes first: criteria while they are not sound, then bids."""
    try:
        check_criteria(tender.criteria)
    except JalonsError:
        return CRITERIA
    return BIDS


def _tried(choices: queries.Choices, tender: SimulatedTender) -> bool:
    """Whether an address tries other weights than the stored ones."""
    weights = dict(enumerate(each.weight for each in tender.criteria))
    return any(weights.get(rank) != weight for rank, weight in choices.weights)


@require_GET
@within_authority(Role.READER)
def sheet(
    request: HttpRequest, authority: Authority, pk: UUID, formula: str, value: str
) -> HttpResponse:
    """The method sheet on a page, with its files; or why it is refused."""
    found = record_or_404(tenders, authority, pk)
    trail = (str(found), url_of(tenders, found), _("Method sheet"))
    try:
        tree = _tree(found, formula, value)
    except JalonsError as error:
        problem = error_words(error)
        return render(tenders, request, "sheet", record=found, trail=trail, problem=problem)
    files = [
        (label, reverse("tender_sheet_file", args=[authority.slug, pk, formula, value, kind]))
        for kind, label in (("docx", _("In Word (DOCX)")), ("odt", _("In OpenDocument (ODT)")),
                            ("pdf", _("In PDF")))
    ]  # fmt: skip
    text = html.fragment(tree, level=2)
    return render(tenders, request, "sheet", record=found, trail=trail, tree=tree, text=text,
                  files=files)  # fmt: skip


@require_GET
@within_authority(Role.READER)
def sheet_file(  # noqa: PLR0913, PLR0917  the parts of an address
    request: HttpRequest, authority: Authority, pk: UUID, formula: str, value: str, kind: str
) -> HttpResponse:
    found = record_or_404(tenders, authority, pk)
    back = reverse("tender_sheet", args=[authority.slug, pk, formula, value])
    if kind not in FORMATS:
        raise Http404
    try:
        tree = _tree(found, formula, value)
    except JalonsError:
        return redirect(back)  # which says why
    name = f"{_('method')}-{found.name}"
    return answer(request, authority=authority, kind=kind, name=name, tree=lambda: tree, back=back)


def _tree(found: Tender, formula: str, value: str) -> Document:
    try:
        chosen = rule_of(formula, None if value == "-" else Decimal(value))
    except InvalidOperation as error:
        raise Http404 from error
    values = () if chosen.value is None else ((formula, chosen.value),)
    simulation = queries.simulation(found, queries.Choices(formula, values))
    day = timezone.localdate()
    material = SheetMaterial(found.name, found.authority.name, day, simulation, formula)
    return method_sheet(material, lang())


@heavy
@within_authority(Role.CONTRIBUTOR)
def bids_file(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Bids and marks from a sheet: read, shown, then stored once a person says so."""
    found = record_or_404(tenders, authority, pk)
    trail = (str(found), url_of(tenders, found), _("Bring bids"))
    if request.method == "POST" and "read" in request.POST:
        return _confirmed(request, found)
    form = BidsFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "record": found, "trail": trail}
    if form.is_bound and form.is_valid():
        try:
            context |= _preview(found, form)
        except (JalonsError, ValidationError) as error:
            said = error_words(error) if isinstance(error, JalonsError) else error.messages
            form.add_error("file", said)
    context["headings"] = [
        each.name for each in queries.criteria_of(found) if each.kind not in MONEY
    ]
    return render(tenders, request, "bids_file", **context)


def _preview(found: Tender, form: BidsFileForm) -> dict[str, Any]:
    from jalons.procurement.capture.awards import read_bids

    file, leaves = form.cleaned_data["file"], queries.as_simulated(found).leaves
    read = read_bids(file.read(), file.name, leaves, amounts=form.cleaned_data["amounts"])
    pairs = actions.changes(found, read.bids)
    for bid, values in pairs:
        checked = TenderBid(authority=bid.authority, **values)
        try:
            checked.full_clean(exclude={"authority"}, validate_constraints=False)
        except ValidationError as error:
            raise ValidationError([f"{checked} – {said}" for said in error.messages]) from error
    sent = msgspec.json.encode(read.bids).decode()
    return {
        "table": pages.preview(pairs, [leaf for leaf in leaves if leaf.kind not in MONEY]),
        "read": signing.dumps(sent, salt=SALT + str(found.pk)),
        "unread": ", ".join(read.unread),
        "totals": ", ".join(map(str, read.totals)),
    }


def _confirmed(request: HttpRequest, found: Tender) -> HttpResponse:
    try:
        sent = signing.loads(request.POST["read"], salt=SALT + str(found.pk), max_age=AN_HOUR)
        bids = msgspec.json.decode(sent, type=tuple[Bid, ...])
        batch = actions.store(found, request.user, bids)
    except (signing.BadSignature, ValidationError, JalonsError):
        messages.error(request, _("Nothing is stored: please bring the file again."), "bad")
        return redirect(url_of(tenders, found, "file"))
    return to_record(tenders, found, batch)
