"""What a person does with their own data, and an authority's administrator with the authority's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import signed_in, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.administration import actions
from jalons.foundation.administration.answers import UNPROCESSABLE, file_of, person_of, say
from jalons.foundation.administration.archive import authority_archive, contents, personal_data
from jalons.foundation.administration.erasure import account_deletion, authority_erasure
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.forms import DepartureForm, TypedForm
from jalons.foundation.design.lookups import or_404
from jalons.kernel import JalonsError


@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """What the instance knows of the person, their file, and the way out; POST deletes it all."""
    person = person_of(request)
    form = DepartureForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            account_deletion.delete_account(
                user=person, person=person, typed=form.cleaned_data["typed"]
            )
        except AdministrationError as error:
            say(request, error)
            return redirect("my_data")
        logout(request)
        messages.success(request, _("Your account is deleted."), "good")
        return redirect("home")
    context = {
        "form": form,
        "alone_in": account_deletion.alone_in(person),
        "set_aside": [(each.authority, authority_erasure.erased_on(each.authority))
                      for each in authority_erasure.administered_by(person)],
    }  # fmt: skip
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "administration/my_data.html", context, status=status)


@require_safe
@signed_in
def my_data_file(request: HttpRequest) -> HttpResponse:
    body = contents.encoded(personal_data.data_of(person_of(request)))
    return HttpResponse(
        body,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mes-donnees-jalons.json"'},
    )


@require_POST
@signed_in
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back an authority one administers, that was set aside."""
    found = or_404(
        authority_erasure.administered_by(person_of(request)).filter(authority=pk).first()
    )
    authority_erasure.bring_back(user=person_of(request), authority=found.authority)
    messages.success(request, _("The authority is back, as it was."), "good")
    return redirect(found.authority)


@require_safe
@within_authority(Role.ADMINISTRATOR, leaving=True)
def leaving(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Take everything away, or delete the authority."""
    context = {"made_at": None, "typed": TypedForm()} | authority_archive.made(authority)
    return render(request, "administration/leaving.html", context)


@require_POST
@within_authority(Role.ADMINISTRATOR, leaving=True)
def export(request: HttpRequest, authority: Authority) -> HttpResponse:
    job = actions.start_export(user=person_of(request), authority=authority)
    return redirect("job", authority.slug, job.pk)


@require_safe
@within_authority(Role.ADMINISTRATOR, leaving=True)
def export_file(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    return file_of(request, authority, redirect("leaving", authority.slug))


@require_POST
@within_authority(Role.ADMINISTRATOR, leaving=True)
def set_aside(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Delete the authority: set aside for 30 days, then erased."""
    typed = request.POST.get("typed", "")
    try:
        authority_erasure.set_aside(
            user=person_of(request), authority=authority, typed=typed, now=timezone.now()
        )
    except JalonsError as error:
        say(request, error)
        return redirect("leaving", authority.slug)
    messages.success(request, _("The authority is set aside for 30 days, then erased."), "good")
    return redirect("my_data")
