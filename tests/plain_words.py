"""The words of the workshop that no screen and no document says (``look/README.md``, 10).

One list for the documents and for the pages. What stands in ``<code>`` is for machines; a title
(``<cite>``) and what is marked as another language stay as they are: neither is read here.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

BANNED = (
    r"urn:", r"\boption --", r"\s--\w", r"salle «", r"rouvert", r"\bdeclared/\d", r"\(unstated\)",
    r"\(–\)", r"\bjalons-[a-z]+/", r"aucun ne lui est imposé par cet outil",
    r"notre lecture", r"\bde l’\s", r"\bde [AEÉIOUYH]gglo", r"\bque [AEÉIOU]gglo", r"\bNone\b",
    r"\bdu — ", r"au —\b", r"\bstub\b", r"\bTODO\b", r"\{\w+\}",
    r"\binventory\b", r"\bgraine\b", r"https?://uri\.etsi\.org", r"%\(\w+\)s",
    r"personne n’a vérifié qu", r"n’a pas été vérifiée?\b", r"n’ont pas été relus",
    r"\.toml\b", r"\bdata/\w+", r"</?(?:p|h[1-6]|table|ul|li|section)>",
)  # fmt: skip
# Words in “s” that are also singular, or that do not follow the number as its noun.
SINGULAR = (
    "mois|fois|pays|avis|temps|poids|cas|accès|succès|palais|bois|puis|plus|moins|dans|sous|sans|"
    "des|les|ses|nos|vos|pas|très|corps|cours|fonds|frais|congrès|progrès|procès|relais|tapis|bus"
)
PLURAL = rf"(?<![\w.,/:°  –-])1 (?!(?:{SINGULAR})\b)[a-zà-ÿ]+s\b"
ENGLISH = r"\b(?:the|and|with|of|is|this|from|which|not|your|has|have|was|were|to be)\b"
FICTION = r"\(fictif|\(fictive"
_BANNED = re.compile("|".join(f"(?:{each})" for each in (*BANNED, PLURAL)))
_ENGLISH = re.compile(ENGLISH)
_ADDRESS = re.compile(r"https?://\S+")


def found_in(text: str) -> list[str]:
    """The banned words of a text, each with what is around it."""
    return _around(_BANNED, _even(text))


def found_in_page(text: str) -> list[str]:
    """The same for the words of a page, where nothing is in English nor said twice to be fiction.

    A document may quote what an authority wrote in another language.
    """
    plain = _even(text)
    fiction = _around(re.compile(FICTION), plain)
    found = [*_around(_BANNED, plain), *_around(_ENGLISH, _ADDRESS.sub("", plain)), *fiction[1:]]
    return [*found, *of_class(plain)]


def of_class(text: str) -> list[str]:
    """The names of our models that a page says: they are for programmers."""
    from django.apps import apps

    names = {model.__name__ for model in apps.get_models()}
    compound = {name for name in names if re.search(r"[a-z][A-Z]", name)}
    return [word for word in re.findall(r"\b[A-Z]\w+\b", text) if word in compound]


def _even(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def _around(pattern: re.Pattern[str], text: str) -> list[str]:
    return [text[max(0, m.start() - 30) : m.end() + 30] for m in pattern.finditer(text)]


# A title is in its own language.
SILENT = {"script", "style", "code", "pre", "textarea", "template", "cite"}
ALONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip
WITHIN = {"b", "em", "i", "span", "strong", "sub", "sup", "tspan", "abbr", "q", "mark"}
READ_OUT = ("aria-label", "alt", "title", "placeholder")


class _Page(HTMLParser):
    """The words of a page in its own language, those read out included."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.lang = ""
        self._open: list[tuple[str, bool]] = []  # each element open, and whether it is read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.lang = self.lang or (values.get("lang") or "")
        read = (not self._open or self._open[-1][1]) and tag not in SILENT
        read = read and (values.get("lang") or self.lang) == self.lang
        if read:
            self.words += [f"{values[name]}\n" for name in READ_OUT if values.get(name)]
        if tag not in ALONE:
            self._open.append((tag, read))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ALONE:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in ALONE:
            return
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag not in WITHIN:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1][1]:
            self.words.append(re.sub(r"\s*\n\s*", " ", data))


def words_of(html: str) -> str:
    """The words a person reads or hears on a page, in the language of the page."""
    page = _Page()
    page.feed(html)
    return "".join(page.words)
