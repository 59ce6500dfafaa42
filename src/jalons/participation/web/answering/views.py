"""Answers that came without the internet, entered with the form everybody has."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.lookups import or_404
from jalons.participation.engine.consultations.codes import is_code, new_code, printed
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering import actions, queries
from jalons.participation.web.answering.forms import ENTERED, AnswerForm, ReceiptForm
from jalons.participation.web.answering.public_views import MADE
from jalons.participation.web.consultations.models import Channel, Consultation

UNPROCESSABLE = 422
both = require_http_methods(["GET", "HEAD", "POST"])


@both
@within_authority(Role.CONTRIBUTOR)
def entry(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """One sheet, one call or one visit; the receipt is printed for who answered."""
    found = _consultation(authority, pk)
    takes = queries.takes(found, Channel.PAPER, timezone.now())
    channel = request.GET.get("voie", "")
    stored, status, receipt = None, 200, new_code()
    form = AnswerForm(found, entered=True)
    if channel in ENTERED:
        form.initial["channel"] = channel
    if request.method == "POST":
        form, status = AnswerForm(found, request.POST, entered=True), UNPROCESSABLE
        sent = request.POST.get(MADE, "")
        receipt = sent if is_code(sent) else receipt
        if form.is_valid():
            channel = form.cleaned_data["channel"]
            try:
                stored = actions.store(found, form.values(), channel, receipt=receipt,
                                       code=form.cleaned_data.get("code", ""))  # fmt: skip
                status = 200
            except ParticipationError as error:
                if queries.is_same(found, receipt, form.answers()):  # sent twice: the same page
                    stored, status = actions.Stored(receipt, 0), 200
                else:
                    form.refused(error)
                    receipt = new_code() if error.code == "answer_twice" else receipt
    context = {
        "found": found, "form": form, "takes": takes, "stored": stored, "made": receipt,
        "made_name": MADE, "channel": channel,
        "receipt": printed(stored.receipt) if stored else "",
    }  # fmt: skip
    return render(request, "participation/answering/entry.html", context, status=status)


@both
@within_authority(Role.CONTRIBUTOR)
def withdraw(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What came with a receipt removed, for somebody who telephones or comes to the desk."""
    found, gone, status = _consultation(authority, pk), None, 200
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            gone = actions.withdraw(found, form.cleaned_data["receipt"])
        except ParticipationError as error:
            form.refused(error)
            status = UNPROCESSABLE
    context = {"found": found, "form": form, "gone": gone, "erased": not found.secret}
    return render(request, "participation/answering/withdraw.html", context, status=status)


def _consultation(authority: Authority, pk: UUID) -> Consultation:
    rows = living(Consultation, authority).select_related("authority__territory")
    return or_404(rows.filter(pk=pk).first())
