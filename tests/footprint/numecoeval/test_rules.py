"""Each documented rule of NumEcoEval, with a pencil."""

import json
from datetime import date
from math import isnan

import polars as pl
import pytest

from footprint.numecoeval.sets import codes, dataset, impact, run
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.numecoeval import LifetimeMethod, evaluate
from jalons.footprint.engine.numecoeval.traces import with_traces

REEL = LifetimeMethod.REEL


def traces(evaluation, name="equipement_physique"):
    level = evaluation.levels[name][0]
    rows = level.rows(0, level.subjects.height)
    told = with_traces(rows, level.table, evaluation.referential.source_names, hidden=False)
    return {
        (row["name"], row["etapeacv"]): json.loads(row["trace"])
        for row in told.filter(pl.col("critere") == "Climate change").iter_rows(named=True)
    }


def test_outside_use_it_is_quantity_times_factor_times_rate_over_lifetime():
    found = run({"quantite": 3, "dureeUsageInterne": 4, "tauxUtilisation": 0.5})
    assert impact(found, "FABRICATION") == pytest.approx(3 * 200 * 0.5 / 4)
    assert impact(found, "DISTRIBUTION") == pytest.approx(3 * 10 * 0.5 / 4)
    assert impact(found, "FIN_DE_VIE") == pytest.approx(3 * 5 * 0.5 / 4)


def test_in_use_it_is_quantity_times_electricity_times_mix_times_rate():
    found = run({"quantite": 2, "consoElecAnnuelle": 40, "tauxUtilisation": 0.5})
    assert impact(found, "UTILISATION") == pytest.approx(2 * 40 * 0.0813225 * 0.5)


def test_without_a_consumption_that_of_the_reference_item_counts():
    assert impact(run({}), "UTILISATION") == pytest.approx(30 * 0.0813225)


def test_the_trace_prints_the_mix_already_multiplied_by_the_pue_as_g4it_documents_it():
    # G4IT documentation, « Hide Reference Values »: 10 × 17,082 kWh, mix 0.0813225 × PUE 1.8.
    row = {
        "quantite": 10,
        "consoElecAnnuelle": 17082,
        "type": "Server",
        "nomCourtDatacenter": "DC1",
    }
    found = run(row)
    assert impact(found, "UTILISATION") == pytest.approx(10 * 17082 * 0.1463805)
    trace = traces(found)["eq-0", "UTILISATION"]
    assert trace["formule"] == (
        "ImpactEquipementPhysique = Quantité(10.0) * ConsoElecAnMoyenne(17082.0) * "
        "MixElectrique(0.14638050000000002) * TauxUtilisation(1.0)"
    )
    assert trace["mixElectrique"]["dataCenterPue"] == 1.8
    assert trace["mixElectrique"]["serveur"] is True


def test_a_server_of_g4it_s_public_test_reconciles_to_the_last_digits():
    # G4IT, apievaluating/eval_nominal: 2226.09317222576 kg, from 2020-07-08 to 2024-11-20.
    factors = (
        "nom;etapeacv;critere;description;niveau;tiers;categorie;consoElecMoyenne;localisation;"
        "valeur;unite;source\nblade;FABRICATION;Climate change;;;;;3721;France;2226.09317222576;"
        "Item;Fake data for tests\n"
    )
    types = (
        "type;categorie;serveur;commentaire;dureeVieDefaut;refItemParDefaut\nS;E;true;;7;blade\n"
    )
    rows = (
        {"type": "S", "dateAchat": "2020-07-08", "dateRetrait": "2024-11-20"},
        {"type": "S", "quantite": 2, "dateAchat": "20200708", "dateRetrait": "01/01/2023"},
    )
    found = run(*rows, lifetime=REEL, factors=factors, types=types)
    assert impact(found, "FABRICATION", at=0) == pytest.approx(509.1002555528837, rel=1e-15)
    assert impact(found, "FABRICATION", at=1) == pytest.approx(1791.6736667307662, rel=1e-15)
    trace = traces(found)["eq-0", "FABRICATION"]
    assert trace["formule"] == (
        "ImpactEquipementPhysique = (Quantité(1.0) * "
        "referentielFacteurCaracterisation(2226.09317222576) * TauxUtilisation(1.0)) / "
        "dureeVie(4.372602739726028)"
    )
    assert trace["dureeDeVie"]["methodeDureeUsage"] == "REEL"


def test_a_server_without_data_centre_takes_the_default_pue_and_a_laptop_none():
    found = run({"type": "Server"}, {"type": "Laptop"})
    assert impact(found, "UTILISATION", at=0) == pytest.approx(1000 * 0.0813225 * 1.75)
    assert impact(found, "UTILISATION", at=1) == pytest.approx(30 * 0.0813225)


def test_the_place_of_the_data_centre_comes_before_that_of_the_row():
    row = {"type": "Server", "nomCourtDatacenter": "DC3", "paysDUtilisation": "France"}
    assert impact(run(row), "UTILISATION") == pytest.approx(1000 * 0.5 * 1.75)


def test_a_country_is_known_by_its_code_and_in_both_languages():
    rows = [{"paysDUtilisation": place} for place in ("FR", "france", "Allemagne", "Germany")]
    found = run(*rows)
    values = [impact(found, "UTILISATION", at=at) / 30 for at in range(4)]
    assert values == pytest.approx([0.0813225, 0.0813225, 0.5, 0.5])


@pytest.mark.parametrize(
    ("row", "lifetime", "years"),
    [
        ({"dureeUsageInterne": 4}, "FIXE", 4),
        ({"dureeUsageInterne": 4, "dateAchat": "2016-01-01"}, "FIXE", 4),
        ({"dateAchat": "2016-01-01"}, "FIXE", 5),
        ({"dateAchat": "2021-01-01", "dateRetrait": "2024-01-01"}, "REEL", 1095 / 365),
        ({"dateAchat": "2022-01-01"}, "REEL", 1461 / 365),
        ({"dateAchat": "2025-12-01"}, "REEL", 1),
        ({}, "REEL", 5),
        ({"type": "Sans duree"}, "REEL", 2),
        ({"dureeUsageInterne": 4, "dureeUsageAmont": 2, "dureeUsageAval": 1}, "FIXE", 7),
        ({"dureeUsageInterne": 0}, "FIXE", 1),
        ({"dureeUsageInterne": 80}, "FIXE", 80),
    ],
)
def test_the_lifetime_is_the_one_their_rules_give(row, lifetime, years):
    found = run(row, lifetime=LifetimeMethod(lifetime))
    assert impact(found, "FABRICATION") == pytest.approx(200 / years)


@pytest.mark.parametrize(
    ("row", "rate"),
    [({}, 1), ({"modeUtilisation": "COPE"}, 0.8), ({"modeUtilisation": "byod"}, 0.57),
     ({"modeUtilisation": "COPE", "tauxUtilisation": 0.25}, 0.25),
     ({"modeUtilisation": "COPE", "tauxUtilisation": 80}, 0.8)],
)  # fmt: skip
def test_the_usage_rate_is_that_of_the_row_then_of_its_mode(row, rate):
    assert impact(run(row), "FABRICATION") == pytest.approx(200 * rate / 5)


def test_hypotheses_change_the_rates_of_modes():
    hypotheses = "cle;valeur\ntaux_utilisation_COPE;0.6\nPUEParDefaut;1.5\n"
    found = run({"modeUtilisation": "COPE"}, {"type": "Server"}, h=hypotheses)
    assert impact(found, "FABRICATION") == pytest.approx(200 * 0.6 / 5)
    assert impact(found, "UTILISATION", at=1) == pytest.approx(1000 * 0.0813225 * 1.5)


def test_the_model_s_match_comes_before_the_default_of_the_type():
    found = run({"modele": "PowerEdge"}, {"modele": "Inconnu"}, {"modele": "autre"})
    assert impact(found, "FABRICATION", at=0) == pytest.approx(1400 / 5)
    assert impact(found, "FABRICATION", at=1) == pytest.approx(200 / 5)
    assert impact(found, "FABRICATION", at=2) == pytest.approx(200 / 5)
    assert codes(found).count("numecoeval_item") == 1


def test_what_is_missing_is_an_error_with_their_words_and_the_rest_is_computed():
    found = run(
        {"modele": "PowerEdge"},
        {"type": "Inconnu"},
        {"paysDUtilisation": "Atlantide"},
        {"dateAchat": "2024-01-01", "dateRetrait": "2020-01-01"},
        lifetime=REEL,
    )
    told = traces(found)
    assert told["eq-0", "FIN_DE_VIE"] == {
        "erreur": "ErrCalcFonc : Référentiel Impact Equipement inconnue"
    }
    assert told["eq-1", "UTILISATION"]["erreur"].startswith(
        "ErrCalcFonc : Donnée de consommation electrique manquante : equipementPhysique : eq-1"
    )
    assert told["eq-2", "UTILISATION"]["erreur"].startswith("ErrCalcFonc : Il n'existe pas de mix")
    assert impact(found, "FABRICATION", at=2) == pytest.approx(200 / 5)
    assert told["eq-3", "FABRICATION"]["erreur"] == (
        "ErrCalcFonc : La durée de vie de l'équipement n'a pas pu être déterminée"
    )
    assert impact(found, "UTILISATION", at=3) == pytest.approx(30 * 0.0813225)


def test_absurd_rows_are_told_with_their_place_and_every_row_is_kept():
    found = run(
        {"quantite": 0}, {"quantite": "beaucoup"}, {"dureeUsageInterne": 0},
        {"dureeUsageInterne": 80}, {"consoElecAnnuelle": -5}, {"nomCourtDatacenter": "DC2"},
        {"nomCourtDatacenter": "perdu"}, {"tauxUtilisation": 3},
    )  # fmt: skip
    told = {notice.code: notice for notice in found.notices}
    assert {
        "numecoeval_quantity", "numecoeval_not_a_number", "numecoeval_life_zero",
        "numecoeval_life_long", "numecoeval_kwh_negative", "numecoeval_pue", "numecoeval_centre",
        "numecoeval_rate",
    } <= set(told)  # fmt: skip
    assert (told["numecoeval_life_zero"].where.file, told["numecoeval_life_zero"].where.row) == (
        "physical.csv",
        4,
    )
    assert found.levels["equipement_physique"][0].subjects.height == 8
    assert isnan(impact(found, "FABRICATION", at=0))
    assert impact(found, "FABRICATION", at=3) == pytest.approx(200 / 80)


def test_an_impossible_pue_gives_way_to_the_default_one():
    row = {"type": "Server", "nomCourtDatacenter": "DC2"}
    assert impact(run(row), "UTILISATION") == pytest.approx(1000 * 0.0813225 * 1.75)


def test_only_the_stages_asked_are_answered():
    found = run({}, e="code;libelle\nFABRICATION;F\n")
    assert found.levels["equipement_physique"][0].stages == ("FABRICATION",)


def test_a_refused_factor_stays_out_and_what_depends_on_it_is_in_error():
    negative = (
        "nom;etapeacv;critere;categorie;consoElecMoyenne;localisation;valeur;unite;source\n"
        "portable;FABRICATION;Water use;;;;-812;Item;Essai\n"
    )
    criteria = "nomCritere;description;unite\nClimate change;;kg CO2 eq\nWater use;;m3 world eq\n"
    found = run({}, water=negative, c=criteria)
    assert isnan(impact(found, "FABRICATION", criterion=1))
    assert "numecoeval_factor_refused" in codes(found)
    assert impact(found, "FABRICATION") == pytest.approx(40)


def test_operations_use_their_stated_lifetime_and_their_factor_when_they_draw_no_current():
    factors = (
        "nom;etapeacv;critere;categorie;consoElecMoyenne;localisation;valeur;unite;source\n"
        "batiment;FABRICATION;Climate change;;;;1000;m2;Essai\n"
        "train;UTILISATION;Climate change;;;;0.003;km;Essai\n"
    )
    types = (
        "type;categorie;serveur;dureeVieDefaut;refItemParDefaut\n"
        "Bat;N;false;50;batiment\nTrain;N;false;;train\n"
    )
    operations = (
        "nomItemNonIT;quantite;type;dureeDeVie;localisation;consoElecAnnuelle\n"
        "mairie;10;Bat;25;France;100\nmissions;5000;Train;;France;\n"
    )
    found = run({}, more=factors, types2=types, operations=operations)
    level = "operation_non_it"
    assert impact(found, "FABRICATION", at=0, name=level) == pytest.approx(10 * 1000 / 25)
    assert impact(found, "UTILISATION", at=0, name=level) == pytest.approx(10 * 100 * 0.0813225)
    assert impact(found, "UTILISATION", at=1, name=level) == pytest.approx(15)
    assert "reserves" in traces(found, level)["missions", "UTILISATION"]


def test_mail_is_an_affine_function_of_the_mean_size_for_each_message_sent():
    mail = (
        "nombreMailEmis;nombreMailEmisXDestinataires;volumeTotalMailEmis;MoisAnnee\n"
        "100;250;50;012026\n0;0;0;022026\n"
    )
    affine = (
        "constanteCoefficientDirecteur;constanteOrdonneeOrigine;critere;source\n"
        "2;0.1;Climate change;Essai\n"
    )
    found = run({}, mail=mail, affine=affine)
    level = found.levels["messagerie"][0]
    assert level.values[0, 0, 0] == pytest.approx((2 * 0.5 + 0.1) * 250)
    assert isnan(level.values[1, 0, 0])
    assert "numecoeval_mail" in codes(found)
    empty = traces(found, "messagerie")["022026", ""]
    assert empty == {"erreur": "ErrCalcFonc : Volume ou nombre de messages manquant"}


LINE = """nom;etapeacv;critere;tiers;categorie;consoElecMoyenne;localisation;valeur;unite;source
ligne;FABRICATION;Climate change;Network;;195;France;7.6;Line;Les lignes
ligne;UTILISATION;Climate change;Network;;195;France;16;Line;Les lignes
"""
MOBILE = "impactReseauMobileMoyen;UTILISATION;Climate change;Network;;;France;0.5;GB;Essai\n"
USERS = "nomEquipementPhysique;quantite;type;paysDUtilisation;goTelecharge\n"


def test_the_network_says_what_each_figure_rests_on_and_what_it_lacks():
    found = run({}, line=LINE, old=USERS + "a;1;Laptop;France;264\nb;1;Laptop;Atlantide;240\n")
    told = traces(found, "reseau")
    assert told["a", "FABRICATION"]["sourceReferentiel"] == "Les lignes"
    assert told["a", "UTILISATION"]["sourceReferentiel"] == "Essai"  # that of the mix
    assert told["a", "DISTRIBUTION"]["erreur"].endswith("Référentiel Impact Equipement inconnue")
    assert "pas de mix électrique" in told["b", "UTILISATION"]["erreur"]
    assert "erreur" not in told["b", "FABRICATION"]


def test_the_mobile_network_of_numecoeval_comes_before_a_line_and_has_no_capacity():
    found = run({}, line=LINE + MOBILE, old=USERS + "a;1;Laptop;France;264\n")
    assert impact(found, "UTILISATION", name="reseau") == pytest.approx(264 * 0.5)
    assert found.levels["reseau"][0].subjects["network_kwh"].to_list() == [None]


def test_gigabytes_cross_a_fixed_line_of_2640_a_year_in_france_and_2400_elsewhere():
    found = run({}, line=LINE, old=USERS + "a;1;Laptop;France;264\nb;1;Laptop;Germany;240\n")
    assert impact(found, "FABRICATION", name="reseau") == pytest.approx(7.6 / 10)
    assert impact(found, "UTILISATION", name="reseau") == pytest.approx(195 * 0.0813225 / 10)
    assert impact(found, "UTILISATION", at=1, name="reseau") == pytest.approx(195 * 0.5 / 10)


def test_a_folder_without_factors_or_without_anything_to_count_is_refused_with_words():
    empty = dict.fromkeys(("f", "t", "h", "c", "e", "m", "d"), "")
    with pytest.raises(FootprintError, match="facteursCaracterisation"):
        evaluate(
            dataset(**empty, p="nomEquipementPhysique;quantite;type\na;1;b\n"),
            lifetime=REEL,
            on=date(2026, 1, 1),
        )
    entities = dataset(entites="nomEntite;nbCollaborateurs\nMairie;30\n")
    with pytest.raises(FootprintError, match="Aucun appareil"):
        evaluate(entities, lifetime=REEL, on=date(2026, 1, 1))
