"""Documents as people send them: read, or refused with the reason."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.texts import make_docx, make_odt, make_pdf, make_zip
from jalons.ailibrary.capture.archives import is_archive, members
from jalons.ailibrary.capture.texts import read
from jalons.ailibrary.engine.errors import AIError

pypdf = pytest.importorskip("pypdf")  # PDF is read where documents are
PAGE = "Seance du 12 decembre 2024\nObjet : Tarifs de la cantine\nArticle 1\nLe repas coute 3 EUR."


@pytest.fixture
def reading(tmp_path: Path):
    def one(content: bytes, name: str = "document", **options):
        path = tmp_path / "file"
        path.write_bytes(content)
        return read(path, name, **options)

    return one


def texts(found):
    return [each.text for each in found.blocks]


def test_a_pdf_gives_its_pages_headings_subject_and_day(reading):
    found = reading(make_pdf([PAGE, "", "Les voies cy-\nclables sont fermees."]), "2024-12.pdf")
    assert (found.kind, found.pages, found.blank, found.left) == ("pdf", 3, 1, 0)
    assert found.subject.startswith("Tarifs de la cantine")
    assert [each.text for each in found.blocks if each.is_heading] == ["Article 1"]
    assert found.blocks[-1].text == "Les voies cyclables sont fermees."
    assert {each.page for each in found.blocks} == {1, 3}


def test_a_day_is_read_where_a_session_says_it(reading):
    assert reading("Séance du 1er mars 2025\n\nTexte.".encode()).day == date(2025, 3, 1)
    assert reading("Conseil municipal du 06/03/2025.".encode("cp1252")).day == date(2025, 3, 6)
    assert reading("Né le 3 mars 2025.".encode()).day is None
    assert reading("Séance du 45 mars 2025".encode()).day is None


def test_word_and_opendocument_give_what_stands_in_the_text(reading):
    docx = make_docx(
        '<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Article 1</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Le </w:t></w:r><w:r><w:t>repas</w:t><w:tab/><w:t>coûte</w:t></w:r>"
        "<w:del><w:r><w:delText>rien</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>3 €</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        word__vbaProject=b"macro",
    )
    found = reading(docx, "avec-macros.docm")
    assert texts(found) == ["Article 1", "Le repas coûte", "3 €"]
    assert found.blocks[0].is_heading
    odt = make_odt(
        "<text:tracked-changes><text:p>effacé</text:p></text:tracked-changes>"
        "<text:h>Titre</text:h>"
        '<text:p>Un<text:s/>mot <text:span text:x="y">ici</text:span>.</text:p>'
    )
    assert texts(reading(odt, "faux.docx")) == ["Titre", "Un mot ici."]


def test_a_page_gives_what_people_see_and_never_runs(reading):
    html = b"""<!DOCTYPE html><head><title>Proc\xc3\xa9dure</title><style>p{}</style><body>
    <nav>Menu</nav><script>alert("x")</script><h1>Accueil</h1><p>Un <b>agent</b> r\xc3\xa9pond.
    <ul><li>par &eacute;crit<li>par t&eacute;l&eacute;phone</ul><div>&lt;script&gt;</div>"""
    found = reading(html, "page.html")
    assert texts(found) == [
        "Procédure",
        "Accueil",
        "Un agent répond.",
        "par écrit",
        "par téléphone",
        "<script>",
    ]


def encrypted() -> bytes:
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([PAGE]))), io.BytesIO()
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document_empty"),
        (b"  \n \n", "document_empty"),
        (make_pdf(["", ""]), "document_scanned"),
        (encrypted(), "document_encrypted"),
        (make_pdf([PAGE])[:200], "document_unreadable"),
        (b"%PDF-1.7 nothing", "document_unreadable"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "document_old_office"),
        (b"{\\rtf1 texte}", "document_format"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 200, "document_format"),
        (make_zip({"a.txt": "texte"}), "document_archive"),
        (make_zip({"xl/workbook.xml": "<x/>"}), "document_sheet"),
        (make_docx("<w:p>")[:-30], "document_unreadable"),
        (make_docx("<w:p><w:r>"), "document_unreadable"),
        (make_docx(""), "document_empty"),
    ],
)
def test_what_cannot_be_searched_is_explained(reading, content, code):
    with pytest.raises(AIError) as refused:
        reading(content, "acte.pdf")
    assert refused.value.code == code
    assert "acte.pdf" in refused.value.message("fr")
    assert refused.value.message("en")


def test_a_document_of_thousands_of_pages_is_read_in_part_and_says_so(reading):
    content = make_pdf([f"Page {n} du reglement." for n in range(2_000)])
    found = reading(content, most_pages=50)
    assert (found.pages, found.left) == (2_000, 1_950)
    assert found.blocks[-1].page == 50


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>"]))
def test_any_bytes_are_read_or_explained(tmp_path_factory, content, start):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(start + content)
    try:
        assert read(path, "file").blocks
    except AIError as refused:
        assert refused.message("fr")


def test_an_archive_gives_its_documents_and_not_those_of_the_system(tmp_path):
    content = make_zip(
        {
            "actes/2024/a.txt": "un",
            "__MACOSX/._a.txt": "x",
            ".DS_Store": "x",
            "../../etc/b.txt": "deux",
            "dedans.zip": make_zip({"c.txt": "trois"}),
        }
    )
    assert is_archive(io.BytesIO(content))
    assert not is_archive(io.BytesIO(make_docx("")))
    assert not is_archive(io.BytesIO(make_pdf([PAGE])))
    assert not is_archive(io.BytesIO(content[:40]))
    path = tmp_path / "actes.zip"
    path.write_bytes(content)
    assert [name for name, _content in members(path, "actes.zip")] == [
        "a.txt",
        "b.txt",
        "dedans.zip",
    ]
    path.write_bytes(content[:-60])
    with pytest.raises(AIError, match="abîmée"):
        list(members(path, "actes.zip"))
