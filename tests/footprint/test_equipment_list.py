"""The equipment every public body has: known by its usual names, and assessed."""

import pytest

from footprint.reading.files import inventory_of
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.store import load_pack

PACK = load_pack()
# Kind, what French and English inventories call it, its tier.
EQUIPMENT = [
    ("laptop", ("Ordinateur portable", "PC portable", "Laptop", "Notebook"), "terminal"),
    ("desktop", ("Unité centrale", "PC fixe", "Desktop", "Tour"), "terminal"),
    ("workstation", ("Station de travail", "Workstation"), "terminal"),
    ("thin_client", ("Client léger", "Thin client", "Terminal léger"), "terminal"),
    ("monitor", ("Écran", "Moniteur", "Monitor", "Écran PC"), "terminal"),
    ("smartphone", ("Smartphone", "Smartphones", "iPhone"), "terminal"),
    ("mobile_phone", ("Téléphone GSM", "Feature phone"), "terminal"),
    ("tablet", ("Tablette", "Tablet", "iPad"), "terminal"),
    ("tv", ("Téléviseur", "TV", "Television"), "terminal"),
    ("projector", ("Vidéoprojecteur", "Video projector", "Projecteur"), "terminal"),
    ("printer", ("Imprimante", "Printer", "Imprimante laser"), "terminal"),
    ("mfp_copier", ("Copieur", "Photocopieur", "Multifonction", "Copier"), "terminal"),
    ("voip_phone", ("Téléphone IP", "Téléphone VoIP", "IP phone"), "terminal"),
    ("dock", ("Station d’accueil", "Dock", "Docking station"), "terminal"),
    ("switch", ("Switch", "Commutateur"), "network"),
    ("router", ("Routeur", "Router"), "network"),
    ("firewall", ("Pare-feu", "Firewall"), "network"),
    ("wifi_access_point", ("Borne Wi-Fi", "Point d’accès", "Access point"), "network"),
    ("ups", ("Onduleur", "UPS"), "datacentre"),
    ("server", ("Serveur", "Server", "Serveur lame"), "datacentre"),
    ("disk", ("Disque dur", "SSD", "Hard drive"), "datacentre"),
    ("storage_array", ("Baie de stockage", "SAN", "Storage array"), "datacentre"),
    ("rack", ("Baie informatique", "Rack", "Baie de brassage"), "datacentre"),
    ("server_room", ("Salle informatique", "Server room", "Surface datacenter"), "datacentre"),
    ("network_fixed", ("Trafic internet fixe", "Fixed network traffic"), "network"),
    ("network_mobile", ("Trafic internet mobile", "Mobile data"), "network"),
    ("email", ("E-mails envoyés", "Courriels", "Emails sent"), "datacentre"),
    ("office_paper", ("Papier A4", "Printing paper"), "terminal"),
]
NAMES = [(kind, name) for kind, names, _ in EQUIPMENT for name in names]


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_an_ordinary_name_is_known_and_counted(kind, name):
    lines = inventory_of(f"Type;Quantité\n{name};3\n").lines
    assert lines["device"].to_list() == [kind]
    assert lines["reason"].to_list() == [None]


@pytest.mark.parametrize(("kind", "names", "tier"), EQUIPMENT)
def test_each_is_assessed_by_a_factor_or_by_a_wide_proxy_that_tells_why(kind, names, tier):
    assert names
    assert PACK.devices[kind].tier == tier
    assert PACK.assesses(kind)
    valued = [
        factor
        for stage in Stage
        if (factor := PACK.factor(kind, stage, "climate_change")) and factor.spread
    ]
    assert valued
    for factor in valued:
        if factor.source.publisher == "Jalons":
            assert not factor.verified
            assert factor.quality is FactorQuality.WEAK
            assert factor.spread.high / factor.spread.low >= 3
            assert len(factor.note["fr"]) > 60
