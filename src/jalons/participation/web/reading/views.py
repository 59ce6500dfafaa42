"""Texts read one at a time or in a list, second readings, suggestions, quotes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words, lang, number_words
from jalons.foundation.register import pages
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import UNPROCESSABLE, url_of
from jalons.foundation.register.views import to_record
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError
from jalons.kernel.contracts import ActionDraft, action_drafts
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.reading.quotes import LONGEST
from jalons.participation.engine.reading.results import shown_texts
from jalons.participation.web.consultations.models import AnswerPart, Consultation
from jalons.participation.web.reading import actions, display, queries
from jalons.participation.web.reading.models import Coding, Theme, ThemeHint
from jalons.participation.web.reading.register import state, themes
from jalons.participation.words.reading import agreement_words

PER_PAGE = 25
SERVES = 3  # participation, among the commitments of the manifesto
UNREAD, WITHOUT = "a-lire", "aucun"  # what the list of texts may show besides a theme


def consultation_or_404(authority: Authority, pk: UUID) -> Consultation:
    """A consultation whose texts may be read."""
    return or_404(queries.consultations(authority).filter(pk=pk).first())


def _page(
    request: HttpRequest, template: str, found: Consultation, *trail: str, **context: Any
) -> HttpResponse:
    """A page about the texts of a consultation."""
    url = reverse("reading_themes", args=[found.authority.slug, found.pk])
    steps = (found.title, url, *trail) if trail else (found.title,)
    return pages.render(themes, request, template, consultation=found, trail=steps, **context)


@require_safe
@within_authority(Role.READER)
def home(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The closed consultations, with what is left to read and to answer."""
    found = queries.readings(authority)
    heads = (Column(_("Consultation")), Column(_("Texts read"), numeric=True),
             Column(_("Themes"), numeric=True), Column(_("What was done")))  # fmt: skip
    rows = tuple(
        (Cell(each.consultation.title,
              url=reverse("reading_themes", args=[authority.slug, each.consultation.pk])),
         display.mark(each.read, each.texts), number_words(each.themes), _promises(each))
        for each in found
    )  # fmt: skip
    table = Table(_("Closed consultations"), heads, rows) if rows else None
    headline = queries.figure(authority)
    return pages.render(themes, request, "home", table=table, headline=headline)


def _promises(found: queries.ReadingProgress) -> Cell:
    if found.late:
        words = ngettext("%(count)s promise late", "%(count)s promises late", found.late)
        return Cell("", mark=words % {"count": number_words(found.late)}, mark_kind="late")
    words = ngettext("%(count)s answered", "%(count)s answered", found.answered)
    kind = "ok" if found.themes and found.answered == found.themes else "idle"
    return Cell("", mark=words % {"count": number_words(found.answered)}, mark_kind=kind)


class NewThemeForm(forms.ModelForm[Theme]):
    """A theme in a line; the rest is on its page."""

    class Meta:
        model = Theme
        fields = ("title", "words")


@require_safe
@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The themes of a consultation, what is left to read, how far readers agree."""
    if found := queries.consultations(authority).filter(pk=pk).first():
        return _overview(request, found, NewThemeForm(None))
    later = or_404(living(Consultation, authority).filter(pk=pk).first())
    closing = later.state in {Consultation.State.CLOSED, Consultation.State.ANSWERED}
    return pages.render(
        themes, request, "not_yet", consultation=later, is_closing=closing, trail=(later.title,)
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def add_theme(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """One more theme."""
    found = consultation_or_404(authority, pk)
    form = NewThemeForm(request.POST)
    if form.is_valid() and _added(found, request, form):
        return redirect("reading_themes", authority.slug, pk)
    return _overview(request, found, form)


def _overview(request: HttpRequest, found: Consultation, form: NewThemeForm) -> HttpResponse:
    reading, counts = queries.progress(found), queries.theme_counts(found)
    agreement, to_check = queries.agreed(found, queries.reader_code(found, request.user))
    rows = ThemeHint.objects.of(found.authority).filter(part__consultation=found, decided=False)
    return _page(
        request, "overview", found, form=form, reading=reading, to_check=to_check,
        table=_theme_table(found, shown_texts(counts, reading.read)),
        agreement=agreement_words(agreement, lang()), hints=rows.exclude(themes=[]).count(),
        lacking=queries.lacking(found, counts),
    )  # fmt: skip


def _added(found: Consultation, request: HttpRequest, form: NewThemeForm) -> bool:
    try:
        actions.add_theme(found, request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, refusal_words(error))
    else:
        actions.freeze(found)
    return not form.errors


def _theme_table(found: Consultation, counts: Mapping[str, int | None]) -> Table | None:
    rows = list(queries.themes(found))
    if not rows:
        return None
    heads = (
        Column(pgettext("residents", "Theme")),
        Column(_("Texts"), numeric=True),
        Column(_("What was done")),
    )
    rows.sort(key=lambda each: (-(counts[str(each.pk)] or 0), each.title))
    return Table(pgettext("residents", "Themes"), heads, tuple(
        (Cell(each.title, url=url_of(themes, each)), display.shown(counts[str(each.pk)]),
         state(each))
        for each in rows
    ))  # fmt: skip


# One text at a time -------------------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def next_text(
    request: HttpRequest, authority: Authority, pk: UUID, *, second: bool = False
) -> HttpResponseBase:
    """The next text to read, or the one an address names; what its reader chooses."""
    found = consultation_or_404(authority, pk)
    code = queries.reader_code(found, request.user)
    waiting = queries.to_check(found, code) if second else queries.unread(found)
    part = _named(request, found) or waiting.order_by("pk").first()
    if part is None:
        messages.success(request, _("Nothing is left to read."), "good")
        return redirect("reading_themes", authority.slug, pk)
    part.consultation = found
    ticked: Collection[Theme] = [each.theme for each in queries.chosen(part, second=second)
                                 .select_related("theme") if each.theme]  # fmt: skip
    if request.method != "POST":
        return _text_page(request, found, part, waiting, ticked, second=second)
    ticked = queries.themes_named(found, request.POST.getlist("theme"))
    try:
        hint = _store(request, part, ticked, second=second)
    except JalonsError as error:
        return _text_page(request, found, part, waiting, ticked, second=second,
                          error=error_words(error), status=UNPROCESSABLE)  # fmt: skip
    if hint is not None and hint.hidden:
        _reveal(request, found, hint)
    name = "reading_second" if second else "reading_text"
    return redirect(f"{reverse(name, args=[authority.slug, pk])}?vu={part.pk}")


def _store(
    request: HttpRequest, part: AnswerPart, ticked: Collection[Theme], *, second: bool
) -> ThemeHint | None:
    if request.POST.get("act") == "none":
        ticked = ()
    elif not ticked:
        raise ParticipationError("reading_choice")
    lead = pages.allows(request, Role.LEAD)
    return actions.code(part, request.user, ticked, second=second, may_correct=lead)


def _reveal(request: HttpRequest, found: Consultation, hint: ThemeHint) -> None:
    names = ", ".join(each.title for each in queries.themes_named(found, hint.themes))
    text = _("The hidden suggestion was: %(names)s.") % {"names": names or _("no theme")}
    messages.success(request, text, "good")


def _named(request: HttpRequest, found: Consultation) -> AnswerPart | None:
    """The text an address or a form names, whatever was chosen for it."""
    name = request.POST.get("texte") or request.GET.get("texte")
    if not name:
        return None
    key = or_404(_uuid(name))
    return or_404(queries.texts(found).select_related("question").filter(pk=key).first())


def _text_page(  # noqa: PLR0913  (each one a part of the page)
    request: HttpRequest, found: Consultation, part: AnswerPart, waiting: QuerySet[AnswerPart],
    ticked: Collection[Theme], *, second: bool, error: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = ThemeHint.objects.of(found.authority).filter(part=part, decided=False)
    hint = None if second else rows.first()
    proposed = queries.themes_named(found, hint.themes) if hint and not hint.hidden else []
    return _page(
        request, "text", found, _("Second reading") if second else _("Read the answers"),
        status=status, part=part, left=waiting.count(), error=error, second=second,
        choices=[(each, each in ticked, each in proposed) for each in queries.themes(found)],
        proposed=proposed, evidence=hint.evidence if hint and proposed else [],
        blind=hint is not None and hint.hidden, before=_uuid(request.GET.get("vu")),
        codings=queries.chosen(part, second=second).exists(),
    )  # fmt: skip


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


# In a list ----------------------------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def text_list(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """The texts in a list: those of a theme, those to read; themes for several at once."""
    found = consultation_or_404(authority, pk)
    error = ""
    if request.method == "POST":
        error = _code_many(request, found)
        if not error:
            return redirect(request.get_full_path())
    which, words = request.GET.get("theme", ""), request.GET.get("q", "").strip()[:100]
    rows = _filtered(found, which)
    rows = rows.filter(text__icontains=words) if words else rows
    own = Coding.objects.of(authority).filter(second=False).select_related("theme")
    rows = rows.select_related("question").prefetch_related(Prefetch("codings", own))
    page = Paginator(rows.order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
    return _page(
        request, "texts", found, _("The texts"), page=page, which=which, words=words, error=error,
        choices=list(queries.themes(found)), status=UNPROCESSABLE if error else 200,
        ticked=set(request.POST.getlist("texte")), unread=UNREAD, without=WITHOUT,
        chosen=set(request.POST.getlist("theme")),
        rows=[(each, _themes_of(each)) for each in page],
    )  # fmt: skip


def _themes_of(part: AnswerPart) -> list[Theme | None]:
    """The themes a text has, those of the trash aside; None where a reader found none."""
    found = [each.theme for each in part.codings.all()]
    return [each for each in found if each is None or each.deleted_at is None]


def _filtered(found: Consultation, which: str) -> QuerySet[AnswerPart]:
    rows = queries.texts(found)
    if not which:
        return rows
    if which == UNREAD:
        return queries.unread(found)
    if which == WITHOUT:
        return rows.filter(queries.read(found.authority, theme=None))
    named = queries.themes_named(found, [which])
    return rows.filter(queries.read(found.authority, theme=named[0])) if named else rows.none()


def _code_many(request: HttpRequest, found: Consultation) -> str:
    """Why the themes were not added to the texts that are ticked; empty when they were."""
    keys = [key for key in map(_uuid, request.POST.getlist("texte")) if key][:PER_PAGE]
    parts = list(queries.texts(found).select_related("consultation").filter(pk__in=keys))
    named = queries.themes_named(found, request.POST.getlist("theme"))
    lead = pages.allows(request, Role.LEAD)
    try:
        done, left = actions.code_many(request.user, parts, named, may_correct=lead)
    except JalonsError as error:
        return error_words(error)
    words = ngettext("%(count)s text has these themes.", "%(count)s texts have these themes.", done)
    messages.success(request, words % {"count": number_words(done)}, "good")
    if left:
        words = ngettext("%(count)s text was read by another person: nothing changed there.",
                         "%(count)s texts were read by another person: nothing changed there.",
                         left)  # fmt: skip
        messages.warning(request, words % {"count": number_words(left)}, "warn")
    return ""


# Suggestions and quotes ---------------------------------------------------------------------------


@require_POST
@within_authority(Role.CONTRIBUTOR)
def suggest(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """Start the job that suggests themes."""
    found = consultation_or_404(authority, pk)
    try:
        return follow(actions.start_suggesting(found, request.user))
    except JalonsError as error:
        messages.error(request, error_words(error), "bad")
        return redirect("reading_themes", authority.slug, pk)


class NewQuoteForm(forms.Form):
    """A quote of a text, for one of its themes."""

    theme = forms.ChoiceField(label=pgettext_lazy("residents", "Theme"))
    text = forms.CharField(label=pgettext_lazy("residents", "Quote"), max_length=LONGEST,
                           widget=forms.Textarea(attrs={"rows": 5}))  # fmt: skip

    def __init__(self, data: Any, choices: Collection[Theme], text: str) -> None:
        super().__init__(data, initial={"text": text[:LONGEST]})
        self.fields["theme"].choices = [(str(each.pk), each.title) for each in choices]  # type: ignore[attr-defined]


@within_authority(Role.CONTRIBUTOR)
def new_quote(request: HttpRequest, authority: Authority, pk: UUID, part: UUID) -> HttpResponseBase:
    """Choose a quote in a text: its words, some of them replaced by […]."""
    found = consultation_or_404(authority, pk)
    text = or_404(queries.texts(found).filter(pk=part).first())
    own = [each.theme for each in queries.chosen(text).select_related("theme") if each.theme]
    choices = own or list(queries.themes(found))
    form = NewQuoteForm(request.POST if request.method == "POST" else None, choices, text.text)
    if form.is_valid():
        (theme,) = (each for each in choices if str(each.pk) == form.cleaned_data["theme"])
        try:
            batch = actions.quote(text, request.user, theme, form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error("text", refusal_words(error))
        else:
            return to_record(themes, theme, batch)
    may = text.state == AnswerPart.State.READ and not text.flags
    return _page(request, "quote", found, _("Quote this text"), form=form, part=text, may=may)


def of_theme(_request: HttpRequest, found: Theme) -> dict[str, Any]:
    """What the page of a theme adds: its answer as residents read it, its action, its texts."""
    whole = queries.consultations(found.authority).filter(pk=found.consultation_id).first()
    texts = ""
    if whole is not None:
        counts = shown_texts(queries.theme_counts(whole), queries.read_count(whole))
        texts = display.shown(counts[str(found.pk)])
    linked = queries.actions_by_urn(found.authority).get(found.action)
    return {
        "state": state(found), "action": linked, "draft_url": _draft(found) if not linked else "",
        "texts": texts, "readable": whole is not None,
    }  # fmt: skip


def _draft(found: Theme) -> str:
    """The page of a new action about a theme, empty when no room has a roadmap."""
    why = _("Residents spoke of it in the consultation “%(title)s”.") % {
        "title": found.consultation.title
    }
    try:
        return action_drafts()(found.authority.urn, ActionDraft(found.title[:200], why, (SERVES,)))
    except JalonsError:
        return ""


@within_authority(Role.CONTRIBUTOR)
def to_texts(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
    """The texts of a theme, from which a quote is chosen."""
    del request
    found = or_404(living(Theme, authority).filter(pk=pk).first())
    url = reverse("reading_texts", args=[authority.slug, found.consultation_id])
    return redirect(f"{url}?theme={found.pk}")
