import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given

from foundation.documents.sample_tree import (
    CONSTRUCTS,
    FACTORS,
    INVENTORY,
    SVG,
    document,
    documents,
)
from jalons.foundation.documents import html
from jalons.foundation.documents.tree import (
    BulletList,
    DocumentError,
    Figure,
    Link,
    Paragraph,
    Picture,
    Reference,
    Section,
    Strong,
    Table,
    WordBox,
)

_TAGS = """html head meta title style body main div p h1 h2 h3 h4 h5 h6 section nav ul ol li dl dt
dd strong a sup span cite table caption thead tbody tr th td figure figcaption svg rect text"""
_ATTRIBUTES = """lang charset name content class href aria-label id role tabindex scope width height
fill y data-label"""
TAGS = set(_TAGS.split())
ATTRIBUTES = set(_ATTRIBUTES.split())


class Reader(HTMLParser):
    """What a browser would find: tags, attributes, words, headings."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.levels, self.open = set(), set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(documents)
def test_no_text_ever_becomes_markup(tree):
    reader = Reader(html.page(tree))
    assert reader.tags <= TAGS
    assert reader.attributes <= ATTRIBUTES
    assert reader.open == []


@given(documents)
def test_no_heading_level_is_ever_skipped(tree):
    levels = Reader(html.page(tree)).levels
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_a_fragment_fits_the_content_policy_of_the_site(construct):
    reader = Reader(html.fragment(document(construct)))
    assert not {"style", "script", "img"} & reader.tags
    assert not {"style", "onclick"} & reader.attributes


def test_a_title_in_capitals_of_danger_is_escaped_everywhere():
    page = html.page(document(title='<script>alert("x")</script>', authority='"><img src=x>'))
    assert "<script" not in page
    assert "<img" not in page


def test_a_table_says_which_cells_are_headers_and_which_are_numbers():
    fragment = html.fragment(document(CONSTRUCTS["table"]))
    assert '<th scope="col" class="n">Nombre</th>' in fragment
    assert '<th scope="row">Portable</th><td data-label="Nombre" class="n">1 200</td>' in fragment
    assert "<caption>Le parc par type</caption>" in fragment


def test_sources_are_numbered_once_in_the_order_of_their_figures():
    fragment = html.fragment(
        document(
            Paragraph((Figure("a", INVENTORY), Figure("b", FACTORS), Figure("c", INVENTORY))),
        )
    )
    assert re.findall(r'href="#source-(\d)"', fragment) == ["1", "2", "1"]
    listed = fragment[fragment.index("<ol>") :]
    assert listed.index("Inventaire du parc") < listed.index("Facteurs &lt;essai&gt;")


def test_an_unverified_source_says_so_in_the_language_of_the_document():
    tree = Paragraph((Figure("a", FACTORS),))
    assert "(source à confirmer)" in html.fragment(document(tree))
    assert "(source to confirm)" in html.fragment(document(tree, lang="en"))


def test_a_document_without_figure_lists_no_source():
    assert "sources" not in html.fragment(document(Paragraph("rien")))


def test_a_reference_leads_to_its_section_and_stands_alone_where_it_is_not():
    fragment = html.fragment(document(CONSTRUCTS["references"]))
    assert '<a class="page-of" href="#part-cible">la cible</a>' in fragment
    assert '<h3 id="part-cible">La cible &lt;visée&gt;</h3>' in fragment
    assert "<p>Absente</p>" in fragment
    assert "p.\u00a0" not in fragment  # a screen has no pages


def test_a_reference_leads_to_another_page_of_the_site_when_its_section_is_there():
    tree = document(Paragraph((Reference("là", "ailleurs"),)))
    fragment = html.fragment(tree, elsewhere={"ailleurs": "/lire/?page=2#part-ailleurs"})
    assert 'href="/lire/?page=2#part-ailleurs">là</a>' in fragment


def test_the_contents_lead_to_titles_that_are_also_referred_to():
    page = html.page(document(CONSTRUCTS["references"], contents=True))
    marks = re.findall(r' id="([^"]+)"', page)
    assert len(marks) == len(set(marks))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(marks)


@pytest.mark.parametrize("anchor", ["", "A", "é", "a-b", "1a", "a" * 31, "a b", 'a"'])
def test_a_name_no_format_takes_is_refused(anchor):
    with pytest.raises(DocumentError) as caught:
        Reference("là", anchor)
    assert caught.value.code == "anchor_invalid"
    if anchor:
        with pytest.raises(DocumentError):
            Section("Titre", (), anchor)


def test_two_sections_of_one_name_are_refused():
    inner = Section("Dedans", (), "une")
    with pytest.raises(DocumentError, match="une") as caught:
        document(Section("Un", (inner,)), Section("Deux", (), "une"))
    assert caught.value.code == "anchor_twice"


def test_a_fragment_takes_the_heading_level_of_the_page_it_joins():
    levels = Reader(html.fragment(document(CONSTRUCTS["sections"]), level=3)).levels
    assert levels == [3, 4, 5, 4]


def test_a_picture_is_named_for_who_does_not_see_it():
    fragment = html.fragment(document(Picture(SVG, 'La moitié & "plus"')))
    assert '<title>La moitié &amp; "plus"</title>' in fragment
    assert 'role="img"' in fragment


def test_an_old_title_of_a_drawing_gives_way_to_the_alternative():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><title>old</title><path d="M0 0"/></svg>'
    fragment = html.fragment(document(Picture(drawing, "nouveau")))
    assert "old" not in fragment
    assert "xmlns" not in fragment


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "<svg",
        "<p>texte</p>",
        "<svg/><svg/>",
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="alert(1)"/>',
        '<svg><rect style="fill:red"/></svg>',
        "<svg><style>rect{}</style></svg>",
        '<svg><use href="https://example.org/x.svg#a"/></svg>',
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="file:///etc/passwd"/></svg>',
        '<svg><rect fill="url(https://example.org/)"/></svg>',
        "<svg><foreignObject><p/></foreignObject></svg>",
        '<svg xmlns="http://www.w3.org/2000/svg"><x xmlns="urn:other"/></svg>',
    ],
)
def test_a_drawing_that_could_run_or_reach_out_is_refused(svg):
    with pytest.raises(DocumentError) as caught:
        html.fragment(document(Picture(svg, "dessin")))
    assert caught.value.code == "picture_invalid"
    assert caught.value.hint("fr")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "/chemin",
        "",
        "https://",
        "https://a b",
        'https://a"b',
        "http://[",
        "file:///etc/passwd",
        "data:text/html,x",
    ],
)
def test_a_link_leads_to_a_full_address_or_is_refused(address):
    with pytest.raises(DocumentError) as caught:
        Link("ici", address)
    assert caught.value.code == "link_invalid"


def test_a_ragged_table_is_refused_with_its_row():
    with pytest.raises(DocumentError) as caught:
        Table("Postes", ("A", "B"), (("1", "2"), ("3",)))
    assert "la ligne 2 a 1 cellule pour 2 colonnes" in caught.value.message("fr")


@pytest.mark.parametrize(
    "build",
    [
        lambda: Section(" "),
        lambda: Table("", ("A",), ()),
        lambda: Table("T", (), ()),
        lambda: Table("T", ("A", " "), ()),
        lambda: Picture(SVG, ""),
        lambda: Link(" ", "https://example.org"),
        lambda: document(title=""),
        lambda: document(title="\x07\u200b"),
    ],
)
def test_what_must_have_a_text_is_refused_without(build):
    with pytest.raises(DocumentError) as caught:
        build()
    assert caught.value.code == "text_missing"


def test_a_numeric_column_must_exist():
    with pytest.raises(DocumentError) as caught:
        Table("T", ("A",), (), numeric=frozenset({1}))
    assert caught.value.code == "table_columns"


def test_a_language_without_words_is_refused():
    with pytest.raises(DocumentError) as caught:
        document(lang="de")
    assert caught.value.code == "language_unknown"


@pytest.mark.parametrize(
    ("day", "lang", "words"),
    [
        (date(2026, 11, 1), "fr", "1er novembre 2026"),
        (date(2026, 8, 24), "fr", "24 août 2026"),
        (date(2026, 11, 1), "en", "1 November 2026"),
    ],
)
def test_a_date_is_written_in_words(day, lang, words):
    assert html.long_date(document(date=day, lang=lang)) == words


def test_characters_no_format_can_carry_are_dropped_or_marked():
    fragment = html.fragment(document(BulletList(("a\x00b\x0c\x85", "c\ud800\ufffed", "e\n\tf"))))
    assert "<li>ab</li><li>c\ufffd\ufffdd</li><li>e  f</li>" in fragment


def test_the_contents_lead_to_the_titles_when_asked():
    tree = document(CONSTRUCTS["sections"], contents=True)
    seen = html.page(tree)
    for rank, title in ((1, "Un"), (2, "Deux"), (4, "Encore")):
        assert f'<a href="#section-{rank}">{title}</a>' in seen
        assert f'id="section-{rank}">{title}</h' in seen
    assert '<a href="#section-3">' not in seen  # deeper than two levels
    assert "section-" not in html.page(document(CONSTRUCTS["sections"]))


def test_a_word_box_pairs_each_word_with_its_meaning():
    seen = html.fragment(document(CONSTRUCTS["words"]))
    assert "<dt>PCAET</dt><dd>plan climat-air-énergie &lt;territorial&gt;</dd>" in seen


@pytest.mark.parametrize("words", [(("", "sens"),), (("mot", " "),), (("mot", (Strong(""),)),)])
def test_a_word_without_meaning_is_refused(words):
    with pytest.raises(DocumentError):
        WordBox(words)
