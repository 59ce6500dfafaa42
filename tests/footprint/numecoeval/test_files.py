"""Tables in any order, under any name and of any age; results out; our data as theirs."""

import csv
import io
import json
import zipfile
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.fleets import inventory, pencil_pack
from footprint.numecoeval.sets import ON, REFERENTIAL, codes, dataset, impact, physical, run
from jalons.footprint.capture.folder import files_of
from jalons.footprint.cli import commands
from jalons.footprint.engine.factors.licences import PRIVATE
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.numecoeval import (
    LifetimeMethod,
    Table,
    as_tables,
    csv_names,
    evaluate,
    evaluation_csv,
    evaluation_json,
    read_tables,
)
from jalons.footprint.store import load_pack
from jalons.footprint.words.numecoeval import issue_json
from jalons.kernel import Source


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter=";"))


def test_tables_are_known_by_their_headings_in_every_version():
    found = read_tables(
        (name, text.encode())
        for name, text in {
            "g4it.csv": "criterion;lifecycle_step;name;category;avgElectricityConsumption;location;"
            "source;unit;value\nCLIMATE_CHANGE;MANUFACTURING;x;;;France;S;Item;3\n",
            "ancien.csv": "refEquipement;etape;critere;source;type;valeur;consoElecMoyenne\n"
            "y;FABRICATION;Climate change;S;Server;5;10\n",
            "mix.csv": "pays;raccourcisAnglais;critere;valeur;source\n"
            "France;FR;Climate change;0.1;S",
            "parc.csv": "\ufeffNomEquipementPhysique;Quantite;Type;consoElecAn;colonne a moi\n"
            "a;1,5;Server;12;?\n",
            "autre.csv": "recette;temps\ntarte;1 h\n",
        }.items()
    )
    assert found.table(Table.FACTORS).height == 2
    assert found.table(Table.MIXES).height == 1
    equipment = found.table(Table.PHYSICAL).row(0, named=True)
    assert (equipment["quantite"], equipment["consoElecAnnuelle"]) == (1.5, 12)
    assert (equipment["file"], equipment["row"]) == ("parc.csv", 2)
    assert [notice.code for notice in found.notices] == ["numecoeval_unknown_table"]


def test_a_cell_that_cannot_be_read_is_told_with_its_row_and_column():
    found = run({"dateAchat": "hier", "quantite": "1 000,5"}, {"dateAchat": "05/03/2020"})
    told = next(notice for notice in found.notices if notice.code == "numecoeval_not_a_date")
    assert (told.where.file, told.where.row, told.where.column) == ("physical.csv", 2, "dateAchat")
    subjects = found.levels["equipement_physique"][0].subjects
    assert subjects["quantite"].to_list() == [1000.5, 1]
    assert subjects["dateAchat"].to_list() == [None, date(2020, 3, 5)]


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@settings(max_examples=60)
@given(st.lists(st.fixed_dictionaries(
    {"quantite": CELLS, "dateAchat": CELLS, "type": CELLS, "consoElecAnnuelle": CELLS},
), min_size=1, max_size=6))  # fmt: skip
def test_whatever_the_cells_every_row_keeps_its_place(rows):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(["nomEquipementPhysique", *rows[0]])
    for at, row in enumerate(rows):
        writer.writerow([f"eq-{at}", *row.values()])
    found = evaluate(dataset(p=stream.getvalue()), lifetime=LifetimeMethod.REEL, on=ON)
    names = found.levels["equipement_physique"][0].subjects["name"].to_list()
    assert names == [f"eq-{at}" for at in range(len(rows))]
    content = b"".join(evaluation_csv(found, "equipement_physique"))
    assert len(rows_of(content)) == len(rows) * 4
    for row in rows_of(content):
        json.loads(row["trace"])
    json.loads(b"".join(evaluation_json(found, [issue_json(each) for each in found.notices])))


def test_results_are_written_with_their_headings_and_their_trace():
    found = run({"nomEquipementPhysique": '=SOMME("x")'}, {"quantite": 0})
    content = b"".join(evaluation_csv(found, "equipement_physique"))
    head = "nom_equipement;etapeacv;critere;impact_unitaire;unite;statut;trace"
    assert content.decode().splitlines()[0] == head
    first, *_, last = rows_of(content)
    assert first["nom_equipement"] == '\'=SOMME("x")'
    assert (first["impact_unitaire"], first["unite"]) == ("40.0", "kg CO2 eq")
    assert first["statut"] == "OK"
    assert (last["impact_unitaire"], last["statut"]) == ("", "ERREUR")
    whole = json.loads(
        b"".join(evaluation_json(found, [issue_json(each) for each in found.notices]))
    )
    assert len(whole["indicateurs"]["equipement_physique"]) == 8
    assert ("physical.csv", 3) in {(each["file"], each["row"]) for each in whole["issues"]}
    assert whole["totals"][0] == {
        "table": "equipement_physique", "etapeacv": "FABRICATION", "critere": "Climate change",
        "impact": 40.0, "unite": "kg CO2 eq",
    }  # fmt: skip


def test_factors_can_be_hidden_from_traces():
    content = b"".join(evaluation_csv(run({}), "equipement_physique", hidden=True))
    use = json.loads(rows_of(content)[2]["trace"])
    assert use["consoElecAnMoyenne"]["valeur"] == "hidden data"
    assert use["mixElectrique"]["valeurReferentielMixElectrique"] == "hidden data"
    embodied = rows_of(content)[0]["trace"]
    assert "200" not in embodied
    assert json.loads(embodied)["valeurReferentielFacteurCaracterisation"] == "hidden data"


def test_our_inventory_and_pack_come_back_from_their_tables_with_our_figures():
    fleet = inventory(
        {"device": "laptop", "quantity": 10.0},
        {"device": "laptop", "quantity": 2.0, "yearly_kwh": 50.0, "country": "FR"},
        {"device": "server", "quantity": 3.0},
        {"device": "box", "quantity": 1.0},
    )
    tables = as_tables(fleet, pencil_pack())
    found = evaluate(read_tables(tables.items()), lifetime=LifetimeMethod.FIXE, on=ON)
    assert found.levels["equipement_physique"][0].subjects.height == 3
    assert impact(found, "FABRICATION") == pytest.approx(10 * 200 / 5)
    assert impact(found, "DISTRIBUTION") == pytest.approx(10 * 10 / 5)
    assert impact(found, "FIN_DE_VIE") == pytest.approx(10 * 5 / 5)
    assert impact(found, "UTILISATION") == pytest.approx(10 * 30 * 0.05)
    assert impact(found, "UTILISATION", at=1) == pytest.approx(2 * 50 * 0.05)
    assert impact(found, "FABRICATION", at=2) == pytest.approx(3 * 1000 / 5)
    assert impact(found, "UTILISATION", at=2) == pytest.approx(3 * 1000 * 0.05 * 1.5)


def test_the_packaged_factors_cross_whole():
    pack = load_pack()
    fleet = inventory(*({"device": device, "quantity": 1.0} for device in ("laptop", "monitor")))
    found = evaluate(
        read_tables(as_tables(fleet, pack).items()), lifetime=LifetimeMethod.FIXE, on=ON
    )
    factor = pack.factor("laptop", Stage.MANUFACTURING, "climate_change")
    life = pack.lifetimes["laptop"].spread.value
    at = list(pack.criteria).index("climate_change")
    assert impact(found, "FABRICATION", criterion=at) == pytest.approx(factor.spread.value / life)
    assert "numecoeval_factor_refused" not in codes(found)


def test_private_factors_never_leave():
    pack = pencil_pack()
    key = ("laptop", "manufacturing", "climate_change")
    secret = pack.factors[key]
    private = Source("NegaOctet", "votre collectivité", None, PRIVATE)
    object.__setattr__(secret, "source", private)
    tables = as_tables(inventory({"device": "laptop"}), pack)
    rows = rows_of(tables["facteursCaracterisation.csv"])
    assert not [row for row in rows if row["source"] == "NegaOctet"]
    assert not [row for row in rows if row["etapeacv"] == "FABRICATION"]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "jeu"
    place.mkdir()
    for name, text in (REFERENTIAL | {"parc.csv": physical({}, {"quantite": 0})}).items():
        (place / name).write_text(text, encoding="utf-8")
    return place


def call(*arguments):
    return CliRunner().invoke(commands, [str(each) for each in arguments])


def test_the_command_reads_a_folder_tells_in_french_and_writes(folder, tmp_path):
    done = call("numecoeval", folder, "--json", tmp_path / "o.json", "--csv", tmp_path / "o.csv",
                "--date", "2026-01-01")  # fmt: skip
    assert done.exit_code == 0, done.output
    for words in ("Tableaux lus", "EquipementPhysique (2)", "parc.csv, ligne 3", "Total par an"):
        assert words in done.output
    assert json.loads((tmp_path / "o.json").read_text("utf-8"))["dureeUsage"] == "FIXE"
    assert len((tmp_path / "o.csv").read_text("utf-8").splitlines()) == 9


def test_the_command_reads_a_zip_and_writes_other_kinds_beside(folder, tmp_path):
    machines = "nomEquipementVirtuel;nomEquipementPhysique;vCPU\nvm;eq-0;4\n"
    (folder / "vm.csv").write_text(machines, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "jeu.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"dossier/{file.name}")
    done = call(
        "numecoeval", tmp_path / "jeu.zip", "--csv", tmp_path / "o.csv", "--lifetime", "reel"
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "o_equipement_virtuel.csv").exists()


def test_a_folder_without_tables_or_with_nothing_to_count_ends_with_the_room_s_codes(
    tmp_path, folder
):
    (tmp_path / "vide").mkdir()
    assert call("numecoeval", tmp_path / "vide").exit_code == 3
    (folder / "parc.csv").unlink()
    refused = call("numecoeval", folder)
    assert refused.exit_code == 4
    assert "Aucun appareil" in refused.output


def test_an_archive_that_is_damaged_or_swells_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "gros.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.csv", b"0" * 100_000)
    with pytest.raises(FootprintError, match="archive"):
        files_of(tmp_path / "gros.zip", limit=50_000)
    content = (tmp_path / "gros.zip").read_bytes()
    (tmp_path / "casse.zip").write_bytes(content[:60] + b"\xff" * 40 + content[100:])
    with pytest.raises(FootprintError, match="archive"):
        files_of(tmp_path / "casse.zip")


def test_an_inventory_is_written_as_their_tables_by_the_command(tmp_path):
    (tmp_path / "parc.csv").write_text("Type;Quantité\nOrdinateur portable;12\n", encoding="utf-8")
    for out in ("tables", "tables.zip"):
        done = call("export-numecoeval", tmp_path / "parc.csv", tmp_path / out)
        assert done.exit_code == 0, done.output
        back = call("numecoeval", tmp_path / out, "--json", "-")
        total = next(each for each in json.loads(back.stdout)["totals"]
                     if each["critere"] == "Climate change")  # fmt: skip
        assert total["impact"] == pytest.approx(12 * 170 / 5)


def test_tables_are_read_in_any_order():
    one = run({"type": "Server", "nomCourtDatacenter": "DC1"})
    files = [(name, text.encode()) for name, text in REFERENTIAL.items()]
    files.append(("p.csv", physical({"type": "Server", "nomCourtDatacenter": "DC1"}).encode()))
    other = evaluate(read_tables(reversed(files)), lifetime=LifetimeMethod.FIXE, on=ON)
    values = [each.levels["equipement_physique"][0].values for each in (one, other)]
    assert np.array_equal(*values, equal_nan=True)


def test_files_of_other_kinds_stand_beside_the_one_asked():
    machines = "nomEquipementVirtuel;nomEquipementPhysique;vCPU\nvm;eq-0;4\n"
    found = run({}, v=machines)
    for out, beside in (
        ("a.b/o.csv", "a.b/o_equipement_virtuel.csv"),
        ("a.b/o", "a.b/o_equipement_virtuel"),
        (".o", ".o_equipement_virtuel"),
    ):
        assert list(csv_names(out, found)) == [out, beside]
    assert list(csv_names("-", found)) == ["-"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (({}, {}), "FIXE"),
        (({"dureeUsageInterne": 4}, {}), "FIXE"),
        (({}, {"dateAchat": "2022-01-01"}), "REEL"),
        (({"dateRetrait": "2025-01-01"},), "FIXE"),
        (({"dateAchat": "hier"},), "FIXE"),
    ],
)
def test_lifetimes_follow_the_dates_once_a_row_gives_its_purchase(tmp_path, rows, expected):
    for name, text in (REFERENTIAL | {"parc.csv": physical(*rows)}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = call("numecoeval", tmp_path, "--json", tmp_path / "o.json", "--date", "2026-01-01")
    assert done.exit_code == 0, done.output
    assert f"Durée de vie\u202f: {expected}" in done.output
    assert json.loads((tmp_path / "o.json").read_text("utf-8"))["dureeUsage"] == expected


def test_a_stated_lifetime_overrules_the_dates(tmp_path):
    for name, text in (REFERENTIAL | {"p.csv": physical({"dateAchat": "2022-01-01"})}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = call("numecoeval", tmp_path, "--json", "-", "--lifetime", "fixe")
    assert json.loads(done.stdout)["dureeUsage"] == "FIXE"
