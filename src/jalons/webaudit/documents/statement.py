"""The accessibility statement as a document, in the format and the order the RGAA imposes.

Words and order are data (``data/rgaa/statement.toml``), French in every language: they are law.
What nobody filled is shown as to be completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from jalons.foundation.documents import tree
from jalons.webaudit.engine.rgaa.reference import Reference
from jalons.webaudit.engine.rgaa.statement import Content, Statement, missing, state_on
from jalons.webaudit.store import statement_format
from jalons.webaudit.words import rgaa as words
from jalons.wording import format_day, join_words

LANG = "fr"
PLANS = ("multi_year_plan", "yearly_plan")
DAYS = ("audited_on", "made_on", "updated_on")

type _Facts = dict[str, Any]  # texts and lists of texts, by the names that the format uses


def statement_document(statement: Statement, reference: Reference, *, today: date) -> tree.Document:
    """The statement on a day; what is missing stands first, in a note, until it is filled."""
    form = statement_format()
    facts = _texts(statement, reference, today) | _lists(statement)
    blocks: list[tree.Block] = []
    if absent := missing(statement):
        names = join_words([words.label("item", item, LANG) for item in absent], LANG)
        blocks.append(tree.Note(form["draft"].format(items=names), tree.Tone.WARNING))
    blocks += [*_lines(form, facts), *(_section(entry, facts) for entry in form["section"])]
    day = statement.updated_on or statement.made_on or today
    author, about = statement.organisation.strip() or form["unfilled"], statement.service
    return tree.Document(form["title"], author, day, tuple(blocks), subject=about, lang=LANG)


def _section(entry: Mapping[str, Any], facts: _Facts) -> tree.Section:
    inner = (_section(part, facts) for part in entry.get("section", ()))
    return tree.Section(entry["title"], (*_lines(entry, facts), *inner))


def _lines(entry: Mapping[str, Any], facts: _Facts) -> Iterator[tree.Block]:
    unfilled = statement_format()["unfilled"]
    filled = {name: fact or unfilled for name, fact in facts.items()}
    for line in entry.get("lines", ()):
        if not facts.get(line.get("when", "always")):
            continue
        if "list" in line:
            yield tree.BulletList(facts[line["list"]] or (line.get("none", unfilled),))
        elif "strong" in line:
            yield tree.Paragraph((tree.Strong(line["strong"].format(**filled)),))
        else:
            yield tree.Paragraph(line["text"].format(**filled))


def _texts(statement: Statement, reference: Reference, today: date) -> _Facts:
    form, audited = statement_format(), statement.audited_on is not None
    service, url = statement.service.strip(), statement.url.strip()
    auditor = statement.auditor.strip() and form["named"].format(auditor=statement.auditor.strip())
    state = form["states"][state_on(statement, reference, today)]
    days = ((name, getattr(statement, name)) for name in DAYS)
    return {
        "always": True,
        "audited": audited,
        "unaudited": not audited,
        "unrated": audited and statement.rate is None,
        "organisation": statement.organisation.strip(),
        "service": service,
        "scope": f"{service} ({url})" if service and url else service,
        "state": state.format(service=service or form["unfilled"], version=reference.version),
        "auditor": form["in_house"] if statement.in_house else auditor,
        **{name: format_day(day, LANG) if day else "" for name, day in days},
    }


def _lists(statement: Statement) -> _Facts:
    form, rate = statement_format(), statement.rate if statement.audited_on else None
    links, email = form["links"], statement.contact_email.strip()
    contacts = [_link(links["contact_form"], way) for way in [statement.contact_form] if way]
    contacts += [_link(form["email"].format(email=email), f"mailto:{email}")] if email else []
    rates = [form["rate"].format(rate=words.rate_words(rate, LANG))] if rate else []
    if rate and rate.mean_page is not None:
        rates.append(form["mean"].format(rate=words.share_words(rate.mean_page, LANG)))
    lists = {name: getattr(statement, name) for name in ("technologies", "environments", "tools")}
    contents = ("nonconformities", "derogations", "exempt")
    return lists | {
        "plans": tuple(_link(links[p], getattr(statement, p) or form["unfilled"]) for p in PLANS),
        "rates": tuple(rates),
        **{name: tuple(_contents(getattr(statement, name))) for name in contents},
        "pages": tuple(_link(page.name, page.url) for page in statement.pages),
        "contacts": tuple(contacts),
        "remedies": tuple(_link(way["label"], way.get("address", "")) for way in form["remedy"]),
    }


def _contents(contents: Iterable[Content]) -> Iterator[str]:
    said = statement_format()["content"]
    for content in contents:
        parts = {part: getattr(content, part) for part in said}
        yield " ".join([content.text, *(said[k].format(**parts) for k, v in parts.items() if v)])


def _link(label: str, address: str) -> tree.Text:
    """A link; the words and what was typed when that is not an absolute address."""
    try:
        return (tree.Link(label, address.strip()),)
    except tree.DocumentError:
        typed = address.strip().removeprefix("mailto:")
        return f"{label} ({typed})" if typed not in label else label
