"""An authority's own Word template: its styles, heads and feet kept, its mistakes explained."""

import io
import re
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from foundation.documents.sample_tree import CONSTRUCTS, document
from jalons.foundation.documents.tree import DocumentError, Paragraph, Section
from jalons.foundation.documents.word.docx import render_docx

TREE = document(Section("Un", (Paragraph("fond"),)), CONSTRUCTS["table"], CONSTRUCTS["numbers"])


def template(*paragraphs, change=None):
    file = docx.Document()
    for text in paragraphs:
        file.add_paragraph(text)
    if change:
        change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def filled(*paragraphs, tree=TREE, change=None):
    content = render_docx(tree, template=template(*paragraphs, change=change))
    return docx.Document(io.BytesIO(content))


def texts(file):
    return [each.text for each in file.paragraphs]


def test_the_content_takes_the_place_of_its_field_and_the_rest_stays():
    seen = texts(filled("Avant", "{{contenu}}", "Signature"))
    assert seen[0] == "Avant"
    assert seen[-1] == "Signature"
    assert "fond" in seen
    assert "{{contenu}}" not in seen


def test_without_its_field_the_content_comes_at_the_end():
    seen = texts(filled("Avant"))
    assert seen[0] == "Avant"
    assert seen.index("fond") > 0


def test_fields_are_replaced_anywhere_even_cut_between_runs():
    def change(file):
        line = file.add_paragraph("Note de ")
        line.add_run("{{tit").bold = True
        line.add_run("re}} du {{ date }}")
        file.sections[0].header.paragraphs[0].text = "{{collectivite}}"
        file.add_table(1, 1).cell(0, 0).text = "{{sujet}}"

    file = filled(change=change)
    line = next(each for each in file.paragraphs if each.text.startswith("Note de"))
    assert line.text == "Note de Bilan numérique responsable du 24 novembre 2026"
    assert line.runs[1].bold
    assert file.sections[0].header.paragraphs[0].text == "Anse-aux-Pins"
    assert file.tables[0].cell(0, 0).text == "Article 35 de la loi REEN"


def test_a_template_that_tells_the_title_gets_no_cover_and_another_gets_one():
    assert texts(filled("{{titre}}", "{{contenu}}")).count("Bilan numérique responsable") == 1
    assert texts(filled("{{contenu}}")).count("Bilan numérique responsable") == 1


def test_styles_are_taken_by_their_names_in_either_language_and_left_as_they_are():
    def change(file):
        style = file.styles.add_style("Mon titre", WD_STYLE_TYPE.PARAGRAPH)
        for each in file.styles.element.findall(f"{{{style.element.nsmap['w']}}}style"):
            if each.styleId == "Heading1":
                file.styles.element.remove(each)
        style.element.name_val = "Titre 1"

    file = filled(change=change)
    title = next(each for each in file.paragraphs if each.text == "Un")
    assert title.style.name == "Titre 1"


def test_the_styles_of_the_template_keep_their_look():
    def change(file):
        file.styles["Heading 1"].font.name = "Comic Neue"

    assert filled(change=change).styles["Heading 1"].font.name == "Comic Neue"


def test_the_table_has_a_header_row_in_the_style_of_the_template():
    table = filled("{{contenu}}").tables[0]
    assert table.style.name == "Table Grid"
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_the_language_of_the_document_replaces_that_of_the_template():
    content = render_docx(TREE, template=template("{{contenu}}"))
    styles = zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()
    assert 'w:val="fr-FR"' in styles.split("</w:docDefaults>")[0]


@pytest.mark.parametrize(
    ("paragraphs", "code", "words"),
    [
        (("Objet", "le {{montant}} voté"), "template_field",
         ("{{montant}}", "paragraphe 2", "le {{montant}} voté", "{{titre}}")),
        (("{{titre",), "template_field_open", ("paragraphe 1",)),
        (("titre}}",), "template_field_open", ("paragraphe 1",)),
        (("Voici {{contenu}}",), "template_place", ("seul dans un paragraphe",)),
        (("{{contenu}}", "{{content}}"), "template_twice", ("deux places",)),
    ],
)  # fmt: skip
def test_a_mistake_says_what_where_and_how_to_mend(paragraphs, code, words):
    with pytest.raises(DocumentError) as caught:
        filled(*paragraphs)
    assert caught.value.code == code
    for each in words:
        assert each in str(caught.value)


def test_a_mistake_in_a_table_or_a_head_says_so():
    def in_table(file):
        file.add_table(1, 1).cell(0, 0).text = "{{contenu}}"

    def in_head(file):
        file.sections[0].footer.paragraphs[0].text = "{{signataire}}"

    with pytest.raises(DocumentError, match="tableau"):
        filled(change=in_table)
    with pytest.raises(DocumentError, match="pied de page"):
        filled(change=in_head)


def heavy():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (101 * 2**20))
    return out.getvalue()


def not_word():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    return out.getvalue()


def broken():
    whole = template("{{contenu}}")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:" if name == "word/document.xml" else old.read(name))
    return out.getvalue()


def with_macros():
    whole = template("{{contenu}}")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main"
            macro = b"application/vnd.ms-word.document.macroEnabled.main"
            new.writestr(name, old.read(name).replace(kind, macro))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", heavy, not_word, broken, with_macros],
    ids=["empty", "a pdf", "heavy", "not word", "broken", "macros"],
)
def test_what_is_no_word_document_is_refused_with_a_way_out(content):
    with pytest.raises(DocumentError, match="Word") as caught:
        render_docx(TREE, template=content() if callable(content) else content)
    assert caught.value.code == "template_unreadable"
    assert ".docx" in str(caught.value)


def test_a_template_of_any_origin_without_lists_still_gets_them():
    whole = template("{{contenu}}")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/numbering.xml":
                continue
            if name == "word/_rels/document.xml.rels":
                content = re.sub(rb"<Relationship [^>]*numbering[^>]*/>", b"", content)
            new.writestr(name, content)
    found = render_docx(TREE, template=out.getvalue())
    assert "word/numbering.xml" in zipfile.ZipFile(io.BytesIO(found)).namelist()
    assert "d’abord" in texts(docx.Document(io.BytesIO(found)))
