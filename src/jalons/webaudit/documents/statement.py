"""The accessibility statement as a document, in the format and the order the RGAA imposes.

The text is law: it is French in every language. What nobody filled is shown as to be completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from jalons.foundation.documents import tree
from jalons.webaudit.engine.rgaa.reference import Reference
from jalons.webaudit.engine.rgaa.statement import Content, Statement, missing, state_on
from jalons.webaudit.words import rgaa as words
from jalons.webaudit.words.sentences import say
from jalons.wording import format_day, join_words

LANG = "fr"
FORM = "https://formulaire.defenseurdesdroits.fr/"
DELEGATES = "https://www.defenseurdesdroits.fr/carte-des-delegues"


def statement_document(statement: Statement, reference: Reference, *, today: date) -> tree.Document:
    """The statement on a day; what is missing stands first, in a note, until it is filled."""
    service = _filled(statement.service)
    blocks = (
        *_opening(statement, service),
        _section("conformity", *_conformity(statement, reference, today)),
        _section(
            "contents",
            _listed("nonconformities", map(_content, statement.nonconformities)),
            _listed("derogations", map(_content, statement.derogations)),
            _listed("exempt", map(_content, statement.exempt)),
        ),
        _section("made", *_made(statement)),
        _section("contact", *_contact(statement, service)),
        _section(
            "remedies",
            _text("remedies_lead"),
            tree.BulletList(
                (
                    _linked("remedy_form", FORM),
                    _linked("remedy_delegates", DELEGATES),
                    _say("remedy_post"),
                )
            ),
        ),
    )
    day = statement.updated_on or statement.made_on or today
    title, author = _say("title"), _filled(statement.organisation)
    return tree.Document(title, author, day, blocks, subject=statement.service, lang=LANG)


def _opening(statement: Statement, service: str) -> Iterator[tree.Block]:
    if absent := missing(statement):
        names = join_words([words.item_label(item, LANG) for item in absent], LANG)
        yield tree.Note(_say("draft", items=names), tree.Tone.WARNING)
    yield _text("commitment", organisation=_filled(statement.organisation))
    yield _text("strategy")
    plans = ("multi_year_plan", "yearly_plan")
    yield tree.BulletList(tuple(_linked(plan, getattr(statement, plan)) for plan in plans))
    url = statement.url.strip()
    yield _text("scope", service=f"{service} ({url})" if url else service)


def _conformity(statement: Statement, reference: Reference, today: date) -> Iterator[tree.Block]:
    state = state_on(statement, reference, today)
    params = {"service": _filled(statement.service), "version": reference.version}
    yield tree.Paragraph((tree.Strong(_say(f"state_{state}", **params)),))
    if statement.audited_on is None:
        yield _section("results", _text("no_audit"))
        return
    auditor = _say("auditor_named", auditor=_filled(statement.auditor))
    by = _say("auditor_in_house") if statement.in_house else auditor
    audit = _text("audit", auditor=by, day=format_day(statement.audited_on, LANG))
    rate = statement.rate
    if rate is None:
        yield _section("results", audit, _text("no_rate"))
        return
    rates = [_say("rate", rate=words.rate_words(rate, LANG))]
    if rate.mean_page is not None:
        rates.append(_say("mean", rate=words.share_words(rate.mean_page, LANG)))
    yield _section("results", audit, tree.BulletList(tuple(rates)))


def _made(statement: Statement) -> Iterator[tree.Block]:
    made, updated = statement.made_on, statement.updated_on
    yield _text("made_on", day=format_day(made, LANG) if made else _filled(""))
    if updated:
        yield _text("updated_on", day=format_day(updated, LANG))
    yield _listed("technologies", statement.technologies)
    yield _listed("environments", statement.environments)
    yield _listed("tools", statement.tools)
    yield _listed("pages", (_address(page.name, page.url) for page in statement.pages))


def _contact(statement: Statement, service: str) -> Iterator[tree.Block]:
    yield _text("contact_lead", service=service)
    form, email = statement.contact_form.strip(), statement.contact_email.strip()
    ways = [_linked("contact_form", form)] if form else []
    if email:
        ways.append((f"{_say('contact_email')} ", *_address(email, f"mailto:{email}")))
    yield tree.BulletList(tuple(ways) or (_filled(""),))
    yield _text("answer")


def _content(content: Content) -> str:
    parts = {"reason": content.reason, "until": content.until, "alternative": content.alternative}
    return " ".join([content.text, *(_say(p, **{p: v}) for p, v in parts.items() if v)])


def _section(name: str, *blocks: tree.Block) -> tree.Section:
    return tree.Section(_say(f"{name}_title"), blocks)


def _listed(name: str, items: Iterable[tree.Text]) -> tree.Section:
    """A section of items, or of the words that say there is none."""
    texts = tuple(items)
    return _section(name, tree.BulletList(texts) if texts else _text(f"{name}_none"))


def _linked(name: str, address: str) -> tree.Text:
    return _address(_say(name), address) if address.strip() else f"{_say(name)} {_filled('')}"


def _address(label: str, address: str) -> tuple[tree.Inline, ...]:
    """A link; the words and what was typed when that is not an absolute address."""
    try:
        return (tree.Link(label, address.strip()),)
    except tree.DocumentError:
        return (f"{label} ({address.strip()})" if address.strip() else label,)


def _filled(text: str) -> str:
    return text.strip() or _say("unfilled")


def _text(sentence: str, **params: str) -> tree.Block:
    return tree.Paragraph(_say(sentence, **params))


def _say(sentence: str, **params: str) -> str:
    return say(f"statement.{sentence}", LANG, **params)
