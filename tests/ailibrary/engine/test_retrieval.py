"""Passages, terms, slips of typing and quotes."""

from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.retrieval.passages import MOST, TextBlock, passages
from jalons.ailibrary.engine.retrieval.quoting import MOST as LONGEST
from jalons.ailibrary.engine.retrieval.quoting import quoted
from jalons.ailibrary.engine.retrieval.slips import nearest
from jalons.ailibrary.engine.retrieval.terms import parts, terms, tokens, wanted

TEXT = "Les tarifs de la cantine sont fixés à 1 200 € (délibération 2024-12). "


def stems(question):
    return [each.stem for each in wanted(question)]


def test_a_passage_never_crosses_a_page_or_a_heading_and_ends_with_a_sentence():
    first, second = (TextBlock(f"Article {n}", n, is_heading=True) for n in (1, 2))
    blocks = [first, TextBlock(TEXT * 20, 1), TextBlock("Suite.", 2), second, TextBlock("Fin.", 2)]
    found = list(passages(blocks))
    assert [(each.page, each.heading) for each in found] == [
        (1, "Article 1"), (1, "Article 1"), (2, "Article 1"), (2, "Article 2"),
    ]  # fmt: skip
    assert all(each.text.endswith((".", "…")) for each in found)


@given(st.lists(st.builds(TextBlock, st.text(max_size=3000), st.sampled_from([None, 1, 2]))))
def test_no_word_is_lost_and_no_passage_is_too_long(blocks):
    found = list(passages(blocks))
    assert all(0 < len(each.text) <= MOST for each in found)
    whole = "".join("".join(each.text for each in found).split())
    read = "".join(block.text for block in blocks).replace("\x00", "").replace("\xad", "")
    assert len(whole) <= len("".join(read.split())) * 3 + 1
    if "".join(read.split()):
        assert whole


def test_accents_apostrophes_plurals_and_numbers_do_not_hide_a_word():
    assert stems("L’ÉCOLE du Moulin") == stems("ecole moulin") == stems("l'écoles moulins")
    assert stems("e\u0301cole") == stems("école")
    assert stems("prix") != stems("pris")
    assert "12500" in stems("12 500 €")
    assert stems("12\u202f500") == ["12500"]
    found = set(terms("Délibération n° 2024-12-03 du 3/12/2024"))
    assert {"2024_12", "2024_12_03", "3_12_2024"} <= found
    assert parts("1-2-3-4-5-6")[-1] == "4"


def test_words_that_only_ask_are_left_out_unless_there_are_no_others():
    assert stems("Comment faire pour s’inscrire à la cantine ?") == ["inscrir", "cantin"]
    assert stems("Pourquoi ?")
    assert stems("de la") == []
    assert stems("??? …") == []
    assert len(wanted("mot " * 500 + " ".join(f"m{n}x" for n in range(500)))) <= 24


def test_a_slip_finds_the_words_one_letter_away():
    known = ["cantine", "canton", "deliberation", "liberation", "patine"]
    assert nearest("cantien", known) == ["cantine"]
    assert nearest("delbieration", known) == ["deliberation"]
    assert nearest("xylophone", known) == nearest("can", known) == []


def test_a_quote_shows_the_part_with_most_words_and_marks_them():
    long = "Rien ici. " * 60 + TEXT + "Rien là. " * 60
    pieces = quoted(long, {"cantin", "2024_12", "tarif"})
    assert [each.text for each in pieces if each.is_marked] == ["tarifs", "cantine", "2024-12"]
    assert pieces[0].text.startswith("…")
    assert pieces[-1].text.endswith("…")
    whole = "".join(each.text for each in pieces)
    assert len(whole) <= LONGEST + 4
    assert "fixés" in whole
    assert "".join(each.text for each in quoted("Sans mot cherché.", {"x"})) == "Sans mot cherché."


@given(st.text(max_size=2000), st.sets(st.text(max_size=6), max_size=5))
def test_a_quote_is_always_a_part_of_its_text(text, searched):
    found = {stem for word in searched for stem in stems(word)} | {"cantin"}
    pieces = quoted(text, found)
    whole = "".join(each.text for each in pieces).removeprefix("… ").removesuffix(" …")
    assert whole in text or pieces == []
    for _token, start, end in tokens(text):
        assert 0 <= start < end <= len(text)
