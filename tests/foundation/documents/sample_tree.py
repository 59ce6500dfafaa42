"""Documents for the tests: one with every construct, and strategies for any tree."""

import shutil
import subprocess
from datetime import date

import pytest
from hypothesis import strategies as st

from jalons.foundation.documents.tree import (
    BulletList,
    Document,
    FactList,
    Figure,
    Link,
    Note,
    NumberedList,
    PageBreak,
    Paragraph,
    Picture,
    Reference,
    Section,
    Strong,
    Table,
    Tone,
    WordBox,
    is_blank,
)
from jalons.kernel import Source

FACTORS = Source(
    "Facteurs <essai>", "ADEME", date(2024, 1, 1), "MIT", "https://example.org/?a=1&b=2", False
)
INVENTORY = Source("Inventaire du parc", "Anse-aux-Pins", None, "interne")
SVG = (
    '<svg width="100%" height="60"><rect width="50%" height="20" fill="currentColor"/>'
    '<text y="40" class="t">Portables</text></svg>'
)
CONSTRUCTS = {
    "paragraph": Paragraph(
        (
            "Le parc pèse ",
            Figure("environ 412 t CO2 eq", FACTORS),
            ", soit ",
            Strong("0,4 t par agent"),
            ". Voir ",
            Link("la loi", "https://www.legifrance.gouv.fr/?a=1&b=2"),
            " ou ",
            Link("écrire", "mailto:dsi@example.org"),
            ".",
        )
    ),
    "bullets": BulletList(("un", ("deux ", Strong("fort"), Figure("3 t", INVENTORY)))),
    "numbers": NumberedList(("d’abord", "ensuite")),
    "facts": FactList((("Agents", "1 200"), ("Ordinateurs", (Figure("2 301", INVENTORY),)))),
    "table": Table(
        "Le parc par type",
        ("Type", "Nombre", "Impact"),
        (("Portable", "1 200", (Figure("210 t", FACTORS),)), ("Écran & co", "800", "")),
        numeric=frozenset({1, 2}),
    ),
    "long table": Table(
        "Deux cents lignes",
        ("Rang", "Valeur"),
        tuple((f"Ligne {n}", str(n)) for n in range(200)),
        numeric=frozenset({1}),
    ),
    "table without row headers": Table("Mesures", ("A", "B"), (("1", "2"),), row_headers=False),
    "empty table": Table("Rien encore", ("A", "B"), ()),
    "note": Note("Attention aux <écrans>.", Tone.WARNING),
    "picture": Picture(SVG, "Les portables font la moitié", "Par type"),
    "words": WordBox(
        (("PCAET", "plan climat-air-énergie <territorial>"), ("PUE", ("voir ", Strong("là"))))
    ),
    "page break": PageBreak(),
    "sections": Section(
        "Un", (Section("Deux", (Section("Trois", (Paragraph("fond"),)),)), Section("Encore"))
    ),
    "references": Section(
        "Renvois",
        (
            Paragraph(("Voir ", Reference("la cible", "cible"), ".")),
            Table("Où", ("Quoi", "Où"), (("Cible", (Reference("Elle", "cible"),)),)),
            Paragraph((Reference("Absente", "absente"),)),
            Section("La cible <visée>", (Paragraph("fond"),), "cible"),
        ),
    ),
    "deep sections": Section(
        "2", (Section("3", (Section("4", (Section("5", (Section("6", (Section("7"),)),)),)),)),)
    ),
}


def document(*blocks, **more):
    return Document(
        **{
            "title": "Bilan numérique responsable",
            "authority": "Anse-aux-Pins",
            "date": date(2026, 11, 24),
            "subject": "Article 35 de la loi REEN",
            "blocks": blocks,
            **more,
        }
    )


def pages_of(content):
    """The words of each page of a PDF, from the first."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    ran = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return ran.stdout.decode().split("\f")


def documents_of(words):
    """Any document whose texts are drawn from ``words``."""
    named = words.filter(lambda text: not is_blank(text))
    texts = _texts(words, named)
    inner = st.recursive(
        _leaves(words, named, texts),
        lambda deeper: st.builds(Section, named, st.lists(deeper, max_size=3).map(tuple)),
        max_leaves=8,
    )
    return st.builds(
        Document,
        title=named,
        authority=words,
        date=st.dates(),
        blocks=st.builds(_with_target, st.lists(inner, max_size=4).map(tuple), st.booleans()),
        subject=words,
        lang=st.sampled_from(["fr", "en"]),
        contents=st.booleans(),
    )


def _with_target(blocks, there):
    """The blocks, followed by the section some references name when it is there."""
    return (*blocks, Section("Cible", (), "une_partie")) if there else blocks


def _texts(words, named):
    inlines = st.one_of(
        words,
        st.builds(Strong, words),
        st.builds(Link, named, st.sampled_from(["https://example.org/é?x=1&y='", "mailto:a@b.fr"])),
        st.builds(Reference, named, st.sampled_from(["une_partie", "absente"])),
        st.builds(Figure, words, st.sampled_from([FACTORS, INVENTORY])),
    )
    return st.one_of(words, st.lists(inlines, max_size=4).map(tuple))


def _leaves(words, named, texts):
    several = st.lists(texts, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Paragraph, texts),
        st.builds(BulletList, several),
        st.builds(NumberedList, several),
        st.builds(FactList, st.lists(st.tuples(words, texts), max_size=3).map(tuple)),
        st.builds(Note, texts, st.sampled_from(Tone)),
        st.builds(WordBox, st.lists(st.tuples(named, named), max_size=2).map(tuple)),
        st.builds(Picture, st.just(SVG), named, words),
        st.just(PageBreak()),
        _tables(named, texts),
    )


@st.composite
def _tables(draw, named, texts):
    width = draw(st.integers(1, 4))
    return Table(
        draw(named),
        tuple(draw(st.lists(named, min_size=width, max_size=width))),
        tuple(draw(st.lists(st.tuples(*[texts] * width), max_size=4))),
        frozenset(draw(st.sets(st.integers(0, width - 1)))),
        draw(st.booleans()),
    )


documents = documents_of(st.text(max_size=30))
# what the fonts of any machine can draw: a missing glyph is the one thing a tree cannot prevent
european_documents = documents_of(st.text(st.characters(codec="iso-8859-15"), max_size=30))
