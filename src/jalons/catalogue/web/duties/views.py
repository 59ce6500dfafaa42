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
    labels = (_("Duty"), _("Why"), _("State"), _("Text"))
    rows = [(_duty(each, authority, spoken, may_write=may_write), queries.why(each),
             queries.mark(each), Cell(each.duty.law, confirmed=each.duty.verified))
            for each in lines]  # fmt: skip
    return list_page(
        answers, request, headline=queries.headline(authority),
        table=Table(_("Publication duties"), tuple(map(Column, labels)), tuple(rows)),
        next=next((_next(each, authority, spoken) for each in lines if each.standing in TO_DO),
                  None) if may_write else None,
        lines=[(each.duty.name[spoken], each.duty.what[spoken], each.duty.doubt.get(spoken, ""),
                each.duty) for each in lines],
        place=authority.territory,
    )  # fmt: skip


def _address(line: DutyLine, authority: Authority) -> str:
    return reverse("duty_answer_to", args=[authority.slug, line.duty.id])


def _duty(line: DutyLine, authority: Authority, spoken: str, *, may_write: bool) -> Cell:
    return Cell(line.duty.name[spoken], url=_address(line, authority) if may_write else "")


def _next(line: DutyLine, authority: Authority, spoken: str) -> tuple[str, str]:
    return line.duty.name[spoken], _address(line, authority)


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
