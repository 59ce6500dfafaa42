"""The pages of the instance about authorities, domains and its journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import of_instance
from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.limits import values
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.sign_up import slugs, standing
from jalons.foundation.administration import authority_actions as actions
from jalons.foundation.administration import queries, sizes, words
from jalons.foundation.administration.actions import start_export
from jalons.foundation.administration.answers import PER_PAGE, UNPROCESSABLE, person_of, say
from jalons.foundation.administration.archive import authority_archive
from jalons.foundation.administration.erasure import authority_erasure
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.failures import queries as failures
from jalons.foundation.administration.failures import tables as error_tables
from jalons.foundation.administration.forms import (
    AuthorityFilterForm,
    DomainForm,
    LimitsForm,
    QuotaForm,
    ReasonForm,
    RenameForm,
    TypedForm,
)
from jalons.foundation.administration.work import tables
from jalons.foundation.listing.export import Sheet, export
from jalons.foundation.tasks import queue
from jalons.kernel import JalonsError

SHORT = 8  # lines of what has a page of its own


@require_safe
@of_instance
def authorities(request: HttpRequest) -> HttpResponse:
    form, found, sort = _listed(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    caption = ngettext("%(count)s authority", "%(count)s authorities", len(found)) % {
        "count": len(found)
    }
    context = {
        "form": form,
        "page": page,
        "table": words.authority_table(list(page.object_list), sort=sort, caption=caption),
        "waiting": queries.waiting(),
        "query": request.GET.urlencode(),
        "narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "administration/authorities.html", context)


def _listed(
    request: HttpRequest,
) -> tuple[AuthorityFilterForm, list[queries.AuthorityLine], str]:
    """The filters of the address, what they leave, and its order."""
    form = AuthorityFilterForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    sort = request.GET.get("sort", "name")
    found = queries.authorities(
        text=filters.get("q", ""), shown=filters.get("shown", ""), only=filters.get("only", ""),
        sort=sort,
    )  # fmt: skip
    return form, found, sort


@require_safe
@of_instance
def authorities_file(request: HttpRequest) -> HttpResponseBase:
    """The same list as a CSV file."""
    _form, found, _sort = _listed(request)
    title = _("Authorities of the instance")
    return export("csv", "collectivites", Sheet(title, words.authority_file_columns(), found))


@require_safe
@of_instance
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """One authority: what it is, who else is on its territory, what may be done."""
    return _authority_page(request, _found(pk))


@require_safe
@of_instance
def authority_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything of an authority in one file, once it was made."""
    workspace = _found(pk)
    try:
        stream = default_storage.open(authority_archive.place(workspace))
    except FileNotFoundError:
        messages.warning(request, _("The file is no longer there: make it again."), "warn")
        return redirect("instance_authority", pk)
    name = f"{workspace.slug}.zip"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")


def _found(pk: int) -> Authority:
    try:
        return queries.authority(pk=pk)
    except AdministrationError as error:
        raise Http404 from error


def _authority_page(request: HttpRequest, workspace: Authority, **bound: Any) -> HttpResponse:
    usage = quotas.usage_of(workspace)
    members = list(workspace.memberships.select_related("user").order_by("user__email"))
    made_at = authority_archive.made_at(workspace)
    context = {
        "workspace": workspace,
        "state": words.state_of(workspace),
        "is_real": workspace.kind != Authority.Kind.TRIAL,
        "members": members,
        "roles": words.roles(members),
        "seen": queries.last_seen(
            workspace, max(filter(None, (each.user.last_login for each in members)), default=None)
        ),
        "sizes": words.sizes_table(sizes.of_authority(workspace)),
        "jobs": tables.jobs_table(queue.of_all().filter(authority=workspace)[:SHORT], alone=True),
        "errors": error_tables.errors_table(failures.found(owner=workspace.pk)[:SHORT], {}),
        "history": words.journal_table(
            list(queries.journal_of(workspace)[:SHORT]), caption=_("What was decided, latest first")
        ),
        "made_at": made_at,
        "gone_at": made_at + authority_archive.OFFERED_FOR if made_at else None,
        "limits": values.limits_of(workspace),
        "limits_form": LimitsForm(
            initial={name: getattr(workspace, name) for name in values.NAMES},
            common=values.of_instance(),
        ),
        "rivals": [(rival, words.state_of(rival)) for rival in queries.rivals(workspace)],
        "own_slug": slugs.own_slug(workspace.territory),
        "domains": standing.domains(workspace.territory),
        "usage": usage,
        "taken": quotas.megabytes(usage.taken),
        "most": quotas.megabytes(usage.most),
        "erased_on": authority_erasure.erased_on(workspace),
        "reason": ReasonForm(),
        "rename": RenameForm(initial={"name": workspace.name, "slug": workspace.slug}),
        "quota": QuotaForm(initial={"mb": workspace.quota_mb, "count": workspace.quota_files}),
        "typed": TypedForm(),
    } | bound
    status = UNPROCESSABLE if bound else 200
    return render(request, "administration/authority.html", context, status=status)


@require_POST
@of_instance
def change_authority(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one of ``ACTS`` to an authority."""
    if act not in ACTS:
        raise Http404
    workspace = _found(pk)
    try:
        wrong = ACTS[act](request, workspace)
    except JalonsError as error:
        say(request, error)
        wrong = {}
    return (
        _authority_page(request, workspace, **wrong)
        if wrong
        else redirect("instance_authority", pk)
    )


def _approve(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    other = actions.approve(user=person_of(request), authority=workspace)
    messages.success(request, _("The workspace is approved."), "good")
    if other is not None:
        messages.warning(
            request,
            _("“%(name)s” retains the address of the territory: decide below which one bears it.")
            % {"name": other.name},
            "warn",
        )
    return {}


def _refuse(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return {"reason": form}
    actions.refuse(user=person_of(request), authority=workspace, reason=form.cleaned_data["reason"])
    messages.success(request, _("The workspace is refused: it stays private."), "good")
    return {}


def _close(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return {"reason": form}
    actions.close(user=person_of(request), authority=workspace, reason=form.cleaned_data["reason"])
    messages.success(request, _("The workspace is closed: nobody enters it any more."), "good")
    return {}


def _reopen(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    actions.reopen(user=person_of(request), authority=workspace)
    messages.success(
        request, _("The workspace is open again; it shows nothing until you approve it."), "good"
    )
    return {}


def _rename(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    form = RenameForm(request.POST)
    if not form.is_valid():
        return {"rename": form}
    values = form.cleaned_data
    actions.rename(
        user=person_of(request), authority=workspace, name=values["name"], slug=values["slug"]
    )
    messages.success(request, _("The name and the address are changed; the data followed."), "good")
    return {}


def _hand_over(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    actions.hand_over(user=person_of(request), authority=workspace)
    messages.success(request, _("It now has the address of its territory."), "good")
    return {}


def _quota(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    form = QuotaForm(request.POST)
    if not form.is_valid():
        return {"quota": form}
    values = form.cleaned_data
    actions.set_quota(
        user=person_of(request), authority=workspace, mb=values["mb"], files=values["count"]
    )
    messages.success(request, _("The quota is changed."), "good")
    return {}


def _limits(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    form = LimitsForm(request.POST, common=values.of_instance())
    if not form.is_valid():
        return {"limits_form": form}
    actions.set_limits(user=person_of(request), authority=workspace, limits=form.cleaned_data)
    messages.success(request, _("The limits are changed."), "good")
    return {}


def _read_only(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return {"reason": form}
    actions.make_read_only(
        user=person_of(request), authority=workspace, reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("The workspace is read only: nobody changes anything."), "good")
    return {}


def _writable(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    actions.make_writable(user=person_of(request), authority=workspace)
    messages.success(request, _("The workspace can be changed again."), "good")
    return {}


def _export(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    start_export(user=person_of(request), authority=workspace)
    messages.success(
        request, _("The file is being written: load this page again in a moment."), "good"
    )
    return {}


def _set_aside(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    typed = request.POST.get("typed", "")
    authority_erasure.set_aside(
        user=person_of(request), authority=workspace, typed=typed, now=timezone.now()
    )
    messages.success(request, _("The authority is set aside for 30 days, then erased."), "good")
    return {}


def _bring_back(request: HttpRequest, workspace: Authority) -> dict[str, Any]:
    authority_erasure.bring_back(user=person_of(request), authority=workspace)
    messages.success(request, _("The authority is back, as it was."), "good")
    return {}


# What may be done to an authority, by the last word of its address.
ACTS: dict[str, Callable[[HttpRequest, Authority], dict[str, Any]]] = {
    "approuver": _approve,
    "refuser": _refuse,
    "fermer": _close,
    "rouvrir": _reopen,
    "renommer": _rename,
    "adresse": _hand_over,
    "quota": _quota,
    "limites": _limits,
    "lecture-seule": _read_only,
    "ecriture": _writable,
    "exporter": _export,
    "supprimer": _set_aside,
    "retablir": _bring_back,
}


@of_instance
def domains(request: HttpRequest) -> HttpResponse:
    """The domains whose verified addresses are a proof; POST records one."""
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        territories = queries.territories(form.cleaned_data["territory"])
        if len(territories) != 1:
            form.add_error("territory", _which(territories))
        else:
            try:
                actions.record_domain(
                    user=person_of(request), domain=form.cleaned_data["domain"],
                    territory=territories[0], now=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("The domain is recorded."), "good")
                return redirect("instance_domains")
            except AdministrationError as error:
                form.add_error("domain", str(error))
    context = {
        "form": form,
        "domains": queries.domains(),
        "by_mail": standing.addresses_are_verified(),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "administration/domains.html", context, status=status)


def _which(found: list[Any]) -> str:
    if not found:
        return _("No territory has this name or code.")
    names = ", ".join(f"{each.name} ({each.siren or each.code})" for each in found)
    return _("Several territories: %(names)s… Type the SIREN of one.") % {"names": names}


@require_POST
@of_instance
def forget_domain(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.domains().filter(pk=pk).first()
    if found is not None:
        actions.forget_domain(user=person_of(request), domain=found)
    return redirect("instance_domains")


@require_safe
@of_instance
def journal(request: HttpRequest) -> HttpResponse:
    """What was done to the authorities and the accounts of the instance, the latest first."""
    page = Paginator(queries.journal(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": words.journal_table(list(page.object_list), caption=_("Latest first")),
    }
    return render(request, "administration/journal.html", context)
