"""Consultations for everybody: no account, no cookie, nothing of who answers.

The pages are written without the visitor. What was typed is shown again whenever it is not stored.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from jalons.foundation.accounts.access import public
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words
from jalons.foundation.publishing.addresses import FEED, INDEX, Addresses
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.publishing.public.forms import TOKEN, TRAP, PublicForm
from jalons.foundation.publishing.public.views import page_number
from jalons.foundation.publishing.queries import open_page
from jalons.kernel import JalonsError
from jalons.participation.engine.consultations.codes import is_code, new_code, printed, typed
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering import actions, queries
from jalons.participation.web.answering.forms import (
    AnswerForm,
    IdeaForm,
    ReceiptForm,
    ResidentForm,
)
from jalons.participation.web.answering.places import squares_of
from jalons.participation.web.consultations.models import Channel, Consultation, Proposal

ANSWERS = PublicForm("participation.answer")
IDEAS = PublicForm("participation.idea", per_address=200)
WITHDRAWALS = PublicForm("participation.withdrawal", per_address=30)
MADE = "made"  # the field of a receipt made with the form: sent twice, it is the same answer
PER_PAGE = 25
FORBIDDEN, CONFLICT, TOO_LARGE, UNPROCESSABLE, FLOOD = 403, 409, 413, 422, 429
both = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def consultations(request: HttpRequest, slug: str) -> HttpResponse:
    """The consultations of an authority: those one may answer, those to come, those of before."""
    page = _page(slug)
    today, found = timezone.localdate(), queries.shown(page.authority)
    past = found.exclude(state=Consultation.State.OPEN)
    opened = found.filter(state=Consultation.State.OPEN).order_by("closes_on", "title")
    return _answer(page, "list", _("Consultations"), **_cut(request, past),
                   opened=[(each, each.takes_answers(today)) for each in opened])  # fmt: skip


@public
@csrf_exempt
@both
def consultation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A consultation: its questions and why, what comes of it, the form."""
    page = _page(slug)
    found = _consultation(page, pk)
    if request.method == "POST":
        return _sent(request, page, found)
    code = request.GET.get("code", "")  # of a letter, read by a telephone
    known = {"code": printed(typed(code))} if is_code(code) else {}
    return _opened(page, found, AnswerForm(found, initial=known))


@public
@csrf_exempt
@both
def ideas(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The ideas of residents, a button to support each, a form to propose another."""
    page = _page(slug)
    found = _consultation(page, pk)
    if not found.proposals_open:
        raise Http404
    is_idea = request.method == "POST" and "support" not in request.POST
    form, status = IdeaForm(request.POST if is_idea else None), 200
    shown: dict[str, Any] = {}
    written, made = request.POST.get("receipt", "")[:40], request.POST.get(MADE, "")
    receipt = written or (made if is_code(made) else "")
    try:
        if request.method == "POST":
            IDEAS.check(request)
        if is_idea:
            stored = actions.propose(found, form.data.get("title", ""), form.data.get("text", ""),
                                     Channel.ONLINE, receipt)  # fmt: skip
            return _thanks(page, found, stored, "idea")
        if request.method == "POST":
            stored = actions.support(_idea(found, request.POST["support"]), Channel.ONLINE, receipt)
            receipt = printed(stored.receipt)
            form, shown = IdeaForm(initial={"receipt": receipt}), {"done": True}
    except JalonsError as error:
        status = _refused(form, error)
        shown = {} if is_idea else {"why": error_words(error)}
        shown["twice"] = error.code == "form_twice"  # its receipt was perhaps not seen
        receipt = printed(typed(receipt)) if shown["twice"] else written
    return _answer(
        page, "ideas", _("Ideas of residents"), status, found=found, form=form, receipt=receipt,
        takes=queries.takes(found, Channel.ONLINE, timezone.now()), another=IDEAS.token(),
        made=new_code(), made_name=MADE,
        **shown, **_cut(request, queries.ideas(found)), **_robots(IDEAS),
        private=request.method == "POST",
    )  # fmt: skip


@public
@csrf_exempt
@both
def withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """All that came with a receipt, removed at once."""
    page = _page(slug)
    found = _consultation(page, pk)
    form, status = ReceiptForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        try:
            WITHDRAWALS.check(request)
            gone = actions.withdraw(found, form.data.get("receipt", ""))
            return _answer(page, "withdrawn", _("It is withdrawn"), found=found, gone=gone)
        except JalonsError as error:
            status = _refused(form, error)
    erased = bool(found.receipts_erased_on) or not found.secret
    return _answer(page, "withdrawal", _("Withdraw an answer"), status, found=found, form=form,
                   erased=erased, **_robots(WITHDRAWALS))  # fmt: skip


@public
@require_safe
def squares(_request: HttpRequest, slug: str) -> HttpResponse:
    """The map of the territory with the names of its squares."""
    found = squares_of(_page(slug).authority)
    if found is None:
        raise Http404
    return HttpResponse(found.drawn(), content_type="image/svg+xml")


def _sent(request: HttpRequest, page: PublicPage, found: Consultation) -> HttpResponse:
    """An answer that was sent: stored, or shown again with why not."""
    try:
        form = AnswerForm(found, request.POST)
    except RequestDataTooBig:
        return _opened(page, found, status=TOO_LARGE,
                      why=_("What you sent is far too long: nothing was stored."))  # fmt: skip
    receipt = request.POST.get(MADE, "")
    receipt = receipt if is_code(receipt) else new_code()
    try:
        ANSWERS.check(request)
        if not form.is_valid() and queries.takes(found, Channel.ONLINE, timezone.now()):
            return _opened(page, found, form, UNPROCESSABLE, receipt=receipt)
        stored = actions.store(found, form.values(), Channel.ONLINE, receipt=receipt,
                               code=form.data.get("code", ""))  # fmt: skip
        return _thanks(page, found, stored)
    except JalonsError as error:
        if error.code in {"form_twice", "answer_twice"}:
            if queries.is_same(found, receipt, form.answers()):
                return _thanks(page, found, actions.Stored(receipt, 0), "again")
            receipt = new_code()
        is_late = not queries.takes(found, Channel.ONLINE, timezone.now())
        if is_late and isinstance(error, ParticipationError):
            return _answer(page, "late", _("The consultation is closed"), CONFLICT, found=found,
                           typed=form.words())  # fmt: skip
        return _opened(page, found, form, _refused(form, error), receipt=receipt)


def _opened(  # noqa: PLR0913  (each one said by name)
    page: PublicPage, found: Consultation, form: AnswerForm | None = None, status: int = 200, *,
    receipt: str = "", why: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of a consultation, with its form when it takes answers."""
    now = timezone.now()
    takes = queries.takes(found, Channel.ONLINE, now)
    is_open, opens = found.state == Consultation.State.OPEN, found.opens_on
    return _answer(
        page, "consultation", found.title, status, found=found, takes=takes, why=why,
        form=(form or AnswerForm(found)) if takes else None,
        is_next=is_open and opens and opens > timezone.localdate(now),
        made=receipt or new_code(), made_name=MADE, **_robots(ANSWERS),
        results=not takes and Published.objects.of(page.authority).filter(urn=found.urn).exists(),
        ideas=queries.ideas(found).count() if found.proposals_open else 0,
    )  # fmt: skip


def _thanks(
    page: PublicPage, found: Consultation, stored: actions.Stored, kind: str = "answer"
) -> HttpResponse:
    return _answer(page, "thanks", _("Thank you"), private=True, found=found, stored=stored,
                   kind=kind, receipt=printed(stored.receipt))  # fmt: skip


def _idea(found: Consultation, key: str) -> Proposal:
    rows = queries.ideas(found).select_related("consultation__authority")
    idea = next((each for each in rows if str(each.pk) == key), None)
    if idea is None:
        raise ParticipationError("idea_gone")
    return idea


def _page(slug: str) -> PublicPage:
    page = open_page(slug)
    if page is None:
        raise Http404
    return page


def _consultation(page: PublicPage, pk: UUID) -> Consultation:
    return or_404(queries.shown(page.authority).filter(pk=pk).first())


def _refused(form: ResidentForm, error: JalonsError) -> int:
    """The status of an answer that shows an error, at its field if it has one."""
    if form.is_bound:
        form.refused(error)
    if isinstance(error, PublishingError):
        return FLOOD if error.code == "form_flood" else FORBIDDEN
    return UNPROCESSABLE


def _cut(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """A page of rows, and the ways to those around it."""
    page = Paginator(rows, PER_PAGE).get_page(page_number(request))
    return {
        "rows": page, "number": page.number, "count": page.paginator.num_pages,
        "before": f"?page={page.number - 1}" if page.has_previous() else "",
        "after": f"?page={page.number + 1}" if page.has_next() else "",
    }  # fmt: skip


def _robots(form: PublicForm) -> dict[str, Any]:
    return {"token": form.token(), "token_name": TOKEN, "trap_name": TRAP}


def _answer(
    page: PublicPage, template: str, title: str, status: int = 200, *, private: bool = False,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    """A public page: its frame knows the authority, and no visitor."""
    owner, fictional = page.authority, page.authority.kind == page.authority.Kind.DEMO
    at = Addresses(owner.slug)
    every = reverse("public_consultations", args=[owner.slug])
    frame = {
        "snapshot": {"name": owner.name, "fictional": fictional}, "slug": owner.slug,
        "style": at.style, "icon": at.icon, "feed": at.data(FEED), "title": title,
        "home": at.page(INDEX), "count": 1, "preview": False,
        "menu": [(_("Overview"), at.page(INDEX), False),
                 (_("Consultations"), every, template == "list")],
    }  # fmt: skip
    text = render_to_string(f"participation/answering/{template}.html", {**frame, **context})
    answer = HttpResponse(text, status=status)
    if fictional:
        answer["X-Robots-Tag"] = "noindex"
    if private or status != 200:
        answer["Cache-Control"] = "private, no-store"
    return answer
