"""Parcels: received, tried here, used; what the authority itself may send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from jalons.ailibrary.engine.exchange.pooling import Pooled
from jalons.ailibrary.recipes import registry
from jalons.ailibrary.web.exchange import actions, queries
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.exchange.register import parcels
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.own_samples import decided
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.partners.queries import key_of, partner_of
from jalons.foundation.register import pages
from jalons.foundation.register.models import as_validation
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.views import list_page, record, to_record
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError, signing
from jalons.kernel.signing.parcels import MOST_BYTES
from jalons.tabular.folding import searchable


class ReceiveForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Parcel (.zip)"),
        help_text=gettext_lazy("The file that another territory downloaded from its own page."),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """The file, refused before it is in memory when it is larger than any parcel."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(str(JalonsError("parcel_size")))
        return file


@require_GET
@within_authority(Role.READER)
def index(request: HttpRequest, authority: Authority) -> Any:
    """The parcels, what territories measured together, what may be sent."""
    sent = [(str(use), reverse("ai_parcel_send", args=[authority.slug, use.key]))
            for use in living(RecipeUse, authority) if _has_something(use)]  # fmt: skip
    return list_page(
        parcels, request, pooled=_pooled(authority), sent=sent,
        own_key=signing.fingerprint(key_of(authority)),
    )  # fmt: skip


def _has_something(use: RecipeUse) -> bool:
    return bool(use.bundle) or use.key in queries.own_evaluations(use.authority)


def _pooled(authority: Authority) -> Table | None:
    rows = [
        _line(registry.card(key).name[lang()], line)
        for key, lines in queries.pooled(authority).items() for line in lines
    ]  # fmt: skip
    columns = (
        Column(pgettext("recipe", "Recipe")), Column(_("Version")),
        Column(_("Territories"), numeric=True), Column(_("Items"), numeric=True),
        Column(_("Score (median)"), numeric=True), Column(_("Score of the rule"), numeric=True),
        Column(_("Use the rule"), numeric=True),
    )  # fmt: skip
    note = _(
        "Only what counted the same thing is put together. No territory is ranked; under three "
        "territories no score is shown."
    )
    title = _("Measured by territories on their own decisions")
    return Table(title, columns, tuple(rows), note=note) if rows else None


def _line(name: str, line: Pooled) -> tuple[Cell | str, ...]:
    def score(value: float | None) -> str:
        return "–" if value is None else number_words(value, 2)

    low_high = ""
    if line.lowest is not None and line.highest is not None:
        low_high = f" ({score(line.lowest)} – {score(line.highest)})"
    return (name, line.version, number_words(line.territories), number_words(line.items),
            score(line.score) + low_high, score(line.rule), number_words(line.by_rule))  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def receive(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Receive a parcel."""
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            return to_record(parcels, actions.receive(request.user, authority, file.read()), None)
        except ValidationError as error:
            form.add_error("file", error.messages)
        except JalonsError as error:
            form.add_error("file", as_validation(error, Parcel(authority=authority)).messages)
    back = reverse("ai_parcel_list", args=[authority.slug])
    return pages.render(parcels, request, "receive", form=form, back=back,
                        trail=(_("Receive a parcel"),))  # fmt: skip


@require_safe
@within_authority(Role.LEAD)
def send(_request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """The parcel of a recipe, to send by any means."""
    use = or_404(use_of(authority, key))
    try:
        content = actions.parcel_of(use)
    except JalonsError:
        return redirect("ai_parcel_list", authority.slug)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{authority.slug}-{key}.zip"'
    return answer


def of_parcel(request: HttpRequest, parcel: Parcel) -> dict[str, Any]:
    """What the page of a parcel adds: the digits to compare, its results, its trial here."""
    where = [parcel.authority.slug, parcel.pk]
    verdict = parcel.trial.get("verdict", {})
    sent = queries.evaluation_of(parcel.results)
    return {
        "partner": partner_of(parcel.authority, parcel.public_key),
        "sent": sent and queries.measured(parcel.publisher, sent), "verdict": verdict,
        "scores": _scores(verdict) if verdict else None, "better": verdict.get("winner") == "tried",
        "in_use": _in_use(parcel), "may_lead": pages.allows(request, Role.LEAD),
        "rows": _services(parcel), "services_url": reverse("ai_parcel_services", args=where),
        "try_url": reverse("ai_parcel_try", args=where),
        "adopt_url": reverse("ai_parcel_adopt", args=where),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A label of a parcel, the field that says its service here, those that may be chosen."""

    field: str
    label: str
    options: tuple[tuple[str, str, bool], ...]
    proposed: bool


def _services(parcel: Parcel) -> list[_Row]:
    """Each label with the service a person chose, or proposed when its name is the same."""
    known = decided(parcel.authority, parcel.key)
    names = known.names if known else {}
    alike = {searchable(name): key for key, name in names.items()}
    rows = []
    for place, label in enumerate(parcel.themes):
        proposed = alike.get(searchable(label), "") if not parcel.services else ""
        chosen = parcel.services.get(label, proposed)
        options = tuple((key, name, key == chosen) for key, name in names.items())
        rows.append(_Row(f"label-{place}", label, options, bool(proposed)))
    return rows


@require_POST
@within_authority(Role.CONTRIBUTOR)
def services(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What each label of a parcel stands for here; then it is tried."""
    found = pages.record_or_404(parcels, authority, pk)
    known = decided(authority, found.key)
    names = known.names if known else {}
    sent = {label: request.POST.get(f"label-{place}", "")
            for place, label in enumerate(found.themes)}  # fmt: skip
    chosen = {label: key for label, key in sent.items() if key in names}
    actions.say_services(request.user, found, chosen)
    return follow(actions.try_parcel(found, request.user))


def _in_use(parcel: Parcel) -> bool:
    use = use_of(parcel.authority, parcel.key)
    return bool(use and use.bundle and use.bundle == parcel.used)


def _scores(verdict: dict[str, Any]) -> Table:
    names = {"rule": _("the rule"), "present": _("what is used today"),
             "tried": _("what this parcel learned")}  # fmt: skip
    rows = tuple(
        (label, number_words(found["value"], 2),
         f"{number_words(found['low'], 2)} – {number_words(found['high'], 2)}")
        for name, label in names.items() if (found := verdict["scores"].get(name))
    )  # fmt: skip
    columns = (Column(_("Answers by")), Column(_("Score"), numeric=True),
               Column(_("between, 95 times in 100"), numeric=True))  # fmt: skip
    return Table(_("On what people decided here"), columns, rows)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def attempt(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Try what a parcel learned on the decisions of the authority."""
    return follow(actions.try_parcel(pages.record_or_404(parcels, authority, pk), request.user))


@require_POST
@within_authority(Role.LEAD)
def adopt(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Use what a parcel learned."""
    found = pages.record_or_404(parcels, authority, pk)
    try:
        actions.adopt(request.user, found)
    except JalonsError as error:
        messages.error(request, refusal_words(error), "bad")
    return to_record(parcels, found, None)


page = record(parcels, of_parcel)
