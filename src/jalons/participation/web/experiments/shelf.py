"""What everybody may read: what is tried and what came of it; services tried with users."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.listing.declaration import Column
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.output.files import table_files
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.pages import facts
from jalons.kernel.tables import package_table
from jalons.participation.engine.experiments.trials import shown_people
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments import register as registers
from jalons.participation.web.experiments.models import Experiment, UserTest, said
from jalons.participation.words import experiments as words

PAGE, TESTS_PAGE = "experimentations", "essais-usagers"
EMPTY = frozenset({"", "–", "—"})
PAGED = frozenset({"words", "facts"})  # for the page, not for the files
COLUMNS = package_table("jalons.participation", "experiments_file")["columns"]


def known(declared: Register, found: Any, *wanted: str | Column) -> list[tuple[str, Any]]:
    """What is written of a record, in words; nothing of what is empty."""
    said = facts(declared, found, *wanted)
    return [(label, value) for label, value in said if value not in EMPTY]


def people(found: UserTest) -> list[tuple[str, str]]:
    """Who tried, as everybody may read it."""
    return words.people_words(shown_people(found.people, found.profiles), lang())


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _experiment(each: Experiment) -> public.PublicItem:
    """An experiment; nothing of its result before it is published."""
    ended = each.state == "published"
    value = {name: _plain(getattr(each, name)) if ended or not result else None
             for name, _kind, _meaning, result in COLUMNS[1:-1]}  # fmt: skip
    cases = {urn: label for urn, label, _path in queries.links(each)}
    shown = words.outcome_words(each.outcome, unmeasured=each.unmeasured, lang=lang())
    state = registers.standing(each)
    value |= {
        "id": str(each.urn), "use_case": cases.get(each.case, ""),
        "words": {"state": state.mark, "kind": state.mark_kind, "outcome": shown if ended else ""},
        "facts": known(registers.experiments, each, *registers.DECIDED[1:],
                       *(registers.FOUND if ended else ())),
    }  # fmt: skip
    lines = each.measures if ended else []
    value["measurements"] = [{"day": one.day.isoformat(), "value": one.value, "note": one.note}
                             for one in lines]  # fmt: skip
    names = ("title", "hypothesis", "service", "partners", "measured", "learned", "use_case",
             "indicator")  # fmt: skip
    texts = [*(value[name] for name in names), *(one.note for one in lines)]
    return public.PublicItem(each.urn, each.title, value, tuple(filter(None, texts)))


def _test(each: UserTest) -> public.PublicItem:
    shown = shown_people(each.people, each.profiles)
    value = {
        "id": str(each.urn), "service": each.service, "stage": each.stage, "how": each.how,
        "day": each.day.isoformat(), "last_day": _plain(each.last_day), "people": shown.people,
        "profiles": dict(shown.profiles), "facts": people(each),
        "words": " · ".join((day_words(each.day), said(each, "stage"), said(each, "how"))),
        "findings": [{**{name: _plain(getattr(one, name)) for name in registers.FINDING},
                      "words": [said(one, "weight"), registers.treated(one).mark]}
                     for one in each.noted],
    }  # fmt: skip
    texts = [each.service, *(text for one in each.noted for text in (one.text, one.why_not))]
    return public.PublicItem(each.urn, str(each), value, tuple(filter(None, texts)))


def _experiments(authority: Authority) -> list[Experiment]:
    """Those that run by their stop date, then the published ones, the latest first."""
    rows = list(queries.experiments(authority).exclude(state="idea"))
    ended = [each for each in rows if each.published_on and each.state == "published"]
    ended.sort(key=lambda each: each.published_on or date.min, reverse=True)
    return [*(each for each in rows if each not in ended), *ended]


def _rows(snapshot: public.PublicTerritory) -> Iterator[Sequence[Any]]:
    for value in snapshot.shelves[PAGE].values:
        yield [str(value[name]).lower() if isinstance(value[name], bool) else value[name]
               for name, *_more in COLUMNS]  # fmt: skip


def _shelf(
    name: str, kind: str, rows: Callable[[Authority], Any],
    item: Callable[[Any], public.PublicItem], **more: Any,
) -> public.Shelf:  # fmt: skip
    """A shelf of the records ``rows`` gives; its files have no words."""

    def values(snapshot: public.PublicTerritory) -> dict[str, Any]:
        return {**snapshot.head, f"{kind}s": [
            {key: one for key, one in each.items() if key not in PAGED}
            for each in snapshot.shelves[name].values]}  # fmt: skip

    more["data"] = {f"{name}.json": values, **more.get("data", {})}
    return public.Shelf(
        name=name, kind=kind, template=f"participation/publication/{name}.html", per_page=10,
        offered=lambda authority: [(each.urn, str(each)) for each in rows(authority)],
        shown=lambda authority, chosen: public.ShelfContent(tuple(
            item(each) for each in rows(authority) if str(each.urn) in chosen)),
        words=lambda _snapshot, _values, _addresses: {},
        reading=public.ReadingRule(kind, sentences=True), **more,
    )  # fmt: skip


EXPERIMENTS = _shelf(
    PAGE, "experiment", _experiments, _experiment, title=gettext_lazy("What we try"),
    data=table_files(PAGE, [tuple(each[:3]) for each in COLUMNS], ["id"], _rows),
    inside=gettext_lazy("What is supposed, measured and learned; departments, never people."),
)  # fmt: skip
USER_TESTS = _shelf(
    TESTS_PAGE, "user_test", queries.tests, _test, title=gettext_lazy("Services tried with users"),
    inside=gettext_lazy("What was found and changed; small numbers of people are hidden."),
)  # fmt: skip
