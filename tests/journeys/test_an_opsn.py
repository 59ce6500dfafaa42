"""An operator of public digital services: its members, their figures, an action for all of them.

Members of a list are read by https only, which no site of this machine answers: the ten of the
stick are followed, the six of the demonstration were read.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from journeys.test_officers import at_work

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIST = "members/membres.json"


@pytest.fixture
def stick(tmp_path):
    """What the syndicate of ten members signed, on a USB stick."""
    pytest.importorskip("tuf")
    from jalons.federation.engine.sharing import SharedFile, SharingTerritory
    from jalons.federation.store.keys import Secrets
    from jalons.federation.store.repository import Repository

    now = datetime.now(UTC)
    repository, secrets = Repository(tmp_path / "shared"), Secrets(tmp_path / "keys")
    secrets.make()
    repository.create(SharingTerritory("200000131", "Syndicat des Dix"), secrets, now)
    members = [
        {"publisher": sha256(str(number).encode()).hexdigest(), "name": f"Commune {number}",
         "siren": f"21510{number:04}", "address": f"https://c{number}.exemple.invalid/"}
        for number in range(1, 11)
    ]  # fmt: skip
    content = json.dumps({"members": members}).encode()
    listed = SharedFile(
        content=content, kind="members", title="Membres", licence="etalab-2.0", uid=LIST
    )
    repository.publish({LIST: listed}, secrets, now)
    archive = shutil.make_archive(str(tmp_path / "cle"), "zip", tmp_path / "shared")
    return archive, repository.fingerprint


def test_an_opsn_follows_ten_members_compares_and_sends_an_action_to_all(person, stick, tmp_path):
    archive, digits = stick
    officer = at_work(person, "administrator")
    officer.click("Partager")
    officer.click("Lire un territoire")
    officer.click("Apporter une clé USB")
    officer.attach(tmp_path / archive)
    officer.click("Vérifier qui c'est")
    assert digits in officer.see("Comparez les chiffres de « Syndicat des Dix »", seconds=90)
    officer.click("Les chiffres sont les mêmes")
    officer.see("Sa liste nomme 10 territoires", seconds=90)
    officer.click("Voir cette liste")
    officer.click("Accepter cette liste")
    officer.see("10 territoires. acceptée", seconds=90)
    officer.arrived("OPSN: ten members followed", clicks=10)

    officer.click("Partager")
    officer.click("Se comparer à un groupe")
    officer.see("Médiane et quartiles de 6 territoires")
    officer.arrived("OPSN: figures of a group", clicks=12)

    officer.click("Agir")
    officer.click("Ouvrir la feuille de route")
    officer.click("Ajouter une action")
    officer.type("Titre", "Prêter des tablettes aux bibliothèques")
    officer.click("Enregistrer la fiche")
    officer.click("Partager")
    officer.click("Préparer la page publique")
    officer.click("Choisir", near="Actions")
    officer.click("Prêter des tablettes aux bibliothèques")
    officer.click("Enregistrer")
    officer.click("Partager")
    officer.click("Choisir ce qui est partagé")
    assert not officer.shows("Prêter des tablettes aux bibliothèques")
    officer.click("Publier maintenant")
    sent = officer.see(r"Vous partagez \d+ fichiers", seconds=90)
    assert "Prêter des tablettes aux bibliothèques" in sent
    officer.arrived("OPSN: an action sent to all", clicks=24, fields=1)
