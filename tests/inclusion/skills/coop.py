"""Exports of the Coop, as they are laid out; everything in them is made up."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

SECRETS = ("Dupont", "Jeanne", "Ponctuelle", "jeanne.dupont@example.org", "06 01 02 03 04",
           "a perdu son mari", "Martin", "Lucie", "12 rue des Lilas", "Carte grise de son fils",
           "35238", "Café des aidants")  # fmt: skip
HEADINGS = (
    "Date", "Enregistré le", "Dernière modification le", "Prénom du médiateur",
    "Nom du médiateur", "Rôle", "Type", "Participants", "Bénéficiaire",
    "Canaux d’accompagnement", "Nom du lieu", "Adresse", "Commune", "Code postal", "Code Insee",
    "Durée (min)", "Nom de l’atelier", "Matériel numérique utilisé",
    "Thématique(s) d’accompagnement", "Tags", "Nom de la démarche administrative",
    "Niveau d’autonomie (ou de l’atelier)", "Bénéficiaire réorienté", "Structure de redirection",
    "Commune du bénéficiaire", "Code postal du bénéficiaire", "Code Insee du bénéficiaire",
    "Genre du bénéficiaire", "Tranche d’âge du bénéficiaire", "Statut du bénéficiaire",
    "Notes supplémentaires", "ID CRA",
)  # fmt: skip
ONE = {
    "Date": date(2026, 4, 8), "Enregistré le": "08/04/2026 à 17:12",
    "Prénom du médiateur": "Lucie", "Nom du médiateur": "Martin", "Rôle": "Médiateur",
    "Type": "Accompagnement individuel", "Participants": 1, "Bénéficiaire": "Jeanne Dupont",
    "Canaux d’accompagnement": "À domicile", "Nom du lieu": "", "Adresse": "12 rue des Lilas",
    "Commune": "Pont-de-Vène", "Code postal": "35000", "Code Insee": "01004", "Durée (min)": 45,
    "Nom de l’atelier": "Café des aidants", "Matériel numérique utilisé": "Téléphone\nTablette",
    "Thématique(s) d’accompagnement": "E-mail\nPapiers - Élections - Citoyenneté",
    "Tags": "Ponctuelle", "Nom de la démarche administrative": "Carte grise de son fils",
    "Niveau d’autonomie (ou de l’atelier)": "2/3", "Bénéficiaire réorienté": "Oui",
    "Code Insee du bénéficiaire": "35238", "Genre du bénéficiaire": "Féminin",
    "Tranche d’âge du bénéficiaire": "70 ans et plus", "Statut du bénéficiaire": "Retraité",
    "Notes supplémentaires": "a perdu son mari, jeanne.dupont@example.org, 06 01 02 03 04",
    "ID CRA": "0190c2f4-5d63-7f3a-9a57-1b1a4f0c2e11",
}  # fmt: skip


def workshop(number, people, **more):
    """The rows of a workshop, one a participant."""
    about = ONE | {"Type": "Atelier collectif", "Canaux d’accompagnement": "Lieu d’activité",
                   "Niveau d’autonomie (ou de l’atelier)": "1/3", "Durée (min)": 90,
                   "ID CRA": f"workshop-{number}"} | more  # fmt: skip
    return [about | {"Participants": f"{at}/{people}"} for at in range(1, people + 1)]


def export(*rows, headings=HEADINGS, sheet="Activités"):
    """The bytes of an export: the block of the person, the filters, then the table."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        tab, day = book.add_worksheet(sheet), book.add_format({"num_format": "dd/mm/yyyy"})
        above = [("Informations export",), ("Nom", "Dupont"), ("Prénom", "Jeanne"),
                 ("Rôle", "Médiateur"), ("Total", len(rows)), ("Date d'export", "10/04/2026"),
                 ("Heure d'export", "09:12"), (), ("Filtres",), ("Période", "-"),
                 ("Bénéficiaires", "Jeanne Dupont"), ()]  # fmt: skip
        for number, cells in enumerate((*above, headings)):
            tab.write_row(number, 0, cells)
        for number, row in enumerate(rows, len(above) + 1):
            for at, heading in enumerate(headings):
                value = row.get(heading, "")
                tab.write(number, at, value, day if isinstance(value, date) else None)
    return target.getvalue()
