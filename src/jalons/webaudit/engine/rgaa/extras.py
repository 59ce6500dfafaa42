"""Our own rules, judged from plain facts of a page: what axe-core does not look for.

A rule without doubt fails a criterion; the others ask a person to look. None proves conformity.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from jalons.webaudit.engine.measure import AccessFinding, PageMeasure
from jalons.webaudit.engine.rgaa.reference import Reference
from jalons.wording import NARROW, NO_BREAK

SOURCE = "jalons"
MOST_TARGETS = 3
_USUAL_DOCTYPE = re.compile(r"|-//W3C//DTD X?HTML .+|-//IETF//DTD HTML .+", re.IGNORECASE)
_EDGES = f" .…:;!?>»→›+{NARROW}{NO_BREAK}"

type Marked = tuple[int, tuple[str, ...]]  # elements that break a rule, CSS paths of the first ones


class PageFacts(msgspec.Struct, frozen=True):
    """What the collector reads of a page; ``doctype`` is None without one.

    ``marked``: by rule. ``links``: the name, the address and the CSS path of each.
    """

    doctype: str | None
    public_id: str = ""
    title: str = ""
    marked: Mapping[str, Marked] = {}
    links: tuple[tuple[str, str, str], ...] = ()


def judge_facts(facts: PageFacts, reference: Reference) -> tuple[AccessFinding, ...]:
    """The broken rules of a page, in the order of the data; ``help`` is left to the words."""
    met = {**facts.marked, **dict(_document(facts, reference)), **dict(_links(facts, reference))}
    return tuple(
        AccessFinding(rule.id, SOURCE, "", nodes, targets, rule.tests, undecided=rule.to_check)
        for rule in reference.rules
        if rule.source == SOURCE
        for nodes, targets in [met.get(rule.id, (0, ()))]
        if nodes
    )


def repeated_titles(pages: Sequence[PageMeasure], reference: Reference) -> dict[str, AccessFinding]:
    """By final address, the pages of a sample that share their title with another address."""
    rule = reference.rules_by_name[SOURCE, "title-repeated"]
    titles = {page.final_url or page.url: _plain(page.title) for page in pages if not page.problem}
    counts = Counter(titles.values())
    return {
        url: AccessFinding(rule.id, SOURCE, "", 1, ("title",), rule.tests, undecided=True)
        for url, title in titles.items()
        if title and counts[title] > 1
    }


def _document(facts: PageFacts, reference: Reference) -> Iterator[tuple[str, Marked]]:
    if facts.doctype is None or facts.doctype.lower() != "html":
        yield f"doctype-{'missing' if facts.doctype is None else 'invalid'}", (1, ("html",))
    elif not _USUAL_DOCTYPE.fullmatch(facts.public_id):
        yield "doctype-unusual", (1, ("html",))
    if _plain(facts.title) in reference.generic_titles:
        yield "title-generic", (1, ("title",))


def _links(facts: PageFacts, reference: Reference) -> Iterator[tuple[str, Marked]]:
    places: dict[str, set[str]] = {}
    for name, address, _path in facts.links:
        places.setdefault(_plain(name), set()).add(address)
    generic = reference.generic_links & set(places)
    ambiguous = {name for name, where in places.items() if name and len(where) > 1} - generic
    for rule, names in (("link-generic", generic), ("link-ambiguous", ambiguous)):
        targets = tuple(path for name, _address, path in facts.links if _plain(name) in names)
        yield rule, (len(targets), targets[:MOST_TARGETS])


def _plain(words: str) -> str:
    """Words as compared: lower case, one space, typographic apostrophe, bare edges."""
    return " ".join(words.lower().replace("'", "’").split()).strip(_EDGES)
