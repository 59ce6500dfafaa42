import json

import pytest
from django.urls import reverse

from jalons.site.pages import tool_report
from jalons.site.pages.tool_report import last_audit, weight_of

PAGE = {
    "role": "signed_out",
    "route": "home",
    "url": "/",
    "title": "Territoire responsable — Jalons",
    "dom_nodes": 90,
    "requests": 3,
    "transferred_kb": 12.25,
    "server_ms": 8.0,
    "ecoindex": {"score": 93.2, "grade": "A", "ghg_g": 1.136, "water_cl": 1.7},
    "swdm": {"world_g": 0.0018, "french_grid_g": 0.0007},
    "axe": {"version": "4.14.1", "violations": [], "best_practices": [], "to_review": 2},
    "console_errors": [],
    "csp_violations": [],
    "third_party": [],
    "breaches": [],
}
HEAVY = PAGE | {
    "route": "gallery",
    "title": "Composants — Jalons",
    "transferred_kb": 130.0,
    "ecoindex": {"score": 61.0, "grade": "C", "ghg_g": 1.78, "water_cl": 2.7},
    "axe": PAGE["axe"] | {"violations": [{"rule": "image-alt"}]},
    "breaches": [{"check": "transferred"}, {"check": "axe"}, {"check": "without_script"}],
}
AUDIT = {
    "date": "2026-11-24",
    "version": "0.1.0",
    "method": {"axe": "4.14.1"},
    "machine": {"processor": "x", "cores": 2, "memory_gb": 8.0},
    "pages": [PAGE, PAGE | {"role": "reader", "transferred_kb": 14.5}],
}


@pytest.fixture
def audit_file(tmp_path, monkeypatch):
    file = tmp_path / "self_audit.json"
    monkeypatch.setattr(tool_report, "AUDIT", file)
    return file


def shown(client):
    answer = client.get(reverse("tool_report"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_without_an_audit_the_page_says_so_and_claims_nothing(client, audit_file):
    page = shown(client)
    assert "n’a pas encore été auditée" in page
    assert "non auditée par une personne" in page
    assert "<table" not in page
    assert client.get(reverse("tool_report_file")).status_code == 404
    assert last_audit() is None
    assert weight_of("home") is None


@pytest.mark.django_db
def test_a_clean_audit_is_told_with_its_date_and_its_limits(client, audit_file):
    audit_file.write_text(json.dumps(AUDIT), "utf-8")
    page = shown(client)
    assert "audit du 24 novembre 2026, version 0.1.0" in page
    assert "respecte" in page
    assert "n’ont trouvé aucun défaut" in page
    assert "nous n’annonçons ni taux ni conformité" in page
    assert "Frédéric Bordage" in page
    assert client.get(reverse("tool_report_file")).json() == AUDIT


@pytest.mark.django_db
def test_a_page_over_budget_is_named_with_its_reasons(client, audit_file):
    audit_file.write_text(json.dumps(AUDIT | {"pages": [PAGE, HEAVY]}), "utf-8")
    page = shown(client)
    assert "1 page sur 2 ne respecte pas notre budget" in page
    assert "trop lourde, défaut d’accessibilité, JavaScript indispensable" in page
    assert "1 défaut" in page
    assert page.index("Composants") < page.index("Territoire responsable")


def test_a_page_is_told_at_its_heaviest_over_the_roles(audit_file):
    audit_file.write_text(json.dumps(AUDIT), "utf-8")
    assert weight_of("home") == 14.5
    assert last_audit().median_kb == 13.375
    assert last_audit().roles == 2


@pytest.mark.django_db
def test_the_table_stays_within_the_budget_and_says_what_it_leaves_out(client, audit_file):
    many = [PAGE | {"route": f"page{i}", "title": f"Page {i}"} for i in range(45)]
    audit_file.write_text(json.dumps(AUDIT | {"pages": many}), "utf-8")
    page = shown(client)
    assert page.count("<tr>") == 1 + 30
    assert "15 pages plus légères figurent dans le fichier" in page
