"""What five fictional territories share, read for real: compared, by stick, expired, damaged."""

from __future__ import annotations

import io
import zipfile
from importlib.util import find_spec
from pathlib import Path

from django.core.files.base import ContentFile

from jalons.federation.web.received.actions import read_now
from jalons.federation.web.sources import demo as towns
from jalons.federation.web.sources.actions import bring, meet_now
from jalons.federation.web.sources.demo import Shelter, json_file, text_file
from jalons.federation.web.sources.models import Source
from jalons.federation.web.sources.queries import sources
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write

FILES = {
    towns.LOUE: dict([
        json_file("action", "cantine", "Numérique sobre à la cantine",
                  description="Deux écrans d’affichage retirés, menus imprimés à la semaine.",
                  steps=["Compter les écrans", "Demander aux convives", "Retirer"],
                  services=["Restauration scolaire"], cost_eur=350, population=2150,
                  commitments=[4]),
        json_file("need", "ecrans", "Vingt écrans d’occasion", subject="equipment",
                  description="Pour l’espace numérique de la médiathèque.", quantity=20,
                  unit="écrans"),
        text_file("clause", "reparabilite.md", "Clause de réparabilité des portables",
                  "Le titulaire fournit l’indice de réparabilité de chaque modèle.\n"),
    ]),
    towns.KERLANN: dict([
        json_file("action", "mediation", "Permanences numériques en mairie annexe",
                  description="Une demi-journée par semaine, sans rendez-vous.",
                  population=31400, commitments=[1, 2]),
        text_file("charter", "donnees.md", "Charte de la donnée",
                  "# Charte\n\nNous publions ce qui peut l’être, et disons pourquoi le reste "
                  "ne l’est pas.\n"),
        json_file("offer", "formation", "Formation à l’accessibilité des documents",
                  subject="skill", description="Deux places par session, gratuites."),
    ]),
    towns.BRASSAC: dict([
        json_file("action", "eclairage", "Éclairage éteint de minuit à cinq heures",
                  description="Décidé après une réunion publique, mesuré pendant un an.",
                  population=4800, commitments=[7]),
    ]),
    towns.MONTS: dict([
        json_file("action", "reemploi", "Atelier de remise en service des ordinateurs",
                  description="Avec une ressourcerie du pays.", commitments=[6]),
        text_file("indicators", "equipement.csv", "Équipement des agents",
                  "indicateur;periode;valeur;unite\nordinateurs par agent;2025;1,4;ordinateurs\n"
                  "âge moyen;2025;4,9;ans\n"),
    ]),
    towns.SYNDICATE: dict([
        json_file("offer", "achat", "Achat groupé de postes reconditionnés", subject="purchase",
                  description="Pour les communes adhérentes, livraison au printemps."),
    ]),
}  # fmt: skip


def fill(demo: Demonstration) -> None:
    """Read on the web, by stick, out of date, with a damaged file; one is still to compare."""
    if find_spec("tuf") is None:
        return
    with towns.shelter(demo.now) as shelter:
        for town, files in FILES.items():
            repository = shelter.publish(town, files)
            if town is towns.KERLANN:
                _damage(repository.folder, "donnees.md")
        for town in FILES:
            _read(demo, shelter, town)
        shelter.age(towns.BRASSAC)
        found = sources(demo.authority).get(siren=towns.BRASSAC.siren)
        read_now(found, folder=str(shelter.folder / towns.BRASSAC.host))


def _read(demo: Demonstration, shelter: Shelter, town: towns.FictionalTown) -> None:
    """A territory comes to the list, is met, compared and read; the last one waits."""
    authority, lead = demo.authority, demo.people[Role.LEAD]
    folder, source = shelter.folder / town.host, Source(authority=authority)
    if town is towns.MONTS:
        bring(lead, source, ContentFile(_zipped(folder), "cle-usb.zip"))
        meet_now(source)
    else:
        write(authority, lead, [(source, {"name": town.name, "address": town.address})])
        meet_now(source, folder=str(folder))
    if town is towns.SYNDICATE:
        return
    source = sources(authority).get(pk=source.pk)
    move(lead, source, "trust")
    read_now(source, folder="" if town is towns.MONTS else str(folder))


def _damage(folder: Path, name: str) -> None:
    """A file that its host cut."""
    (place,) = folder.glob(f"targets/*/*.{name}")
    place.write_bytes(place.read_bytes()[:-9])


def _zipped(folder: Path) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in sorted(folder.rglob("*")):
            if place.is_file():
                archive.write(place, place.relative_to(folder).as_posix())
    return target.getvalue()
