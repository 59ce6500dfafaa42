"""Consultations for everybody: no account, no cookie, nothing of who answers.

The pages are written without the visitor. What was typed is shown again whenever it is not stored.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from jalons.foundation.accounts.access import public
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words
from jalons.foundation.publishing.addresses import FEED, INDEX, Addresses
from jalons.foundation.publishing.errors import PublishingError
from jalons.foundation.publishing.models import PublicPage
from jalons.foundation.publishing.public_forms import TOKEN, TRAP, PublicForm
from jalons.foundation.publishing.public_views import page_number
from jalons.foundation.publishing.queries import open_page
from jalons.participation.engine.consultations.codes import is_code, new_code, printed
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering import actions, queries
from jalons.participation.web.answering.forms import AnswerForm, IdeaForm, ReceiptForm
from jalons.participation.web.answering.places import squares_of
from jalons.participation.web.consultations.models import Channel, Consultation, Question

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
    cut = Paginator(past, PER_PAGE).get_page(page_number(request))
    opened = list(found.filter(state=Consultation.State.OPEN).order_by("closes_on", "title"))
    return _answer(page, "list", _("Consultations"), opened=[
        (each, each.takes_answers(today)) for each in opened
    ], past=cut, number=cut.number, count=cut.paginator.num_pages,
        before=f"?page={cut.number - 1}" if cut.has_previous() else "",
        after=f"?page={cut.number + 1}" if cut.has_next() else "")  # fmt: skip


@public
@csrf_exempt
@both
def consultation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A consultation: what is asked and why, what comes of it, the form."""
    page = _page(slug)
    found = _consultation(page, pk)
    if request.method == "POST":
        return _sent(request, page, found)
    return _asked(page, found)


@public
@csrf_exempt
@both
def ideas(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The ideas of residents, a button to support each, a form to propose another."""
    page = _page(slug)
    found = _consultation(page, pk)
    if not found.proposals_open:
        raise Http404
    if request.method != "POST":
        return _ideas(request, page, found)
    form = IdeaForm(request.POST if "support" not in request.POST else None)
    receipt, done, status, why = request.POST.get("receipt", "")[:40], "", 200, ""
    try:
        IDEAS.check(request)
        if form.is_bound:
            form.is_valid()
            stored = actions.propose(found, form.data.get("title", ""), form.data.get("text", ""),
                                     Channel.ONLINE, receipt)  # fmt: skip
            return _thanks(page, found, stored, kind="idea")
        stored = actions.support(_idea(found, request.POST["support"]), Channel.ONLINE, receipt)
        done, receipt = _("Your support is counted."), printed(stored.receipt)
    except PublishingError as error:
        why, status = error_words(error), _status(error)
    except ParticipationError as error:
        why, status = error_words(error), UNPROCESSABLE
        if form.is_bound:
            form.refused(error)
            why = ""
    return _ideas(request, page, found, form=form, receipt=receipt, done=done, why=why,
                  status=status)  # fmt: skip


@public
@csrf_exempt
@both
def withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """All that came with a receipt, removed at once."""
    page = _page(slug)
    found = _consultation(page, pk)
    form, status = ReceiptForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound and form.is_valid():
        try:
            WITHDRAWALS.check(request)
            gone = actions.withdraw(found, form.cleaned_data["receipt"])
            return _private(_answer(page, "withdrawn", _("It is withdrawn"), found=found,
                                    gone=_gone(gone)))  # fmt: skip
        except PublishingError as error:
            form.add_error(None, error_words(error))
            status = _status(error)
        except ParticipationError as error:
            form.add_error("receipt", error_words(error))
            status = UNPROCESSABLE
    elif form.is_bound:
        status = UNPROCESSABLE
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


def answer_form(found: Consultation, *sent: Any, entered: bool = False) -> AnswerForm:
    """The form of a consultation; ``entered`` for who enters what came without the internet."""
    questions = queries.asked(found)
    has_place = any(each.kind == Question.Kind.PLACE for each in questions)
    by_code = found.access == Consultation.Access.CODES
    return AnswerForm(
        questions, queries.as_read(found, questions),
        squares_of(found.authority) if has_place else None, *sent, with_code=by_code,
        entered=entered,
    )  # fmt: skip


def typed_words(form: AnswerForm) -> list[tuple[str, str]]:
    """What was typed in a form that can no longer be sent: each question with its words."""
    found = []
    for field in form:
        value = field.data
        if not value or field.name not in form.question_keys:
            continue
        values = value if isinstance(value, list) else [value]
        asked = form.fields[field.name].asked  # type: ignore[attr-defined]
        words = [asked.options.get(str(each), str(each)) for each in values if each]
        if words:
            found.append((str(field.label), " · ".join(words)))
    return found


def _sent(request: HttpRequest, page: PublicPage, found: Consultation) -> HttpResponse:
    """An answer that was sent: stored, or shown again with why not."""
    try:
        form = answer_form(found, request.POST)
    except RequestDataTooBig:
        return _asked(page, found, status=TOO_LARGE,
                      why=_("What you sent is far too long: nothing was stored."))  # fmt: skip
    receipt = request.POST.get(MADE, "")
    receipt, status = (receipt if is_code(receipt) else new_code()), UNPROCESSABLE
    is_valid = form.is_valid()
    try:
        ANSWERS.check(request)
        if is_valid or not queries.takes(found, Channel.ONLINE, timezone.now()):
            stored = actions.store(found, form.values(), Channel.ONLINE,
                                   code=form.data.get("code", ""), receipt=receipt)  # fmt: skip
            return _thanks(page, found, stored)
    except PublishingError as error:
        if error.code == "form_twice" and _is_stored(found, form, receipt):
            return _thanks(page, found, actions.Stored(receipt, 0), again=True)
        form.add_error(None, error_words(error))
        status, receipt = _status(error), new_code() if error.code == "form_twice" else receipt
    except ParticipationError as error:
        if error.code == "answer_twice" and _is_stored(found, form, receipt):
            return _thanks(page, found, actions.Stored(receipt, 0), again=True)
        if not queries.takes(found, Channel.ONLINE, timezone.now()):
            return _late(page, found, form)
        form.refused(error)
        receipt = new_code() if error.code == "answer_twice" else receipt
    return _asked(page, found, form, status, receipt=receipt)


def _is_stored(found: Consultation, form: AnswerForm, receipt: str) -> bool:
    answers = {key: value for key in form.question_keys
               if (value := form.cleaned_data.get(key)) is not None}  # fmt: skip
    return queries.is_same(found, receipt, answers)


def _asked(  # noqa: PLR0913  (each one said by name)
    page: PublicPage, found: Consultation, form: AnswerForm | None = None, status: int = 200, *,
    receipt: str = "", why: str = "",
) -> HttpResponse:  # fmt: skip
    """The page of a consultation, with its form when it takes answers."""
    now = timezone.now()
    takes = queries.takes(found, Channel.ONLINE, now)
    form = form if form is not None or not takes else answer_form(found)
    is_next = found.state == Consultation.State.OPEN and bool(
        found.opens_on and found.opens_on > timezone.localdate(now)
    )
    has_place = form is not None and any(
        getattr(each.widget, "squares", None) for each in form.fields.values()
    )
    answer = _answer(
        page, "consultation", found.title, status, found=found, form=form, takes=takes,
        is_next=is_next, why=why, made=receipt or new_code(), made_name=MADE,
        map=reverse("public_consultation_map", args=[page.authority.slug]) if has_place else "",
        ideas=queries.ideas(found).count() if found.proposals_open else 0, **_robots(ANSWERS),
    )  # fmt: skip
    return answer if status == 200 else _private(answer)


def _late(page: PublicPage, found: Consultation, form: AnswerForm) -> HttpResponse:
    """What was written too late, to copy and send otherwise."""
    answer = _answer(page, "late", _("The consultation is closed"), CONFLICT, found=found,
                     typed=typed_words(form))  # fmt: skip
    return _private(answer)


def _thanks(
    page: PublicPage, found: Consultation, stored: actions.Stored, *, again: bool = False,
    kind: str = "answer",
) -> HttpResponse:  # fmt: skip
    answer = _answer(page, "thanks", _("Thank you"), found=found, stored=stored, again=again,
                     receipt=printed(stored.receipt), kind=kind)  # fmt: skip
    return _private(answer)


def _ideas(  # noqa: PLR0913  (each one said by name)
    request: HttpRequest, page: PublicPage, found: Consultation, *, form: IdeaForm | None = None,
    receipt: str = "", done: str = "", why: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    cut = Paginator(queries.ideas(found), PER_PAGE).get_page(page_number(request))
    shown = form if form is not None and form.is_bound else IdeaForm(initial={"receipt": receipt})
    if form is not None and form.is_bound and why:
        form.add_error(None, why)
        why = ""
    answer = _answer(
        page, "ideas", _("Ideas of residents"), status, found=found, rows=cut, form=shown,
        receipt=receipt, done=done, why=why, takes=queries.takes(found, "online", timezone.now()),
        number=cut.number, count=cut.paginator.num_pages,
        before=f"?page={cut.number - 1}" if cut.has_previous() else "",
        after=f"?page={cut.number + 1}" if cut.has_next() else "",
        another=IDEAS.token(), **_robots(IDEAS),
    )  # fmt: skip
    return _private(answer) if request.method == "POST" else answer


def _idea(found: Consultation, text: str) -> Any:
    try:
        key = UUID(text)
    except ValueError:
        raise ParticipationError("idea_gone") from None
    idea = queries.ideas(found).filter(pk=key).select_related("consultation__authority").first()
    if idea is None:
        raise ParticipationError("idea_gone")
    return idea


def _gone(gone: actions.Withdrawn) -> list[str]:
    """What was removed, in words."""
    words = [
        (1 if gone.parts else 0, _("Your answer was removed, with all its texts.")),
        (gone.ideas, ngettext("%(count)s idea was removed.", "%(count)s ideas were removed.",
                              gone.ideas)),
        (gone.supports, ngettext("%(count)s support was removed.",
                                 "%(count)s supports were removed.", gone.supports)),
    ]  # fmt: skip
    return [text % {"count": count} for count, text in words if count]


def _page(slug: str) -> PublicPage:
    page = open_page(slug)
    if page is None:
        raise Http404
    return page


def _consultation(page: PublicPage, pk: UUID) -> Consultation:
    return or_404(queries.shown(page.authority).filter(pk=pk).first())


def _status(error: PublishingError) -> int:
    return FLOOD if error.code == "form_flood" else FORBIDDEN


def _robots(form: PublicForm) -> dict[str, str]:
    return {"token": form.token(), "token_name": TOKEN, "trap_name": TRAP}


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer


def _answer(
    page: PublicPage, template: str, title: str, status: int = 200, **context: Any
) -> HttpResponse:
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
    return answer
