"""Makers' codes and false friends: what a type and a model, as files write them, are taken for."""

import pytest

from footprint.reading.files import inventory_of

CODES = [
    ("", "Lenovo", "20W0004KFR", "laptop"),
    ("Ordinateur", "LENOVO", "21AHCTO1WW", "laptop"),
    ("", "Apple", "MacBookPro18,3", "laptop"),
    ("", "Apple", "iMac19,1", "desktop"),
    ("Ordinateur", "Apple", "Macmini9,1", "desktop"),
    ("", "Samsung", "SM-T505", "tablet"),
    ("Téléphone", "samsung", "SM-X200", "tablet"),
    ("Téléphone", "samsung", "SM-A556B", "smartphone"),
    ("TERMINAL MOBILE SAMSUNG GALAXY A55", "", "", "smartphone"),
    ("Terminal mobile", "Zebra", "TC52", "handheld_terminal"),
    ("", "Ricoh", "MP C307", "mfp_copier"),
    ("Imprimante", "Ricoh", "IM C300F", "mfp_copier"),
    ("Imprimante", "Epson", "WF-C5790", "mfp_copier"),
    ("", "Epson", "WF-C5290", "printer"),
    ("", "", "MX611dhe", "mfp_copier"),
    ("Imprimante", "Lexmark", "MX611dhe", "mfp_copier"),
    ("Imprimante", "Konica Minolta", "C258", "mfp_copier"),
    ("", "Canon", "iR1643i", "mfp_copier"),
    ("Imprimante", "Canon", "LBP226dw", "printer"),
    ("", "HP", "2530-48G", "switch"),
    ("Réseau", "Cisco", "CT5520", "wifi_controller"),
    ("Réseau", "Juniper", "MX240", "router"),
    ("", "", "Lenovo IdeaPad Duet Chromebook", "tablet"),
    ("", "Acer", "Chromebook Tab 10", "tablet"),
    ("", "Acer", "Chromebook 311", "laptop"),
    ("TV", "Samsung", "QE55", "tv"),
    ("Disque", "HPE", "600Go SAS 10K", "disk"),
]
NO_DEVICE = [
    ("SSD 500GO SATA", "", "", "consumable"),
    ("Shared Fax Driver", "", "", "consumable"),
    ("Serveur", "VMware, Inc.", "VMware20,1", "virtual"),
    ("Apple TV", "Apple", "", "unknown_type"),
    ("", "Apple", "Apple TV 4K", "unknown_type"),
    ("", "Lenovo", "20E3001PFR", "unknown_type"),
    ("", "Lenovo", "20KJ001PFR", "unknown_type"),
    ("", "Logitech", "MX Master 3", "unknown_type"),
    ("", "", "Salle 2030 24 places", "unknown_type"),
]


def line(kind, maker, model):
    rows = f"Nom;Type;Fabricant;Modèle\nX;{kind};{maker};{model}\nY;Écran;Dell;P2419H\n"
    return inventory_of(rows).lines.row(0, named=True)


@pytest.mark.parametrize(("kind", "maker", "model", "device"), CODES)
def test_the_code_of_a_maker_is_known(kind, maker, model, device):
    assert (line(kind, maker, model)["device"], line(kind, maker, model)["reason"]) == (
        device,
        None,
    )


@pytest.mark.parametrize(("kind", "maker", "model", "reason"), NO_DEVICE)
def test_what_is_no_device_or_not_known_is_listed(kind, maker, model, reason):
    found = line(kind, maker, model)
    assert (found["device"], found["reason"]) == (None, reason)
    assert reason != "unknown_type" or found["decided_by"] is None
