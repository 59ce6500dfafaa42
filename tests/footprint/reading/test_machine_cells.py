"""What a cell tells of a machine, and what readers make of processors, memory, disks and hosts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.reading.files import TODAY, inventory_of
from jalons.footprint.engine.reading import read_files, read_inventory
from jalons.footprint.engine.reading.vocabulary.machine_cells import (
    FIGURES,
    count_of,
    figure_reader,
    gigabytes_of,
    read_processor,
    read_share,
)


@pytest.mark.parametrize(
    ("text", "gigabytes"),
    [
        ("64", 64), ("64 Go", 64), ("64GB", 64), ("65536 Mo", 64), ("65 536", 64), ("0,5 To", 500),
        ("8 x 16 Go", 128), ("16 Go + 16 Go", 32), ("32 Go DDR4", 32), ("4x32Go; 2x16Go", 160),
        ("0", None), ("100 To", None), ("-8", None), ("beaucoup", None), ("", None),
    ],
)  # fmt: skip
def test_a_memory_is_read_in_gigabytes(text, gigabytes):
    assert gigabytes_of("Mémoire", memory=True)(text) == gigabytes


@pytest.mark.parametrize(
    ("heading", "text", "gigabytes"),
    [
        ("Disque (To)", "2", 2000), ("SSD (Go)", "480", 480), ("Mémoire (Mo)", "2048", 2),
        ("capaciteStockage", "1,5", 1500), ("Disques", "480 Go SSD + 480 Go SSD", 960),
        ("Disque", "0", 0), ("Disque", "9000000 To", None),
    ],
)  # fmt: skip
def test_a_heading_gives_bare_sizes_their_unit(heading, text, gigabytes):
    assert gigabytes_of(heading)(text) == gigabytes


@pytest.mark.parametrize(
    ("text", "name", "units"),
    [
        ("Intel Xeon Gold 6134", "Intel Xeon Gold 6134", None),
        ("2 x Intel Xeon Gold 6134", "Intel Xeon Gold 6134", 2),
        ("2 × AMD EPYC 7702", "AMD EPYC 7702", 2),
        ("Intel Xeon E5-2650 v4 (x2)", "Intel Xeon E5-2650 v4", 2),
        ("Intel Xeon Gold 6134\nIntel Xeon Gold 6134", "Intel Xeon Gold 6134", 2),
        ("4 vCPU", "", None),
        ("8", "", None),
        ("", "", None),
    ],
)
def test_a_processor_is_a_name_and_sometimes_a_number(text, name, units):
    assert read_processor(text) == (name, units)


@given(st.text(max_size=60))
def test_no_cell_breaks_a_reader(text):
    read_processor(text)
    for field in FIGURES:
        value = figure_reader(field, text[:20])(text)
        assert value is None or value >= 0
    share, count = read_share(text), count_of(64)(text)
    assert share is None or 0 <= share <= 1
    assert count is None or 1 <= count <= 64


def test_contradictory_figures_are_told_with_their_rows_and_the_row_is_counted():
    found = inventory_of(
        "Nom;Type;Nb coeurs;Mémoire;Charge;PUE;Durée de vie\n"
        "s1;Serveur;16;64 Go;30 %;1,4;5\n"
        "s2;Serveur;0;100 To;130;0,8;80\n"
        "s3;Serveur;8;0;20;1,2;0\n"
    )
    told = {
        (each.code, each.where.column): (each.where.row, each.params["lines"])
        for each in found.notices
        if "lines" in each.params
    }
    assert told == {
        ("machine_absurd", "Nb coeurs"): (3, "3"),
        ("machine_absurd", "Mémoire"): (3, "3, 4"),
        ("machine_absurd", "Charge"): (3, "3"),
        ("pue_absurd", "PUE"): (3, "3"),
        ("lifetime_absurd", "Durée de vie"): (3, "3, 4"),
    }
    assert found.lines["reason"].null_count() == 3
    assert found.lines["cpu_cores"].to_list() == [16, None, 8]


def test_an_agent_tells_processors_memory_disks_and_what_a_host_carries():
    document = {"deviceid": "hv1", "itemtype": "Computer", "content": {
        "hardware": {"name": "HV1", "chassis_type": "Rack Mount Chassis"},
        "cpus": [{"name": "Intel(R) Xeon(R) Gold 6134 CPU @ 3.20GHz", "core": 8}] * 2,
        "memories": [{"capacity": 32768}] * 4,
        "storages": [{"disksize": 480000, "type": "disk", "model": "SSD PM883"},
                     {"disksize": 4000000, "description": "HDD 7200 rpm"},
                     {"disksize": 64000, "interface": "USB"}],
        "virtualmachines": [{"name": "paie", "vcpu": 4, "memory": 8192, "vmtype": "VMware"}],
    }}  # fmt: skip
    host, paie = inventory_of(json.dumps(document)).lines.rows(named=True)
    assert host["cpu_name"].startswith("Intel(R) Xeon(R) Gold 6134")
    assert (host["cpu_units"], host["cpu_cores"], host["ram_gb"]) == (2, 16, 128)
    assert (host["ssd_gb"], host["hdd_gb"]) == (480, 4000)
    assert (paie["nature"], paie["host"], paie["vcpu"], paie["ram_gb"]) == ("virtual", "HV1", 4, 8)


def test_a_numecoeval_set_tells_cores_hosts_keys_and_what_carries_applications():
    files = {
        "EquipementPhysique.csv": "nomEquipementPhysique;modele;quantite;nomCourtDatacenter;type;"
        "nbCoeur;tailleMemoire;tailleDuDisque;typeDeProcesseur\n"
        "s1;R740;1;DC;Serveur;32;256;960;Intel Xeon Gold 6134\n",
        "EquipementVirtuel.csv": "nomEquipementVirtuel;nomEquipementPhysique;cleRepartition;vCPU;"
        "cluster;capaciteStockage\nv1;s1;0,4;4;c;0,5\n",
        "Application.csv": "nomApplication;typeEnvironnement;nomEquipementVirtuel;domaine;"
        "nomEquipementPhysique\nGED;prod;v1;RH;s1\nPaie;prod;;RH;s1\n",
    }
    sheets = read_files({name: text.encode() for name, text in files.items()}, "set")
    lines = read_inventory(sheets, today=TODAY).lines.rows(named=True)
    named = {each["label"]: each for each in lines}
    machine = named["s1"]
    assert (machine["cpu_cores"], machine["ram_gb"], machine["ssd_gb"]) == (32, 256, 960)
    assert machine["cpu_name"] == "Intel Xeon Gold 6134"
    virtual = named["v1"]
    assert (virtual["host"], virtual["share_key"], virtual["storage_gb"]) == ("s1", 0.4, 500)
    assert (named["GED"]["host"], named["Paie"]["host"]) == ("v1", "s1")
    assert {named["GED"]["nature"], virtual["nature"]} == {"virtual"}
