"""The page of the instance where a stop is announced, previewed and withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import of_instance
from jalons.foundation.administration.announcements import actions, current, queries
from jalons.foundation.administration.announcements.forms import AnnouncementForm
from jalons.foundation.administration.answers import UNPROCESSABLE, person_of
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words


@of_instance
def announcements(request: HttpRequest) -> HttpResponse:
    """What is announced, and the form; POST shows the announcement, then publishes it."""
    form, preview, now = AnnouncementForm(request.POST or None), "", timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepared(**form.cleaned_data, now=now)
            if "publish" in request.POST:
                actions.announce(user=person_of(request), made=made)
                messages.success(request, _("The stop is announced."), "good")
                return redirect("instance_announcements")
            (preview,) = current.sentences([made])
        except AdministrationError as error:
            form.add_error("ends_at", error_words(error))
    to_come, past = list(queries.to_come(now=now)), list(queries.past(now=now))
    context = {
        "form": form,
        "preview": preview,
        "to_come": list(zip(to_come, current.sentences(to_come), strict=True)),
        "past": list(zip(past, current.sentences(past), strict=True)),
        "now": now,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "administration/announcements.html", context, status=status)


@require_POST
@of_instance
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    found = or_404(queries.to_come(now=now).filter(pk=pk).first())
    actions.withdraw(user=person_of(request), announcement=found, now=now)
    messages.success(request, _("The announcement is withdrawn."), "good")
    return redirect("instance_announcements")
