"""The draft deliberation follows the nature of the authority, and proposes nothing empty."""

import re
from dataclasses import replace

import pytest

from jalons.foundation.documents import html
from jalons.strategy.documents import refusal, write
from jalons.strategy.documents.institutions import institution_of
from jalons.strategy.documents.material import Subject
from jalons.strategy.engine.statutory.decree import DocumentKind
from strategy.documents import golden
from strategy.documents.sample_material import ACTIONS, REEN, empty, full

ACT = DocumentKind.DELIBERATION
VOTED = (DocumentKind.PROGRAMME, DocumentKind.STRATEGY, DocumentKind.REVIEW)


def page(material, lang="fr"):
    return html.page(write(ACT, material, lang).tree)


def told(material, lang="fr"):
    body = page(material, lang).partition("<main>")[2]
    return golden.spaced(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize(
    ("subject", "assembly", "executive", "articles"),
    [
        (Subject("Neffes", "commune"), "conseil municipal de la commune de Neffes", "le maire",
         "art. L. 2131-1)"),
        (Subject("CC Pré-Bocage Intercom", "epci", "CC"),
         "conseil communautaire de la communauté de communes Pré-Bocage Intercom", "le président",
         "art. L. 2131-1 et L. 5211-3)"),
        (Subject("CA de Laon", "epci", "CA"),
         "conseil communautaire de la communauté d’agglomération de Laon", "le président",
         "art. L. 2131-1 et L. 5211-3)"),
        (Subject("CU d’Arras", "epci", "CU"),
         "conseil communautaire de la communauté urbaine d’Arras", "le président",
         "art. L. 2131-1 et L. 5211-3)"),
        (Subject("Rennes Métropole", "epci", "METRO"), "conseil métropolitain de Rennes Métropole",
         "le président", "art. L. 2131-1 et L. 5211-3)"),
        (Subject("Métropole de Lyon", "epci", "MET69"),
         "conseil de la métropole de la métropole de Lyon", "le président", "art. [à vérifier])"),
        (Subject("Nord", "departement"), "conseil départemental du département du Nord",
         "le président du conseil départemental", "art. [à vérifier])"),
        (Subject("Bretagne", "region"), "conseil régional de la région Bretagne",
         "le président du conseil régional", "art. L. 4141-1)"),
        (Subject("Syndicat mixte du Nord"), "comité syndical du syndicat mixte du Nord",
         "le président", "art. [à vérifier])"),
    ],
)  # fmt: skip
def test_an_act_names_the_assembly_the_executive_and_the_articles_of_its_nature(
    subject, assembly, executive, articles
):
    act = told(full(subject=subject))
    assert assembly in act
    assert f"Charge {executive} d’exécuter" in act
    assert articles in act
    first, *_others = institution_of(subject).assembly.fr.split()
    assert first == "le"
    assert "après en avoir délibéré" in act


def test_an_authority_nobody_can_place_is_said_to_be_so():
    act = told(full(subject=Subject("Quelque part")))
    assert "La nature de la collectivité n’est pas connue" in act
    assert "L’assemblée délibérante de Quelque part" in act


@pytest.mark.parametrize("lacking", [{"aims": ()}, {"actions": ()}, {"aims": (), "actions": ()}])
def test_a_strategy_without_objective_or_action_is_not_proposed(lacking):
    material = full(**lacking)
    act = told(material)
    assert "ne peut pas encore être soumis" in act
    assert "Article 1" not in act
    assert "Vu" not in act.split()
    assert len(refusal(material, "fr")) == len(lacking)


def test_a_strategy_of_actions_only_proposed_is_not_proposed():
    proposed = tuple(replace(each, status="proposed") for each in ACTIONS)
    assert refusal(full(actions=proposed), "fr") == refusal(full(actions=()), "fr") != ()


def test_a_programme_needs_no_objective_yet():
    act = told(empty(proposed=DocumentKind.PROGRAMME))
    assert "Approuve le programme de travail 2026" in act


def test_the_texts_are_cited_one_by_one_with_date_and_title():
    act = told(full())
    seen = re.findall(r"Vu [^;]+;", act)
    assert len(seen) == 5
    assert "la loi n° 2021-1485 du 15 novembre 2021 visant à réduire l’empreinte" in seen[1]
    assert "le décret n° 2022-1084 du 29 juillet 2022 relatif à l’élaboration" in seen[2]
    assert seen[3].startswith("Vu la délibération du 12 février 2026")
    assert "[à compléter" in seen[4]


@pytest.mark.parametrize(
    ("applies", "article", "decree"),
    [(True, True, True), (None, False, True), (False, False, False)],
)
def test_a_text_that_does_not_bind_the_authority_is_not_cited_as_if_it_did(
    applies, article, decree
):
    act = told(full(duties=(replace(REEN, applies=applies),)))
    assert ("D. 2311-15-1" in act) is article
    assert ("2022-1084" in act) is decree
    assert ("habitants [à vérifier]" in act) is (applies is None)
    assert ("la loi lui demande" in act) is article


def test_the_grounds_are_the_figures_of_the_authority():
    act = told(full())
    assert "est d’environ 148 t CO₂e par an (118 – 187 t CO₂e, 2026)" in act
    assert "est de passer de 210 t CO₂e à 120 t CO₂e au 31 décembre 2030" in act
    assert "retient 3 mesures (1 terminée, 1 en retard)" in act
    assert "n’est pas encore" not in told(full(observations=())).split("Considérant")[2]


def test_a_programme_does_not_cite_objectives_voted_later():
    act = told(full(proposed=DocumentKind.PROGRAMME))
    assert "est de passer de" not in act
    assert "2 actions sont déjà engagées" in act


def test_the_money_is_that_of_the_measures_and_unknown_is_never_zero():
    act = told(full())
    assert "12 000 € et 20 jours (fonctionnement : 12 000 € et 20 jours)" in act
    assert "2 mesures ne sont pas encore chiffrées" in act
    bare = tuple(replace(each, costs=()) for each in ACTIONS)
    act = told(full(actions=bare))
    assert "n’est pas encore chiffré. Imputation budgétaire : [à compléter]" in act
    assert "0 €" not in act


@pytest.mark.parametrize("kind", VOTED)
def test_each_act_has_its_vote_its_transmission_and_its_remedies(kind):
    act = told(full(proposed=kind))
    for words in ("Rapporteur", "Secrétaire de séance", "représentant de l’État dans le",
                  "dans les deux mois", "R. 421-1", "Note de présentation"):  # fmt: skip
        assert words in act
    assert ("Abstentions" in act) is (kind is not DocumentKind.REVIEW)
    assert ("sans vote sur le contenu" in act) is (kind is DocumentKind.REVIEW)


@pytest.mark.parametrize("kind", VOTED)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_act_has_no_glossary_contents_source_nor_address(kind, lang):
    found = page(full(proposed=kind), lang)
    for mark in ('class="contents"', 'class="sources"', "http", "note words", "Annexe"):
        assert mark not in found


def test_a_region_sends_its_act_to_the_state_in_the_region():
    act = told(full(subject=Subject("Bretagne", "region")))
    assert "représentant de l’État dans la région" in act
