"""The pages of the instance about accounts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import of_instance
from jalons.foundation.accounts.models import User
from jalons.foundation.administration import account_actions as actions
from jalons.foundation.administration import queries, words
from jalons.foundation.administration.answers import PER_PAGE, person_of, say
from jalons.foundation.administration.erasure import account_deletion
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.forms import PeopleFilterForm, TypedForm
from jalons.kernel import JalonsError


@require_safe
@of_instance
def accounts(request: HttpRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    people = queries.people(text=filters.get("q", ""), only=filters.get("only", ""))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    caption = ngettext("%(count)s account", "%(count)s accounts", count) % {"count": count}
    context = {
        "form": form,
        "page": page,
        "table": words.people_table(list(page.object_list), caption=caption),
    }
    return render(request, "administration/accounts.html", context)


def _found(pk: int) -> User:
    try:
        return queries.person(pk=pk)
    except AdministrationError as error:
        raise Http404 from error


@require_safe
@of_instance
def account(request: HttpRequest, pk: int) -> HttpResponse:
    person = _found(pk)
    context = {
        "person": person,
        "memberships": person.memberships.select_related("authority").order_by("authority__name"),
        "alone_in": account_deletion.alone_in(person),
        "typed": TypedForm(),
        "is_you": person == request.user,
    }
    return render(request, "administration/account.html", context)


@require_POST
@of_instance
def change_account(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one of ``ACTS`` to an account."""
    if act not in ACTS:
        raise Http404
    person = _found(pk)
    try:
        messages.success(request, ACTS[act](request, person), "good")
    except JalonsError as error:
        say(request, error)
        return redirect("instance_account", pk)
    is_there = User.objects.filter(pk=pk).exists()
    return redirect("instance_account", pk) if is_there else redirect("instance_accounts")


def _close(request: HttpRequest, person: User) -> str:
    actions.close(user=person_of(request), person=person)
    return _("The account is closed: it no longer signs in, and its sessions ended.")


def _reopen(request: HttpRequest, person: User) -> str:
    actions.reopen(user=person_of(request), person=person)
    return _("The account is open again.")


def _name(request: HttpRequest, person: User) -> str:
    actions.name_administrator(user=person_of(request), person=person)
    return _("This person now administers the instance.")


def _remove(request: HttpRequest, person: User) -> str:
    actions.remove_administrator(user=person_of(request), person=person)
    return _("This person no longer administers the instance.")


def _delete(request: HttpRequest, person: User) -> str:
    typed = request.POST.get("typed", "")
    account_deletion.delete_account(user=person_of(request), person=person, typed=typed)
    return _("The account is deleted.")


# What may be done to an account, by the last word of its address.
ACTS: dict[str, Callable[[HttpRequest, User], str]] = {
    "fermer": _close,
    "rouvrir": _reopen,
    "nommer": _name,
    "demettre": _remove,
    "supprimer": _delete,
}
