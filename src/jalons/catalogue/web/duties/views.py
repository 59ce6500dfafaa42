"""The board of duties, and the answer to one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jalons.catalogue.web.duties import queries
from jalons.catalogue.web.duties.models import DutyAnswer, all_duties
from jalons.catalogue.web.duties.queries import TO_DO, DutyLine
from jalons.catalogue.web.duties.register import OneForm, answers
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.foundation.register import pages
from jalons.foundation.register.views import list_page, saved, to_list


@require_safe
@within_authority(Role.READER)
def board(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    """Every duty: whether it concerns the authority and why, where it stands, what to do."""
    lines, spoken = queries.board(authority), "en" if lang() == "en" else "fr"
    may_write = pages.allows(request, answers.write)
    urls = {each.duty.id: reverse("duty_answer_to", args=[authority.slug, each.duty.id])
            for each in lines if may_write}  # fmt: skip
    labels = (_("Duty"), _("Why"), _("State"), _("Text"))
    rows = [(Cell(each.duty.name[spoken], url=urls.get(each.duty.id, "")), queries.why(each),
             queries.mark(each), Cell(each.duty.law, confirmed=each.duty.verified))
            for each in lines]  # fmt: skip
    todo = [(each.duty.name[spoken], urls[each.duty.id]) for each in lines
            if may_write and each.standing in TO_DO]  # fmt: skip
    return list_page(
        answers, request, headline=queries.headline(authority), next=todo[0] if todo else None,
        table=Table(_("Publication duties"), tuple(map(Column, labels)), tuple(rows)),
        lines=[(each.duty.name[spoken], each.duty.what[spoken], each.duty.doubt.get(spoken, ""),
                each.duty) for each in lines],
        place=authority.territory,
    )  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def answer(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """What the authority answers to one duty."""
    duty = next((each for each in all_duties() if each.id == code), None)
    if duty is None:
        raise Http404

    def read() -> Any:
        found = queries.rows(authority).filter(duty=code).first()
        return found or DutyAnswer(authority=authority, duty=code)

    form, batch = saved(OneForm, request, read)
    if batch is not None or (form.is_bound and not form.errors):
        return to_list(answers, authority, batch)
    spoken = "en" if lang() == "en" else "fr"
    line = DutyLine(queries.finding(authority, duty))
    return pages.render(
        answers, request, "answer", form=form, record=read(), duty=duty, why=queries.why(line),
        name=duty.name[spoken], what=duty.what[spoken], doubt=duty.doubt.get(spoken, ""),
        back=reverse("duty_answer_list", args=[authority.slug]), trail=(duty.name[spoken],),
        new_dataset=reverse("dataset_new", args=[authority.slug]),
    )  # fmt: skip
