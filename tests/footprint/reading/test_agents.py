"""What agents and other tools send: GLPI Agent JSON, FusionInventory and OCS XML, PCR-SI, sets."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.reading.files import TODAY, codes, inventory_of
from jalons.footprint.engine.inventory.line import FootprintError, Nature, Reason
from jalons.footprint.engine.reading import read_files, read_inventory, read_sheets, tally
from packages import archive

LAPTOP = {
    "action": "inventory", "deviceid": "poste-12-2026-01-05-09-07-13", "itemtype": "Computer",
    "tag": "Mairie",
    "content": {
        "hardware": {"name": "POSTE-12", "chassis_type": "Laptop", "memory": 15800,
                     "vmsystem": "Physical", "lastloggeduser": "m.dupont"},
        "bios": {"bdate": "2021-02-06", "smanufacturer": "Dell Inc.", "smodel": "Latitude 5420",
                 "ssn": "640HP72"},
        "cpus": [{"name": "Intel(R) Core(TM) i5-1145G7", "core": 4}],
        "memories": [{"capacity": 8192}, {"capacity": 8192}, {"numslots": 3}],
        "storages": [{"disksize": 256060}],
        "monitors": [{"manufacturer": "AU Optronics", "caption": "B140HAN", "serial": "0"},
                     {"manufacturer": "Dell Inc.", "name": "DELL P2419H", "serial": "C9756AB2R"}],
        "printers": [{"name": "Copieur étage 2", "port": "192.168.1.40"},
                     {"name": "HP LaserJet P1102", "driver": "HP LaserJet P1102", "port": "USB001"},
                     {"name": "PDFCreator", "port": "pdfcmon"}],
    },
}  # fmt: skip
HOST = {
    "deviceid": "hv1", "itemtype": "Computer",
    "content": {
        "hardware": {"name": "HV1", "chassis_type": "Rack Mount Chassis", "vmsystem": "Physical"},
        "bios": {"smanufacturer": "HPE", "smodel": "ProLiant DL380 Gen10", "ssn": "CZ2011"},
        "virtualmachines": [{"name": "srv-paie", "vcpu": 1, "memory": 8192, "vmtype": "VMware"},
                            {"name": "db", "vmtype": "docker"}],
    },
}  # fmt: skip
GUEST = {"deviceid": "srv-paie", "content": {
    "hardware": {"name": "SRV-PAIE", "chassis_type": "Other", "vmsystem": "VMware"},
    "bios": {"smodel": "VMware7,1", "ssn": "VMware-56"}}}  # fmt: skip
PRINTER = {"itemtype": "Printer", "deviceid": "p", "content": {"network_device": {
    "type": "Printer", "manufacturer": "Ricoh", "model": "IM C2500", "serial": "3089M", "name": "I"
}}}  # fmt: skip
XML = """<?xml version="1.0" encoding="UTF-8"?>
<REQUEST><CONTENT>
<BIOS><BDATE>07/25/2014</BDATE><SMANUFACTURER>TOSHIBA</SMANUFACTURER><SMODEL>PORTEGE Z30-A</SMODEL>
<SSN>9E113232I</SSN></BIOS>
<HARDWARE><CHASSIS_TYPE>Notebook</CHASSIS_TYPE><NAME>LF014</NAME><VMSYSTEM>Physical</VMSYSTEM>
</HARDWARE>
<MONITORS><CAPTION>DELL 1707FP</CAPTION><MANUFACTURER>Dell Inc.</MANUFACTURER>
<SERIAL>C975661H</SERIAL></MONITORS>
<MONITORS><CAPTION>PL2480H</CAPTION><MANUFACTURER>IVM</MANUFACTURER><SERIAL>11182M52</SERIAL>
</MONITORS>
</CONTENT><DEVICEID>LF014-2017</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>"""


def devices(inventory):
    return dict(inventory.lines.filter(inventory.lines["reason"].is_null())
                .group_by("device").agg(q=pl.col("quantity").sum())
                .sort("device").iter_rows())  # fmt: skip


def test_a_machine_and_what_is_plugged_into_it_are_devices():
    found = inventory_of(json.dumps(LAPTOP))
    assert devices(found) == {"laptop": 1, "monitor": 1, "printer": 1}
    row = found.lines.row(0, named=True)
    assert (row["label"], row["serial"], row["entity"]) == ("POSTE-12", "640HP72", "Mairie")
    assert str(row["purchased"]) == "2021-02-06"
    assert codes(found) >= {"read_as_agent", "agent_bios_dates", "agent_panels", "agent_queues"}
    assert "dupont" not in str(found.lines.to_dicts())


def test_virtual_machines_are_listed_and_not_counted():
    found = inventory_of(json.dumps([HOST, GUEST]))
    assert devices(found) == {"server": 1}
    assert tally(found).excluded == {Reason.VIRTUAL: 2}
    assert "agent_containers" in codes(found)


@pytest.mark.parametrize("form", ["array", "lines", "zip", "folder"])
def test_many_machines_make_one_inventory_whatever_their_packing(form):
    machines = [LAPTOP, HOST, PRINTER]
    if form == "array":
        content = json.dumps(machines).encode()
    elif form == "lines":
        content = "\n".join(map(json.dumps, machines)).encode()
    else:
        files = {f"a/{at}.json": json.dumps(each).encode() for at, each in enumerate(machines)}
        content = archive(files)
    sheets = read_files(files, "parc") if form == "folder" else read_sheets(content, "parc")
    found = read_inventory(sheets, today=TODAY)
    assert len(sheets) == 1
    assert devices(found) == {"laptop": 1, "mfp_copier": 1, "monitor": 1, "printer": 1, "server": 1}


def test_a_broken_file_of_a_set_is_told_and_the_others_are_read():
    found = inventory_of(
        archive({"1.json": json.dumps(LAPTOP).encode(), "2.json": b'{"content": '})
    )
    assert devices(found)["laptop"] == 1
    notice = next(each for each in found.notices if each.code == "member_unreadable")
    assert notice.params["file"] == "2.json"
    assert "ligne 1" in notice.params["reason"]


def test_a_fusion_inventory_document_is_read_with_its_american_date():
    found = inventory_of(XML)
    assert devices(found) == {"laptop": 1, "monitor": 2}
    assert str(found.lines["purchased"][0]) == "2014-07-25"


def test_a_network_document_tells_its_devices():
    found = inventory_of(
        "<?xml version='1.0'?><REQUEST><CONTENT><DEVICE><INFO><TYPE>NETWORKING</TYPE>"
        "<MANUFACTURER>Cisco</MANUFACTURER><MODEL>Catalyst 2960X</MODEL><NAME>sw1</NAME></INFO>"
        "</DEVICE></CONTENT><QUERY>SNMPQUERY</QUERY></REQUEST>"
    )
    assert devices(found) == {"switch": 1}


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("file_entities", '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa">]><r>&a;</r>'),
        ("file_entities", '<?xml version="1.0"?><!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'),
        ("file_xml_broken", "<?xml version='1.0'?><REQUEST><CONTENT>"),
        ("file_xml_deep", "<?xml version='1.0'?>" + "<a>" * 200 + "</a>" * 200),
        ("file_json_broken", '{"content": {'),
        ("file_json_broken", '[{"a": 1}' + "\n"),
        ("file_json_broken", '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"),
        ("file_json", '{"hello": "world"}'),
    ],
)  # fmt: skip
def test_what_is_no_inventory_is_explained(code, content):
    with pytest.raises(FootprintError) as caught:
        read_sheets(content.encode(), "parc")
    assert caught.value.code == code
    assert len(str(caught.value)) > 20


PCR_SI = {
    "organization": "Ville", "dataset": "SI 2024",
    "electricity": [{"name": "Custom", "impacts": {}, "source": "x"}],
    "inventory": [
        {"id": "a", "equipment_type": "server", "equipment_name": "Dell PowerEdge R740",
         "quantity": 42, "unit": "piece", "lifetime": 4.6, "quality": "medium",
         "yearly_electricity_consumption": 1000, "mix_of_use": "Custom", "tags": ["DC A"]},
        {"id": "b", "type": "laptop", "name": "HP Elitebook 512", "quantity": 24, "unit": "piece",
         "lifetime": 80, "quality": "low", "yearly_electricity_consumption": 100,
         "mix_of_use": "Switzerland", "tag": ["Postes"]},
        {"id": "c", "equipment_type": "virtual machine", "equipment_name": "EC2", "quantity": 12,
         "unit": "hours of CPU", "impacts": {"BLD": {}}},
        {"id": "d", "equipment_type": "non-IT", "equipment_name": "Non-IT Electricity",
         "quantity": 1, "unit": "kWh", "yearly_electricity_consumption": 8000},
    ],
}  # fmt: skip


def test_a_pcr_si_request_is_an_inventory():
    found = inventory_of(json.dumps(PCR_SI))
    assert devices(found) == {"laptop": 24, "server": 42}
    server, laptop = found.lines.head(2).iter_rows(named=True)
    assert (server["lifetime"], server["yearly_kwh"], server["entity"]) == (4.6, 1000, "DC A")
    assert (laptop["lifetime"], laptop["country"]) == (None, "CH")
    assert codes(found) >= {
        "read_as_pcr_si", "pcr_si_own_mix", "pcr_si_own_impacts", "lifetime_absurd"
    }  # fmt: skip
    assert tally(found).counted == 2


def test_a_list_of_objects_is_a_table():
    rows = {"total": 2, "rows": [
        {"id": 1, "name": "P1", "asset_tag": "A1", "category": {"id": 3, "name": "Laptops"},
         "model": {"name": "Latitude 5420"}, "purchase_date": {"date": "2022-03-01"},
         "status_label": {"name": "Deployed"}},
        {"id": 2, "name": "P2", "asset_tag": "A2", "category": {"name": "Monitors"},
         "model": {"name": "P2419H"}, "status_label": {"name": "Archived"}}]}  # fmt: skip
    found = inventory_of(json.dumps(rows))
    assert devices(found) == {"laptop": 1}
    assert tally(found).excluded == {Reason.RETIRED: 1}


SET = {
    "DataCenter.csv": b"nomCourtDatacenter;nomLongDatacenter;pue;localisation\n"
                      b"DC1;Mairie;1,43;France\nDC2;Annexe;0,7;France\n",
    "EquipementPhysique.csv": b"nomEquipementPhysique;modele;quantite;nomCourtDatacenter;dateAchat;"
        b"type;statut;paysDUtilisation;dureeUsageInterne\n"
        b"s1;PowerEdge R640;1;dc1;2021-01-01;Server;In use;;6\n"
        b"s2;PowerEdge R640;1;DC2;2021-01-01;Server;In use;;0\n"
        b"s3;PowerEdge R640;1;DC9;2021-01-01;Server;In use;Belgique;80\n"
        b"p1;Latitude 5420;3;;2022-01-01;Laptop;In use;France;\n",
    "EquipementVirtuel.csv": b"nomEquipementVirtuel;nomEquipementPhysique;vCPU;cluster;typeEqv\n"
                             b"vm1;s1;4;c;calcul\nvm2;s77;2;c;calcul\n",
    "Messagerie.csv": b"nombreMailEmis;nombreMailEmisXDestinataires;volumeTotalMailEmis;"
                      b"MoisAnnee\n10;20;3;012026\n",
}  # fmt: skip


@pytest.mark.parametrize("packing", ["zip", "folder"])
def test_a_numecoeval_set_gives_machines_the_pue_of_their_data_centre(packing):
    sheets = read_files(SET, "jeu") if packing == "folder" else read_sheets(archive(SET), "jeu.zip")
    found = read_inventory(sheets, today=TODAY)
    rows = {row["label"]: row for row in found.lines.iter_rows(named=True)}
    assert [rows[name]["pue"] for name in ("s1", "s2", "s3", "p1")] == [1.43, None, None, None]
    assert [rows[name]["lifetime"] for name in ("s1", "s2", "s3", "p1")] == [6, None, None, None]
    assert (rows["s1"]["country"], rows["s3"]["country"]) == ("FR", "BE")
    assert {rows["vm1"]["nature"], rows["vm2"]["nature"]} == {Nature.VIRTUAL}
    assert codes(found) >= {
        "pue_absurd", "lifetime_absurd", "datacentre_unknown", "vm_host_unknown", "set_files_unused"
    }  # fmt: skip
    assert devices(found) == {"laptop": 3, "server": 3}


@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(
        ["content", "hardware", "bios", "monitors", "inventory", "name", "type", "rows", "device"]
    ), inner, max_size=5), max_leaves=25,
))  # fmt: skip
def test_any_json_is_read_or_explained(value):
    content = json.dumps({"content": value, "rows": value, "inventory": value}).encode()
    try:
        read_inventory(read_sheets(content, "parc"), today=TODAY)
    except FootprintError as error:
        assert str(error)


NAMES = st.sampled_from(["REQUEST", "CONTENT", "BIOS", "HARDWARE", "MONITORS", "SSN", "NAME", "x"])
TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["Cc", "Cs"])),
    lambda inner: st.lists(st.tuples(NAMES, inner), max_size=4).map(
        lambda parts: "".join(f"<{name}>{value}</{name}>" for name, value in parts)
    ),
    max_leaves=15,
)


@given(TREES, st.integers(0, 200))
def test_any_xml_whole_or_cut_is_read_or_explained(tree, cut):
    content = f"<?xml version='1.0'?><REQUEST><CONTENT>{tree}</CONTENT></REQUEST>".encode()
    for text in (content, content[: len(content) - cut], content.replace(b"</", b"<", 1)):
        try:
            read_inventory(read_sheets(text or b"x", "poste.xml"), today=TODAY)
        except FootprintError as error:
            assert str(error)


@given(st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400)), min_size=2, max_size=8
).filter(lambda rows: all(any(column) for column in zip(*rows, strict=True))))  # fmt: skip
def test_a_table_that_counts_keeps_its_sums_and_its_rows_or_says_what_it_leaves_out(rows):
    body = "\n".join(f"Site {at};{a};{b};{c}" for at, (a, b, c) in enumerate(rows))
    found = inventory_of(f"Site;PC portables;Écrans;Imprimantes\n{body}\n")
    wanted = [sum(column) for column in zip(*rows, strict=True)]
    read = [devices(found).get(kind) for kind in ("laptop", "monitor", "printer")]
    assert read == wanted or codes(found) & {"labels_not_counted", "rows_summing"}
    assert found.rows_read == len(rows)


def test_the_total_of_a_table_that_counts_is_never_counted_however_wide_it_is():
    found = inventory_of(
        "Site;Effectif;Surface;Classes;PC portables;Écrans;Total\nA;12;300;2;3;4;7\n"
        "B;10;200;1;1;1;2\nTotal;22;500;3;4;5;9\n"
    )
    assert devices(found) == {"laptop": 4, "monitor": 5}


@pytest.mark.parametrize(
    "text",
    [
        "Utilisateur;PC;Écran\nX;Latitude 5420;P2419H\nY;OptiPlex;P24\n",
        "Type;Écrans;Souris\nPC portable;2;1\nPC fixe;1;1\n",
        "Site;Écrans\nMairie;3\nÉcole;4\n",
    ],
)
def test_what_only_looks_like_a_table_that_counts_is_left_as_it_is(text):
    (sheet,) = read_sheets(text.encode(), "x.csv")
    assert "cross_table" not in {notice.code for notice in sheet.notices}
