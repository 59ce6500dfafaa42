"""The register of files received, and what the page of a territory says of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django_filters import ModelChoiceFilter

from jalons.federation.store.rules import kinds
from jalons.federation.web.received import indicators, members
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.preview import kind_words
from jalons.federation.web.sources.models import Source
from jalons.federation.web.sources.register import panels
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import number_words
from jalons.foundation.design.panels import Panel
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import form_of

State = ReceivedItem.State


def rows(authority: Authority) -> QuerySet[ReceivedItem]:
    """The files received, with the territory they came from."""
    return living(ReceivedItem, authority).select_related("authority", "source__through")


def state(item: ReceivedItem) -> Cell:
    """What a person must know of a file: withdrawn, newer than what was used, used."""
    if item.state != State.SHARED:
        return Cell("", mark=str(State(item.state).label), mark_kind="late")
    if item.adopted and item.adopted_digest != item.digest:
        return Cell("", mark=_("changed since you used it"), mark_kind="walk")
    if item.adopted:
        return Cell("", mark=pgettext("file", "used here"), mark_kind="ok")
    if item.item_version > 1:
        mark = _("version %(number)s") % {"number": number_words(item.item_version)}
        return Cell("", mark=mark, mark_kind="walk")
    return Cell("", mark=str(State(item.state).label))


def headline(found: QuerySet[ReceivedItem]) -> str:
    """How many files came, from how many territories."""
    counted = found.order_by().aggregate(
        files=Count("pk", filter=Q(state=State.SHARED)), towns=Count("source", distinct=True)
    )
    if not counted["files"]:
        return _("You have not received any file yet.")
    files = ngettext("%(count)s file", "%(count)s files", counted["files"])
    towns = ngettext("%(count)s territory", "%(count)s territories", counted["towns"])
    return _("%(files)s from %(towns)s.") % {
        "files": files % {"count": number_words(counted["files"])},
        "towns": towns % {"count": number_words(counted["towns"])},
    }


class ItemFilter(RecordFilter):
    """By kind, by territory, by state."""

    sorte = one_of("kind", gettext_lazy("Kind"),
                   lambda: [(name, capfirst(kind_words(name))) for name in kinds()])  # fmt: skip
    territoire: Any = ModelChoiceFilter(  # type: ignore[no-untyped-call]  # untyped
        field_name="source",
        label=gettext_lazy("Territory"),
        queryset=QuerySet(Source).none(),  # those of the authority, once it is known
        empty_label=pgettext_lazy("filter", "any"),
    )
    etat = one_of("state", gettext_lazy("State"), State.choices)

    class Meta:
        model = ReceivedItem
        fields = ()


items = Register(
    ReceivedItem, "received_item", form_of(ReceivedItem, "note"),
    List("title", Column(gettext_lazy("Kind"), lambda each: kind_words(each.kind), sort="kind"),
         Column(gettext_lazy("Received from"), lambda each: str(each.source or "–")),
         "made_on", Column(gettext_lazy("State"), state, sort="state"),
         search=("title", "path"), sort="-made_on", headline=headline, filter=ItemFilter,
         file=("title", "kind", "source", "made_on", "item_version", "licence", "state",
               "adopted_on")),
    rows=rows, delete=Role.LEAD, templates="federation/received", after=indicators.follow,
)  # fmt: skip


def files_of(source: Source) -> Panel | None:
    """How many files of a territory are here."""
    found = rows(source.authority).filter(source=source)
    count = found.filter(state=State.SHARED).count()
    if not found.exists():
        return None
    words = ngettext("%(count)s file is here.", "%(count)s files are here.", count)
    sentence = words % {"count": number_words(count)} if count else _("It shares no file any more.")
    where = reverse("received_item_list", args=[source.authority.slug])
    facts = tuple(
        (str(capfirst(kind_words(kind))), number_words(number))
        for kind, number in found.filter(state=State.SHARED).order_by("kind")
        .values_list("kind").annotate(number=Count("pk"))
    )  # fmt: skip
    return Panel(sentence, facts, url=f"{where}?territoire={source.pk}", action=_("See them"))


def members_panel(source: Source) -> Panel | None:
    """Whether its list of members is accepted, and how many territories are read through it."""
    if members.list_of(source) is None and source.members_on is None:
        return None
    count = members.listed(source).count()
    words = ngettext("Its list names %(count)s territory.", "Its list names %(count)s territories.",
                     count)  # fmt: skip
    sentence = words % {"count": number_words(count)} if count else _("Its list names nobody.")
    through = (
        living(Source, source.authority).filter(through=source, trust=Source.Trust.LISTED).count()
    )
    aside = members.listed(source).filter(aside=True)
    facts = [(_("Read through this list"), number_words(through))]
    if first := list(aside[:5]):
        names = ", ".join(
            sorted({str(each) for each in members.in_the_way(source, first).values()})
        )
        facts.append((_("Left aside: other digits under the same SIREN or address"),
                      f"{number_words(aside.count())} ({names})"))  # fmt: skip
    accepted = source.names_members
    return Panel(
        sentence, tuple(facts), mark=_("accepted") if accepted else _("not accepted"),
        mark_kind="ok" if accepted else "idle",
        url=reverse("federation_members", args=[source.authority.slug, source.pk]),
        action=_("See this list"),
    )  # fmt: skip


panels.add("files", gettext_lazy("Its files"), files_of)
panels.add("members", gettext_lazy("Its list of members"), members_panel)
