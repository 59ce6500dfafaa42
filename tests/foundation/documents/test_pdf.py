import logging
import os
import re
import subprocess
import sys

import page
import pytest
from hypothesis import HealthCheck, given, settings

from foundation.documents.sample_tree import (
    CONSTRUCTS,
    document,
    documents,
    european_documents,
    pages_of,
)
from jalons.foundation.documents import html, pdf
from jalons.foundation.documents.tree import Paragraph, Picture, Reference, Section
from jalons.kernel import JalonsError


def checked(content, tmp_path):
    path = tmp_path / "checked.pdf"
    path.write_bytes(content)
    report = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
    return report, {failure.rule_id for failure in report.failures}


@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=CONSTRUCTS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_construct_passes_pdf_ua(construct, lang, tmp_path, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        content = pdf.render_pdf(document(construct, lang=lang))
    assert [record.getMessage() for record in caplog.records] == []
    report, failures = checked(content, tmp_path)
    assert failures == set()
    assert report.is_compliant


def test_all_constructs_together_pass_pdf_ua_over_many_pages(tmp_path):
    report, failures = checked(pdf.render_pdf(document(*CONSTRUCTS.values())), tmp_path)
    assert failures == set()
    assert report.document.page_count >= 5


FAR = document(
    Paragraph((Reference("Le début", "debut"), " ", Reference("La fin", "fin"))),
    Section("Le début", (), "debut"),
    CONSTRUCTS["long table"],
    Section("La fin", (), "fin"),
    contents=True,
)


def test_a_reference_tells_the_page_where_its_section_stands():
    pages = pages_of(pdf.render_pdf(FAR))
    fin = next(rank for rank, words in enumerate(pages, 1) if re.search("^La fin$", words, re.M))
    assert fin >= 4
    assert f"Le début, p. 1 La fin, p. {fin}" in pages[0].replace("\u00a0", " ")


def test_a_reference_is_a_link_of_the_pdf():
    import weasyprint

    found = weasyprint.HTML(string=html.page(document(CONSTRUCTS["references"]))).render()
    links = [(kind, name) for page_ in found.pages for kind, name, *_box in page_.links]
    assert set(links) == {("internal", "part-cible")}
    assert len(links) >= 2
    assert "part-cible" in found.pages[0].anchors


def test_the_checker_goes_red_on_an_untagged_pdf(tmp_path):
    import weasyprint

    untagged = weasyprint.HTML(string=html.page(document(Paragraph("texte")))).write_pdf()
    report, failures = checked(untagged, tmp_path)
    assert not report.is_compliant
    assert "PDFUA1-TAGGED-DOCUMENT-001" in failures


def test_the_checker_goes_red_on_a_picture_without_alternative(tmp_path):
    import weasyprint

    source = html.page(document(CONSTRUCTS["picture"])).replace("<title>Les portables", "<desc>")
    _, failures = checked(
        weasyprint.HTML(string=source).write_pdf(pdf_variant="pdf/ua-1"), tmp_path
    )
    assert "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001" in failures


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(european_documents)
def test_any_tree_of_european_words_passes_pdf_ua(tree):
    content = pdf.render_pdf(tree)
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    assert {failure.rule_id for failure in report.failures} == set()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_no_tree_breaks_the_renderer(tree):
    assert pdf.render_pdf(tree).startswith(b"%PDF-1.7")


def test_the_same_document_gives_the_same_bytes():
    tree = document(*CONSTRUCTS.values())
    assert pdf.render_pdf(tree) == pdf.render_pdf(tree)


def test_nothing_is_fetched_from_anywhere(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    weasyprint = pdf._weasyprint()
    for address in (secret.as_uri(), "http://127.0.0.1:9/x.svg"):
        with pytest.raises(ValueError, match="disallowed protocol"):
            pdf.fetcher(weasyprint).fetch(address)


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "bilan.pdf"
    pdf.write_pdf(document(Paragraph("un")), target)
    before = target.read_bytes()
    with pytest.raises(JalonsError):
        pdf.write_pdf(document(Picture("<p/>", "dessin")), target)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


WITHOUT_PANGO = """
import cffi
def dlopen(self, name, flags=0):
    raise OSError(f"cannot load library '{name}'")
cffi.FFI.dlopen = dlopen  # a machine where no C library is installed
from jalons.foundation.documents import html, pdf
from jalons.foundation.documents.tree import Document, Paragraph
import datetime
tree = Document("Titre", "Ville", datetime.date(2026, 1, 1), (Paragraph("texte"),))
print("texte" in html.page(tree), pdf.pdf_problem().code)
try:
    pdf.render_pdf(tree)
except pdf.DocumentError as error:
    print(error)
"""


def test_without_pango_html_works_and_the_error_names_the_packages():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_PANGO],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert "True pdf_unavailable" in ran.stdout
    assert "libpangoft2-1.0-0" in ran.stdout


def test_with_pango_there_is_no_problem():
    assert pdf.pdf_problem() is None
