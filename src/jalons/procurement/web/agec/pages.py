"""The content of the pages of AGEC accounts: tables, bars with their targets, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.foundation.design.page_language import day_words, lang
from jalons.kernel import Interval
from jalons.procurement.documents.agec import SummaryMaterial, read_declaration
from jalons.procurement.engine.agec import declaration
from jalons.procurement.engine.agec.families import Target, TargetShare, aims
from jalons.procurement.engine.agec.spending import FamilyAccount
from jalons.procurement.store import agec as tables
from jalons.procurement.web.agec import queries
from jalons.procurement.web.agec.models import AgecYear
from jalons.procurement.web.agec.queries import YearAccounts
from jalons.procurement.words import agec as words
from jalons.procurement.words.sentences import euros, say
from jalons.wording import colon, order_finding

_ROW, _BAR = 58, 11


def sentence(found: YearAccounts) -> str:
    main = words.main_family(found.accounts)
    family = tables.family(main.family) if main else None
    return words.headline(found.record.year, main, family, lang())


def figure(authority: Authority) -> str:
    known = map(queries.accounts_of, queries.years(authority))
    found = next((each for each in known if each.accounts), None)
    return sentence(found) if found else _("No purchases yet: an accounting export is enough.")


def target_sentence(found: YearAccounts) -> str:
    main = words.main_family(found.accounts)
    if main is None:
        return ""
    return words.target_words(tables.targets(), main, found.record.year, lang())


def declared_words(year: AgecYear) -> str:
    if year.declared_on is None:
        return ""
    day, by = day_words(year.declared_on), year.declared_by
    if by:
        return _("Declared on %(day)s by: %(by)s.") % {"day": day, "by": by}
    return _("Declared on %(day)s.") % {"day": day}


def findings(found: YearAccounts, today: date) -> tuple[declaration.Finding, ...]:
    return declaration.check(found.rows, tables.labels(), last_year=today.year)


def former_findings(years: Iterable[AgecYear], today: date) -> list[str]:
    """What is wrong with declarations filed elsewhere, each finding with its year."""
    return [
        f"{year.year}{colon(lang())}{words.finding_words(finding, lang())}"
        for year in years
        for finding in declaration.check(
            read_declaration(year.filed.encode(), "declaration.csv"),
            tables.labels(),
            last_year=today.year,
        )
    ]


def material(found: YearAccounts, today: date) -> SummaryMaterial:
    return SummaryMaterial(
        found.record.authority.name, today, found.record.year, sentence(found),
        tables.families(), found.accounts, tables.targets(), findings(found, today),
        found.left[1], declared_words(found.record),
    )  # fmt: skip


def family_table(found: YearAccounts) -> Table:
    year, unknown = found.record.year, say("agec.least_unknown", lang())
    rows = words.family_rows(found.accounts, tables.families(), tables.targets(), year, lang())
    heads = enumerate(words.family_heads(lang()))
    columns = tuple(Column(name, numeric=0 < at < 6) for at, name in heads)
    shown: tuple[Row, ...] = tuple(
        (*cells, Cell(aim, mark="" if aim else unknown)) for *cells, aim in rows
    )
    return Table(say("agec.table", lang(), year=str(year)), columns, shown)


@dataclass(frozen=True, slots=True)
class ShareBars(Titled):
    """The reused and the recycled share of each family, and the target where it is known."""

    families: Sequence[tuple[str, FamilyAccount, Sequence[Target]]]

    def figure(self, lang: str = "fr") -> Markup:
        """Its HTML, every text escaped."""
        parts = [
            part
            for at, (name, account, least) in enumerate(self.families)
            for part in self._row(at * _ROW, name, account, least, lang)
        ]
        legend = tag("p", say("agec.legend", lang), class_="small soft")
        svg = tag("svg", *parts, role="img", aria_label=self.alternative, width="100%",
                  height=_ROW * max(1, len(self.families)))  # fmt: skip
        return self.framed(self.variable, legend, svg)

    def _row(
        self, y: int, name: str, account: FamilyAccount, least: Sequence[Target], lang: str
    ) -> Iterable[Markup]:
        shares = [account.counted(TargetShare.REUSED), account.counted(TargetShare.RECYCLED)]
        said = " · ".join(words.percent(each, lang) for each in shares)
        yield tag("text", name, y=y + 14)
        yield tag("text", said, x="100%", y=y + 14, text_anchor="end", class_="t")
        for rank, value in enumerate(shares):
            top = y + 21 + rank * (_BAR + 2)
            yield tag("rect", y=top, width="100%", height=_BAR, class_="track")
            yield tag("rect", y=top, width=share(float(value or 0)), height=_BAR,
                      fill="currentColor", fill_opacity="0.4" if rank else "1")  # fmt: skip
        for aim in least:
            first = 0 if aim.share is not TargetShare.RECYCLED else _BAR + 2
            last = _BAR if aim.share is TargetShare.REUSED else 2 * _BAR + 2
            x = share(float(aim.least or 0))
            yield tag("line", x1=x, x2=x, y1=y + 18 + first, y2=y + 24 + last,
                      stroke="currentColor", stroke_width=3)  # fmt: skip


def bars(found: YearAccounts) -> ShareBars | None:
    year = found.record.year
    shown = [
        (
            words.short(each, lang()),
            found.accounts[each.code],
            aims(tables.targets(), each.code, year),
        )
        for each in tables.families()
        if each.code in found.accounts
    ]
    if not shown:
        return None
    reused = [
        (_("%(name)s, reuse") % {"name": name}, Interval.exact(100 * float(share)))
        for name, account, _aims in shown
        if (share := account.counted(TargetShare.REUSED)) is not None
    ]
    variable = _("Share of reuse and of recycled goods, gifts included")
    return ShareBars(order_finding(reused, "%", lang()), shown, variable=variable)


def years_table(found: Sequence[YearAccounts]) -> Table:
    """Several years side by side: the shares of the families that have any."""
    ordered = sorted(found, key=lambda each: each.record.year)
    present = [f for f in tables.families() if any(f.code in each.known for each in ordered)]
    slug = ordered[0].record.authority.slug if ordered else ""
    rows: list[Row] = [
        (words.short(f, lang()), *(
            words.percent(each.known[f.code].reused_share if f.code in each.known else None,
                          lang())
            for each in ordered
        ))
        for f in present
    ]  # fmt: skip
    states = (
        Cell(_("open the year"), url=reverse("agec_year", args=[slug, each.record.pk]),
             mark=pgettext("year", "declared") if each.record.declared_on else _("not declared"),
             mark_kind="ok" if each.record.declared_on else "idle")
        for each in ordered
    )  # fmt: skip
    rows.append((_("Accounts and declaration"), *states))
    columns = (Column(_("Family")), *(Column(str(e.record.year), numeric=True) for e in ordered))
    return Table(_("Reused share of purchases, year by year"), columns, tuple(rows))


def declared_table(rows: Sequence[declaration.DeclaredRow], caption: str) -> Table:
    heads = ("family", "total", "reused", "gifts", "recycled")
    columns = tuple(
        Column(say(f"agec.column_{name}", lang()), numeric=at > 0) for at, name in enumerate(heads)
    )
    cells = ((row.family, row.total, row.reused, row.gifts, row.recycled) for row in rows)
    shown = tuple((name, *(euros(each, lang()) for each in found)) for name, *found in cells)
    return Table(caption, columns, shown)
