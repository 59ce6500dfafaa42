"""The clauses of an authority: those in use, in words, as the catalogue has its own."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.procurement.engine.clauses.catalogue import Clause, markets
from jalons.procurement.web.own_clauses.models import OwnClause


def clauses(authority: Authority) -> QuerySet[OwnClause]:
    """The living ones."""
    return living(OwnClause, authority).select_related("authority")


def in_use(authority: Authority) -> QuerySet[OwnClause]:
    """Those that contracts may have."""
    return clauses(authority).filter(state=OwnClause.State.USED)


def headline(rows: QuerySet[OwnClause]) -> str:
    """How many, how many in use, how many came from elsewhere."""
    known = list(rows.values_list("state", "source_name"))
    if not known:
        return _("You have no clause of your own yet.")
    words = ngettext("%(count)s clause of yours", "%(count)s clauses of yours", len(known))
    parts = [words % {"count": len(known)}]
    parts.append(_("%(count)s in use") % {"count": sum(state == "used" for state, _name in known)})
    if came := sum(bool(name) for _state, name in known):
        words = ngettext("%(count)s came from elsewhere", "%(count)s came from elsewhere", came)
        parts.append(words % {"count": came})
    return ", ".join(parts) + "."


def as_clause(own: OwnClause) -> Clause:
    """The same as a clause of the catalogue, for any kind of contract, without parameters."""
    return Clause(
        id=str(own.pk), version=str(own.version), fr=own.title, en=own.title, summary=own.need,
        family=own.family, need=own.need, kind=own.kind,  # type: ignore[arg-type]
        text=own.text.replace("{", "{{").replace("}", "}}"), references=(), proof=own.proof or "–",
        equivalents=own.equivalents or "–", control=own.control,  # type: ignore[arg-type]
        difficulty="medium", markets=frozenset(markets()), environmental=own.family != "social",
    )  # fmt: skip
