"""The statement that speaks of accessibility is itself accessible."""

from datetime import date

from jalons.foundation.documents import html
from jalons.webaudit.capture import Visit
from jalons.webaudit.capture.facts import examine
from jalons.webaudit.documents.statement import statement_document
from jalons.webaudit.engine.rgaa.rate import Rate
from jalons.webaudit.engine.rgaa.statement import CheckedPage, Content, Statement
from jalons.webaudit.store import rgaa_reference

STATEMENT = Statement(
    organisation="Ville de Montval",
    service="Portail des démarches",
    multi_year_plan="https://montval.example/schema",
    audited_on=date(2026, 9, 1),
    in_house=True,
    rate=Rate(0.75, 45, 60),
    nonconformities=(Content("Le plan du réseau de bus.", "Une liste des arrêts."),),
    pages=(CheckedPage("Accueil", "https://montval.example/"),),
    contact_email="accessibilite@montval.example",
)


def test_neither_axe_nor_our_rules_find_a_defect_in_a_statement(chromium, axe):
    reference = rgaa_reference()
    tree = statement_document(STATEMENT, reference, today=date(2026, 11, 28))
    text = html.page(tree)
    page = Visit(axe=axe).document(chromium, "https://montval.example/declaration", text)
    assert page.axe.violations == ()
    assert page.overflowing == ()
    with chromium.tab() as tab:
        frame = tab.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        tab.send("Page.setDocumentContent", frameId=frame, html=text)
        assert examine(tab, reference) == ()
