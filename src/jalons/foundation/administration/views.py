"""The pages of the instance about authorities, domains and its journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import of_instance
from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.limits import values
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.sign_up import slugs, standing
from jalons.foundation.administration import authority_actions as actions
from jalons.foundation.administration import queries, sizes, words
from jalons.foundation.administration.actions import start_export
from jalons.foundation.administration.answers import (
    PER_PAGE,
    UNPROCESSABLE,
    file_of,
    person_of,
    say,
)
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
    return file_of(request, _found(pk), redirect("instance_authority", pk))


def _found(pk: int) -> Authority:
    try:
        return queries.authority(pk=pk)
    except AdministrationError as error:
        raise Http404 from error


def _authority_page(request: HttpRequest, workspace: Authority, **bound: Any) -> HttpResponse:
    usage = quotas.usage_of(workspace)
    members = list(workspace.memberships.select_related("user").order_by("user__email"))
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
        "made_at": None,
        "limits": values.limits_of(workspace),
        "limits_form": LimitsForm(
            initial={name: getattr(workspace, name) for name in values.NAMES}
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
    }
    context |= authority_archive.made(workspace) | bound
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


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to an authority, and what to say then.

    ``form`` is what it reads, with the name of that form on the page.
    """

    do: Callable[..., object]
    done: Any
    form: tuple[str, type[Form]] | None = None

    def __call__(self, request: HttpRequest, workspace: Authority) -> dict[str, Any]:
        """Do it; the form to correct, by its name on the page."""
        read: dict[str, Any] = {}
        if self.form is not None:
            name, kind = self.form
            form = kind(request.POST)
            if not form.is_valid():
                return {name: form}
            read = form.cleaned_data
        self.do(user=person_of(request), authority=workspace, **read)
        messages.success(request, self.done, "good")
        return {}


REASON = ("reason", ReasonForm)


# What may be done to an authority, by the last word of its address.
ACTS: dict[str, Callable[[HttpRequest, Authority], dict[str, Any]]] = {
    "approuver": _approve,
    "refuser": Act(
        actions.refuse, gettext_lazy("The workspace is refused: it stays private."), REASON
    ),
    "fermer": Act(
        actions.close, gettext_lazy("The workspace is closed: nobody enters it any more."), REASON
    ),
    "rouvrir": Act(
        actions.reopen,
        gettext_lazy("The workspace is open again; it shows nothing until you approve it."),
    ),
    "renommer": Act(
        actions.rename,
        gettext_lazy("The name and the address are changed; the data followed."),
        ("rename", RenameForm),
    ),
    "adresse": Act(actions.hand_over, gettext_lazy("It now has the address of its territory.")),
    "quota": Act(
        lambda count, **read: actions.set_quota(files=count, **read),
        gettext_lazy("The quota is changed."),
        ("quota", QuotaForm),
    ),
    "limites": Act(
        lambda user, authority, **limits: actions.set_limits(
            user=user, authority=authority, limits=limits
        ),
        gettext_lazy("The limits are changed."),
        ("limits_form", LimitsForm),
    ),
    "lecture-seule": Act(
        lambda **read: actions.make_read_only(now=timezone.now(), **read),
        gettext_lazy("The workspace is read only: nobody changes anything."),
        REASON,
    ),
    "ecriture": Act(actions.make_writable, gettext_lazy("The workspace can be changed again.")),
    "exporter": Act(
        start_export, gettext_lazy("The file is being written: load this page again in a moment.")
    ),
    "supprimer": Act(
        lambda **read: authority_erasure.set_aside(now=timezone.now(), **read),
        gettext_lazy("The authority is set aside for 30 days, then erased."),
        ("typed", TypedForm),
    ),
    "retablir": Act(
        authority_erasure.bring_back, gettext_lazy("The authority is back, as it was.")
    ),
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
