"""Sentences of the register of algorithms; the notice is law, in French in every language."""

from __future__ import annotations

from typing import Any

from jalons.catalogue.engine.algorithms.duties import Reason
from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.engine.algorithms.sheet import AlgorithmCard
from jalons.catalogue.words.sentences import say
from jalons.wording import format_number


def reason(found: Reason, lang: str) -> str:
    """Why a duty applies, depends or does not."""
    params = {name: format_number(value, lang) for name, value in found.params.items()}
    return say(f"algorithms.{found.code}", lang, **params)


def contact_words(sheet: AlgorithmCard) -> str:
    """Where to write, in French: e-mail first, then post; empty when neither is known."""
    words: Any = law().words["notice"]
    address = ", ".join(filter(None, map(str.strip, sheet.contact_post.splitlines())))
    ways = [words["by_email"].format(email=sheet.contact_email)] if sheet.contact_email else []
    ways += [words["by_post"].format(address=address)] if address else []
    about = f"{sheet.contact}, " if sheet.contact and ways else ""
    return about + " ou ".join(ways)


def notice(sheet: AlgorithmCard, link: str = "") -> tuple[str, ...]:
    """The notice of R. 311-3-1-1 line by line, its title first; what is missing is marked."""
    words: Any = law().words["notice"]
    known = {"name": sheet.name, "organisation": sheet.organisation,
             "purpose": sheet.purpose.strip(), "contact": contact_words(sheet)}  # fmt: skip
    fields = law().words["notice_fields"]
    texts = {name: text or words["unfilled"].format(field=fields[name])
             for name, text in known.items()}  # fmt: skip
    lines = [ended(each.format(**texts)) for each in words["lines"]]
    return (words["title"], *lines, *([words["rules"].format(link=link)] if link else []))


def ended(text: str) -> str:
    """A sentence with one mark at its end."""
    bare = text.rstrip(". ")
    return bare if bare[-1:] in "!?…" else f"{bare}."
