"""Hosts shared out among virtual equipment, and virtual equipment among applications."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.numecoeval.sets import codes, impact, run
from jalons.footprint.engine.numecoeval.level import Problem

HEADS = (
    "nomEquipementVirtuel;nomEquipementPhysique;cleRepartition;vCPU;typeEqv;capaciteStockage;"
    "typeInfrastructure\n"
)
SERVER = {"nomEquipementPhysique": "hote", "type": "Server"}
VIRTUAL = "equipement_virtuel"


def virtual(*lines):
    return HEADS + "\n".join(lines)


def shares(found):
    level, hosts = found.levels[VIRTUAL][0], found.levels["equipement_physique"][0]
    return level.values[:, 0, 0] / hosts.values[0, 0, 0]


def test_compute_is_shared_by_vcpu_storage_by_capacity_and_a_key_as_it_is():
    by_cpu = run(SERVER, v=virtual("a;hote;;4;calcul;;", "b;hote;;12;calcul;;"))
    assert shares(by_cpu) == pytest.approx([0.25, 0.75])
    by_disk = run(SERVER, v=virtual("a;hote;;;stockage;1;", "b;hote;;;stockage;3;"))
    assert shares(by_disk) == pytest.approx([0.25, 0.75])
    by_key = run(SERVER, v=virtual("a;hote;0.3;4;calcul;;", "b;hote;0.7;4;calcul;;"))
    assert shares(by_key) == pytest.approx([0.3, 0.7])


def test_without_what_its_type_needs_a_machine_takes_an_equal_share():
    found = run(SERVER, v=virtual("a;hote;;4;calcul;;", "b;hote;;;calcul;;", "c;hote;;;;;"))
    assert shares(found) == pytest.approx([1 / 3] * 3)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 128),
            st.floats(0.01, 500),
            st.integers(0, 3),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["calcul", "stockage", "autre"]),
)
def test_the_shares_of_machines_make_the_impact_of_their_host(machines, kind):
    lines = [
        f"vm-{at};hote-{host};;{cpu};{kind};{disk};"
        for at, (cpu, disk, host) in enumerate(machines)
    ]
    hosts = [
        SERVER | {"nomEquipementPhysique": f"hote-{at}", "quantite": at + 1} for at in range(4)
    ]
    found = run(*hosts, v=virtual(*lines))
    level, physical = found.levels[VIRTUAL][0], found.levels["equipement_physique"][0]
    assert level.subjects.height == len(machines)
    for host in {host for *_, host in machines}:
        mine = np.array([at for at, (*_, each) in enumerate(machines) if each == host])
        total = level.values[mine].sum(axis=0)
        assert np.allclose(total, physical.values[host], rtol=1e-12, equal_nan=True)


def test_keys_that_do_not_make_a_whole_are_told_and_taken_as_they_are():
    found = run(SERVER, v=virtual("a;hote;0.9;;;;", "b;hote;0.6;;;;"))
    assert shares(found) == pytest.approx([0.9, 0.6])
    assert "numecoeval_shares" in codes(found)


def test_hosts_that_are_missing_nested_or_turn_in_circles_are_told_and_the_rest_computed():
    found = run(
        SERVER,
        v=virtual(
            "bonne;hote;;2;calcul;;", "perdue;rien;;2;calcul;;", "posee;bonne;;2;calcul;;",
            "a;b;;1;calcul;;", "b;a;;1;calcul;;", "soi;soi;;1;calcul;;", "cle;hote;7;2;calcul;;",
        ),
    )  # fmt: skip
    told = codes(found)
    assert told.count("numecoeval_host") == 1
    assert told.count("numecoeval_host_nested") == 1
    assert told.count("numecoeval_host_cycle") == 3
    assert told.count("numecoeval_key") == 1
    assert impact(found, "FABRICATION", name=VIRTUAL) == pytest.approx(1400 / 7 / 2)
    assert isnan(impact(found, "FABRICATION", name=VIRTUAL, at=1))


def test_a_cloud_service_is_not_assessed_and_takes_no_share():
    found = run(
        SERVER, v=virtual("a;hote;;4;calcul;;NON_CLOUD_SERVERS", "b;;;4;calcul;;CLOUD_SERVICES")
    )
    assert shares(found)[0] == pytest.approx(1)
    assert isnan(shares(found)[1])
    assert (found.levels[VIRTUAL][0].problems[1] == Problem.CLOUD).all()
    assert "numecoeval_cloud" in codes(found)


def test_applications_share_their_machine_equally_and_one_alone_shares_its_host():
    applications = (
        "nomApplication;typeEnvironnement;nomEquipementVirtuel;nomEquipementPhysique\n"
        "x;prod;a;hote\ny;prod;a;hote\nz;prod;b;hote\nnue;prod;;hote\norpheline;prod;zzz;hote\n"
    )
    machines = virtual("a;hote;;4;calcul;;", "b;hote;;12;calcul;;")
    found = run(SERVER, v=machines, a=applications)
    on_machines, on_hosts = found.levels["application"]
    whole = 1400 / 7
    assert on_machines.values[:3, 0, 0] == pytest.approx([whole / 8, whole / 8, whole * 0.75])
    assert isnan(on_machines.values[3, 0, 0])
    assert on_hosts.values[0, 0, 0] == pytest.approx(whole)
    assert "numecoeval_host" in codes(found)


def test_hosts_of_the_same_name_are_told_apart_by_their_source_or_the_doubt_is_told():
    twins = (SERVER | {"nomSourceDonnee": "A"}, SERVER | {"nomSourceDonnee": "B", "quantite": 5})
    heads = "nomEquipementVirtuel;nomEquipementPhysique;nomSourceDonneeEquipementPhysique;vCPU\n"
    apart = run(*twins, v=heads + "vm;hote;B;4\n")
    assert impact(apart, "FABRICATION", name=VIRTUAL) == pytest.approx(5 * 1400 / 7)
    assert "numecoeval_host_twice" not in codes(apart)
    doubtful = run(*twins, v=heads + "vm;hote;;4\n")
    assert impact(doubtful, "FABRICATION", name=VIRTUAL) == pytest.approx(1400 / 7)
    assert "numecoeval_host_twice" in codes(doubtful)
