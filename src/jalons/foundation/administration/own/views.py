"""What a person does with their own data, and an authority's administrator with the authority's."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import signed_in, within_authority
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.administration import actions
from jalons.foundation.administration.answers import say
from jalons.foundation.administration.archive import authority_archive, contents, personal_data
from jalons.foundation.administration.erasure import account_deletion, authority_erasure
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.forms import DepartureForm, TypedForm
from jalons.foundation.design.lookups import or_404
from jalons.kernel import JalonsError


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@signed_in
def my_data(request: HttpRequest) -> HttpResponse:
    """What the instance knows of the person, their file, and the way out; POST deletes it all."""
    person = _person(request)
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
    status = 422 if form.errors else 200
    return render(request, "administration/my_data.html", context, status=status)


@require_safe
@signed_in
def my_data_file(request: HttpRequest) -> HttpResponse:
    body = contents.encoded(personal_data.data_of(_person(request)))
    return HttpResponse(
        body,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mes-donnees-jalons.json"'},
    )


@require_POST
@signed_in
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back an authority one administers, that was set aside."""
    found = or_404(authority_erasure.administered_by(_person(request)).filter(authority=pk).first())
    authority_erasure.bring_back(user=_person(request), authority=found.authority)
    messages.success(request, _("The authority is back, as it was."), "good")
    return redirect(found.authority)


@require_safe
@within_authority(Role.ADMINISTRATOR, leaving=True)
def leaving(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Take everything away, or delete the authority."""
    made_at = authority_archive.made_at(authority)
    context = {
        "made_at": made_at,
        "gone_at": made_at + authority_archive.OFFERED_FOR if made_at else None,
        "size": authority_archive.size(authority),
        "typed": TypedForm(),
    }
    return render(request, "administration/leaving.html", context)


@require_POST
@within_authority(Role.ADMINISTRATOR, leaving=True)
def export(request: HttpRequest, authority: Authority) -> HttpResponse:
    job = actions.start_export(user=_person(request), authority=authority)
    return redirect("job", authority.slug, job.pk)


@require_safe
@within_authority(Role.ADMINISTRATOR, leaving=True)
def export_file(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    try:
        stream = default_storage.open(authority_archive.place(authority))
    except FileNotFoundError:
        messages.warning(request, _("The file is no longer there: make it again."), "warn")
        return redirect("leaving", authority.slug)
    name = f"{authority.slug}.zip"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@within_authority(Role.ADMINISTRATOR, leaving=True)
def set_aside(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Delete the authority: set aside for 30 days, then erased."""
    typed = request.POST.get("typed", "")
    try:
        authority_erasure.set_aside(
            user=_person(request), authority=authority, typed=typed, now=timezone.now()
        )
    except JalonsError as error:
        say(request, error)
        return redirect("leaving", authority.slug)
    messages.success(request, _("The authority is set aside for 30 days, then erased."), "good")
    return redirect("my_data")
