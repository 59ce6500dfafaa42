"""Plans full of invented names, sixty actions each, as the tools of offices write them."""

from __future__ import annotations

import csv
import io
import json

import openpyxl

COUNT = 60
PEOPLE = [
    "Maëlys Kerautret", "Jean-Luc Tanguidec", "Fatoumata Belabbas", "Erwan LE QUILLEC",
    "Sophie Vandroux", "Karim Oussedrat", "Édith Pommerolle", "Thibault Garrigou",
]  # fmt: skip
# What must never go out: family names, logins, addresses, a number.
SECRETS = [
    "Kerautret", "Tanguidec", "Belabbas", "Quillec", "Vandroux", "Oussedrat", "Pommerolle",
    "Garrigou", "Maëlys", "Fatoumata", "mkerautret", "06 12 34 56 78", "@exemple-agglo.fr",
]  # fmt: skip
SECTIONS = {
    "Présentation de l'action": ["Axe (x)", "Sous-axe (x.x)", "Titre de la fiche action",
                                 "Descriptif", "Moyens humains et techniques"],
    "Modalités de mise en œuvre": ["Statut", "Date de début", "Date de fin"],
    "Acteurs": ["Personne pilote", "Direction ou service pilote", "Élu·e référent·e",
                "Partenaires"],
    "Étapes": ["Nom et statut de l'étape"],
    "Notes de suivi et points de vigilance": ["2025", "2026"],
    "Données de création et de modification": ["Créé par", "Modifié par"],
}  # fmt: skip


def person(number: int) -> str:
    return PEOPLE[number % len(PEOPLE)]


def title(number: int) -> str:
    """A title; one in twelve names somebody."""
    told = f"Réduire les usages, étape {number}"
    return f"{told}, avec Mme {person(number).split()[-1]}" if number % 12 == 5 else told


def description(number: int) -> str:
    """A text; one in fifteen names somebody."""
    if number % 15 == 7:
        return f"Piloté par {person(number)}, à joindre au 06 12 34 56 78."
    return "Recenser, puis décider."


def department(number: int) -> str:
    return f"M. {person(number).split()[-1]} (DSI)" if number % 4 == 0 else "Direction du numérique"


def login(number: int) -> str:
    first, *_middle, last = person(number).split()
    return f"{person(number)} ({first[0].lower()}{last.lower()})"


def _xlsx(rows: list[list[object]], merges: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _csv(rows: list[list[object]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def tet() -> tuple[str, bytes]:
    over, under = [], []
    for section, names in SECTIONS.items():
        over += [section, *[None] * (len(names) - 1)]
        under += names
    rows: list[list[object]] = [over, under]
    rows += [
        ["Sobriété", f"Usages {n % 3}", title(n), description(n), f"Deux agents, dont {person(n)}",
         "En cours" if n % 2 else "À venir", "01/01/2026", "31/12/2027", person(n), department(n),
         person(n + 1), f"ADEME\n{person(n + 2)}", "Lancer : réalisé\nClore : non réalisé",
         f"{person(n)} absent", "Point fait", person(n + 3), person(n + 4)]
        for n in range(COUNT)
    ]  # fmt: skip
    return "plan.xlsx", _xlsx(rows)


def trello_csv() -> tuple[str, bytes]:
    rows: list[list[object]] = [
        ["Card ID", "Card Name", "Card URL", "Card Description", "Labels", "Members", "Due Date",
         "Attachment Links", "List Name", "Archived", "Due Complete", "Last Activity Date"]
    ]  # fmt: skip
    rows += [
        [f"c{n}", title(n), f"https://trello.com/c/{n}", description(n), "Sobriété (green)",
         login(n), "2027-12-31T10:00:00.000Z", f"https://exemple-agglo.fr/{person(n)}",
         "En cours", "false", "false", "2026-11-01T08:00:00.000Z"]
        for n in range(COUNT)
    ]  # fmt: skip
    return "tableau.csv", _csv(rows)


def trello_json() -> tuple[str, bytes]:
    people = [{"id": f"m{n}", "fullName": name, "username": name.split()[-1].lower()}
              for n, name in enumerate(PEOPLE)]  # fmt: skip
    board = {
        "name": "Feuille de route",
        "lists": [{"id": "l1", "name": "En cours", "closed": False}],
        "members": people,
        "checklists": [],
        "cards": [
            {"id": f"c{n}", "name": title(n), "desc": description(n), "idList": "l1",
             "closed": False, "idMembers": [people[n % 8]["id"]], "due": "2027-12-31T10:00:00.000Z",
             "dueComplete": False, "labels": [{"name": "Sobriété", "color": "green"}],
             "shortUrl": f"https://trello.com/c/{n}"}
            for n in range(COUNT)
        ],
    }  # fmt: skip
    return "tableau.json", json.dumps(board).encode()


def planner() -> tuple[str, bytes]:
    rows: list[list[object]] = [
        ["Task ID", "Task Name", "Bucket Name", "Progress", "Priority", "Assigned To",
         "Created By", "Created Date", "Start Date", "Due Date", "Late", "Completed Date",
         "Completed By", "Checklist Items", "Labels", "Description"]
    ]  # fmt: skip
    rows += [
        [f"t{n}", title(n), "Sobriété", "In progress", "Important", person(n), person(n + 1),
         "01/02/2026", "01/03/2026", "31/12/2027", "false", "", person(n + 2), "Lancer;Clore",
         "", description(n)]
        for n in range(COUNT)
    ]  # fmt: skip
    return "planner.xlsx", _xlsx(rows)


def grist() -> tuple[str, bytes]:
    records = [
        {"id": n, "fields": {
            "manualSort": n, "Action": title(n), "Description": description(n),
            "Pilote": person(n), "Service": department(n), "Statut": "En cours",
            "Echeance": 1830211200, "Relecteur": f"{person(n)} <x{n}@exemple-agglo.fr>",
        }}
        for n in range(COUNT)
    ]  # fmt: skip
    return "plan.json", json.dumps({"records": records}).encode()


def eco_clic() -> tuple[str, bytes]:
    rows: list[list[object]] = [
        ["Catégorie", "Thématique", "Recommandation", "Niveau", "Statut", "Suivi par", "Service"]
    ]
    rows += [
        ["Gouvernance", "Achats", title(n), "Recommandé", "En cours", person(n), department(n)]
        for n in range(COUNT)
    ]
    return "eco-clic.csv", _csv(rows)


PLANS = {each.__name__: each for each in (tet, trello_csv, trello_json, planner, grist, eco_clic)}
