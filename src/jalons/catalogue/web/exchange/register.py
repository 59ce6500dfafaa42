"""The register of catalogues to read, and what the page of a dataset says of its origin."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from jalons.catalogue.engine.dcat.access import access_words
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.datasets.panels import panels
from jalons.catalogue.web.exchange import queries
from jalons.catalogue.web.exchange.models import HarvestedDataset, HarvestSource
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words
from jalons.foundation.design.panels import Panel
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import form_of
from jalons.foundation.register.pages import url_of

FIELDS = ("name", "url", "kind", "repeat")


def state(source: HarvestSource) -> Cell:
    """How the last reading ended."""
    if source.asks:
        return Cell("", mark=_("waits for you"), mark_kind="late")
    if source.problem:
        return Cell("", mark=_("not read"), mark_kind="late")
    if source.read_at is None:
        return Cell("", mark=_("never read"))
    return Cell("", mark=pgettext("catalogue", "read"), mark_kind="ok")


def headline(rows: QuerySet[HarvestSource]) -> str:
    """How many catalogues are read, and how many wait."""
    found = list(rows)
    if not found:
        return _("No other catalogue is read yet.")
    words = ngettext("%(count)s catalogue is read", "%(count)s catalogues are read", len(found))
    waits = sum(bool(each.asks or each.problem) for each in found)
    more = ngettext(", %(count)s waits for you.", ", %(count)s wait for you.", waits)
    return words % {"count": len(found)} + (more % {"count": waits} if waits else ".")


sources = Register(
    HarvestSource, "harvest_source", form_of(HarvestSource, *FIELDS),
    List("name", "kind", "repeat", Column(gettext_lazy("State"), state), "read_at",
         search=("name", "url"), sort="name", headline=headline, file=FIELDS),
    write=Role.CONTRIBUTOR, templates="catalogue/exchange",
)  # fmt: skip


def from_elsewhere(dataset: Dataset) -> Panel | None:
    """Where a dataset was imported from; or that it comes from the twin."""
    if dataset.origin == queries.TWIN:
        sentence = _("The twin describes these data and refreshes them each day.")
        return Panel(sentence, mark=pgettext("dataset", "live"), mark_kind="ok")
    row = HarvestedDataset.objects.of(dataset.authority).filter(dataset=dataset)
    found = row.select_related("source__authority").first()
    if found is None:
        return None
    where = url_of(sources, found.source)
    if found.gone_on:
        sentence = _("“%(name)s” no longer has this dataset since %(day)s.")
        sentence %= {"name": found.source, "day": day_words(found.gone_on)}
        mark, action = pgettext("dataset", "gone"), _("See this catalogue")
        return Panel(sentence, url=where, action=action, mark=mark, mark_kind="late")
    sentence = _("Imported from “%s”: what changes there changes here.") % found.source
    return Panel(sentence, url=where, action=_("See this catalogue"))


def for_others(dataset: Dataset) -> Panel:
    """What other catalogues read of a dataset: open, or described only."""
    kind, _audiences = access_words(dataset.audience)
    if kind == "open":
        sentence = _(
            "Once published, national catalogues show this dataset and where its data are."
        )
    else:
        sentence = _(
            "Once published, national catalogues describe this dataset with a restricted access: "
            "they never say where its data are."
        )
    return Panel(sentence)


panels.add("origin", gettext_lazy("Where it comes from"), from_elsewhere)
panels.add("exchange", gettext_lazy("For other catalogues"), for_others)
