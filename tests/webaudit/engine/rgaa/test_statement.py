"""A statement: what is missing, until when it is worth, its document in the order of the law."""

import re
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from jalons.foundation.documents import html
from jalons.foundation.documents.formats import FORMATS, written
from jalons.webaudit.documents.statement import statement_document
from jalons.webaudit.engine.rgaa.rate import Rate
from jalons.webaudit.engine.rgaa.statement import (
    ITEMS,
    CheckedPage,
    Content,
    Statement,
    missing,
    state_on,
    valid_until,
)
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.words import rgaa as words

REFERENCE = rgaa_reference()
TODAY = date(2026, 11, 28)
FULL = Statement(
    organisation="Ville de Montval",
    service="Portail des démarches",
    url="https://demarches.montval.example",
    multi_year_plan="https://montval.example/schema",
    yearly_plan="https://montval.example/plan-2026",
    audited_on=date(2026, 9, 1),
    auditor="Atelier Clair",
    rate=Rate(41 / 60, 41, 60, 0.8123),
    nonconformities=(Content("Le plan du réseau de bus.", "Une liste des arrêts."),),
    derogations=(Content("Les vidéos du conseil.", "Les procès-verbaux.", "Coût", "juin 2027"),),
    exempt=(Content("Les cartes anciennes."),),
    made_on=date(2026, 9, 15),
    updated_on=date(2026, 11, 2),
    technologies=("HTML5", "CSS"),
    environments=("Firefox 150 et NVDA 2026.1",),
    tools=("Jalons", "axe-core 4.14.1"),
    pages=(CheckedPage("Accueil", "https://demarches.montval.example/"), CheckedPage("Aide")),
    contact_form="https://montval.example/contact",
    contact_email="accessibilite@montval.example",
)
IN_ORDER = (
    "Ville de Montval s’engage à rendre",
    "article 47 de la loi n° 2005-102",
    "https://montval.example/schema",
    "https://montval.example/plan-2026",
    "s’applique à Portail des démarches",
    "État de conformité",
    "en conformité partielle",
    "(RGAA), version 4.1",
    "Résultats des tests",
    "par Atelier Clair",
    "68,3\u202f%",
    "Non-conformités",
    "Une liste des arrêts.",
    "Dérogations pour charge disproportionnée",
    "Durée\u202f: juin 2027",
    "Contenus non soumis à l’obligation",
    "établie le 15 septembre 2026",
    "mise à jour le 2 novembre 2026",
    "HTML5",
    "NVDA",
    "axe-core",
    "https://demarches.montval.example/",
    "Retour d’information et contact",
    "mailto:accessibilite@montval.example",
    "Voies de recours",
    "formulaire.defenseurdesdroits.fr",
    "Libre réponse 71120",
)


def page(statement, today=TODAY):
    return html.page(statement_document(statement, REFERENCE, today=today))


class TestMissing:
    def test_twenty_items_stand_in_the_order_of_the_law_each_with_its_name(self):
        assert len(ITEMS) == len(set(ITEMS)) == 20
        assert len({words.label("item", item, "fr") for item in ITEMS}) == 20

    def test_a_whole_statement_misses_nothing(self):
        assert missing(FULL) == ()

    def test_an_empty_one_misses_what_a_statement_without_audit_must_say(self):
        expected = ("multi_year_plan", "yearly_plan", "made_on", "technologies", "contact")
        assert missing(Statement("Ville", "Site")) == expected

    @pytest.mark.parametrize(
        ("change", "item"),
        [
            ({"organisation": " "}, "organisation"),
            ({"service": ""}, "scope"),
            ({"rate": None}, "rate"),
            ({"auditor": ""}, "auditor"),
            ({"nonconformities": (), "derogations": ()}, "nonconformities"),
            ({"derogations": (Content("Les vidéos", reason="Coût"),)}, "derogations"),
            ({"updated_on": date(2026, 1, 1)}, "updated_on"),
            ({"environments": ()}, "environments"),
            ({"tools": ()}, "tools"),
            ({"pages": ()}, "pages"),
            ({"contact_form": "", "contact_email": " "}, "contact"),
        ],
    )
    def test_each_item_left_out_is_named(self, change, item):
        assert missing(replace(FULL, **change)) == (item,)

    def test_a_total_conformity_lists_no_failure(self):
        total = replace(FULL, rate=Rate(1.0, 60, 60), nonconformities=(), derogations=())
        assert missing(total) == ()

    def test_an_audit_in_house_needs_no_name(self):
        assert missing(replace(FULL, auditor="", in_house=True)) == ()


class TestValidity:
    def test_three_years(self):
        assert valid_until(date(2026, 9, 15), REFERENCE) == date(2029, 9, 15)
        assert valid_until(date(2024, 2, 29), REFERENCE) == date(2027, 2, 28)

    def test_eighteen_months_after_a_new_version_when_that_is_sooner(self):
        replaced = msgspec.structs.replace(REFERENCE, replaced_on=date(2027, 1, 31))
        assert valid_until(date(2026, 9, 15), replaced) == date(2028, 7, 31)
        assert valid_until(date(2025, 1, 1), replaced) == date(2028, 1, 1)
        assert "dix-huit mois" in words.validity(date(2026, 9, 15), replaced, "fr")
        assert "31 juillet 2028" in words.validity(date(2026, 9, 15), replaced, "fr")

    def test_without_a_valid_audit_the_service_does_not_conform(self):
        assert state_on(FULL, REFERENCE, TODAY) == "partial"
        assert state_on(FULL, REFERENCE, date(2029, 9, 2)) == "none"
        assert state_on(FULL, REFERENCE, date(2026, 8, 31)) == "none"
        assert state_on(replace(FULL, audited_on=None), REFERENCE, TODAY) == "none"


class TestDocument:
    def test_everything_is_there_in_the_order_of_the_law(self):
        text = page(FULL)
        places = [text.find(words_) for words_ in IN_ORDER]
        assert -1 not in places, IN_ORDER[places.index(-1)]
        assert places == sorted(places)

    def test_what_is_missing_is_said_first_and_shown_in_its_place(self):
        text = page(replace(FULL, yearly_plan="", tools=()))
        assert "il reste à compléter le lien vers le plan d’action de l’année et les outils" in text
        assert text.count("[à compléter]") == 2
        assert "Projet" not in page(FULL)

    def test_without_audit_it_says_so_and_shows_no_rate(self):
        text = page(replace(FULL, audited_on=None, rate=None))
        assert "n’est pas en conformité" in text
        assert "Aucun audit en cours de validité" in text
        assert "%" not in re.sub(r"(?s)<style.*?</style>", "", text)

    def test_an_undecided_audit_shows_no_rate(self):
        text = page(replace(FULL, rate=None))
        assert "tous les critères ne sont pas décidés" in text

    def test_what_was_typed_wrong_is_not_lost(self):
        text = page(replace(FULL, multi_year_plan="voir la mairie", contact_email="pas <ici>"))
        assert "voir la mairie" in text
        assert "Écrire à pas &lt;ici&gt;<" in text

    @pytest.mark.extras
    @pytest.mark.parametrize("kind", ["odt", "docx"])
    def test_it_is_written_for_office_programs_too(self, kind):
        assert kind in FORMATS
        tree = statement_document(FULL, REFERENCE, today=TODAY)
        assert written(tree, kind)[:2] == b"PK"
