"""Exports as the platforms write them, with everything personal they may have in them.

Headings are those of the sources that ``data/exchange.toml`` names; the people are invented.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile

SECRETS = (
    "Marie Kerloc’h", "marie.kerloch@example.org", "06 12 34 56 78", "192.168.4.187", "@mkerloch",
    "8f14e45fceea167a5a36dedd4bea2543", "Mozilla/5.0", "Jean-Yves Le Goff", "mkerloch",
    "https://mairie.example.org/lettre?contact=42",
)  # fmt: skip
NAME, MAIL, PHONE, IP, NICK, HASH, AGENT, OTHER, LOGIN, REFERRER = SECRETS


def csv_bytes(rows, delimiter=";", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


DECIDIM_HEADINGS = [
    "id", "author/id", "author/name", "author/url", "category/id", "category/name/fr",
    "participatory_space/id", "participatory_space/url", "component/id", "title/fr", "title/en",
    "title/machine_translations/en", "body/fr", "body/en", "state", "reference", "supports",
    "endorsements/total_count", "endorsements/user_endorsements", "comments", "published_at", "url",
]  # fmt: skip


def decidim_row(number, title, body, supports, **more):
    state, english = more.get("state", ""), more.get("english", "")
    return [
        number, 40 + number, NAME, f"https://x.example/profiles/{LOGIN}", 3, "Rue", 1,
        "https://x.example/processes/rue", 7, "" if english else title, english, "A bench",
        "" if english else body, english and body, state, f"r-{number}", supports, 2,
        f"{NAME}, {OTHER}", 4, "2026-03-12 09:41:00 UTC", f"https://x.example/proposals/{number}",
    ]  # fmt: skip


def decidim_proposals():
    rows = [
        decidim_row(1, "Des bancs à l’ombre", "<p>Devant l’école &amp; la <b>poste</b>.</p>", 41),
        decidim_row(2, "Un abri pour les vélos 🚲", "Près de la gare.", 12),
        decidim_row(3, "Retirée", "Je retire.", 0, state="withdrawn"),
        decidim_row(4, "", "More trees.", 3, english="Trees"),
    ]
    return csv_bytes([DECIDIM_HEADINGS, *rows])


def decidim_comments():
    head = ["id", "created_at", "body", "locale", "author/id", "author/name", "alignment", "depth",
            "user_group/name", "commentable_id", "commentable_type"]  # fmt: skip
    rows = [[n, "2026-03-14", text, "fr", 9, NAME, 1, 0, OTHER, 1, "Decidim::Proposals::Proposal"]
            for n, text in enumerate(("Très bien.", "Et l’hiver ?", "Pas là."), 1)]  # fmt: skip
    return csv_bytes([head, *rows])


def decidim_users():
    head = ["id", "name", "nickname", "avatar_url", "about", "personal_url", "badges"]
    return csv_bytes([head, [1, NAME, NICK, "https://x.example/a.png", "Voisine", "", "2"]])


def decidim_answers():
    head = ["ID de réponse", "Répondu le", "Hachage IP", "Statut de l'utilisateur",
            "1. Comment venez-vous au marché ?", "2. Que faut-il garder ?",
            "3. Votre avis/Le bruit", "3. Votre avis/La propreté", "4. Une idée ?",
            "5. Votre numéro de téléphone"]  # fmt: skip
    ways = ["À pied", "À vélo", "En voiture", "Autre (trottinette)"]
    keep = ["Les halles, Le parking", "Les halles", "Le parking, La fontaine", "La fontaine"]
    rows = [
        [HASH, f"2026-04-{n:02} 10:00:00 UTC", HASH[::-1], "Enregistré", ways[n % 4], keep[n % 4],
         ", , Gênant" if n % 2 else "Calme, , ", "Correcte, , " if n % 3 else ", , Sale",
         f"Il faudrait plus d’ombre au coin numéro {n}.", PHONE]
        for n in range(1, 13)
    ]  # fmt: skip
    return csv_bytes([head, *rows])


def cap_collectif_csv():
    head = ["id", "reference", "title", "createdAt", "publishedAt", "updatedAt", "trashed",
            "trashedStatus", "authorId", "authorUsername", "authorEmail", "authorType",
            "authorZipCode", "QUXVlc3Rpb246MTYw - Quel sujet d’abord ?",
            "QUXVlc3Rpb246MTYx - Que faut-il changer ?"]  # fmt: skip
    themes = ["Le logement", "Le logement|La santé", "La santé", "Les transports|La santé"]
    rows = [
        [f"UHJv{n}", f"1-{n}", f"Contribution {n}", "2026-01-20 10:00:00", "2026-01-21 10:00:00",
         "", "true" if n == 12 else "false", "", "VXNlcjo" + str(n), NAME, MAIL, "Citoyen", "35500",
         themes[n % 4], f"Plus de trains le soir, ligne {n}."]
        for n in range(1, 13)
    ]  # fmt: skip
    return csv_bytes([head, *rows], delimiter=",")


def cap_collectif_json():
    answer = {"labels": ["Le logement", "La santé"], "other": None}
    return json.dumps([
        {"id": f"UHJv{n}", "createdAt": "2026-01-20", "publishedAt": "2026-01-21", "updatedAt": "",
         "authorId": "VXNlcjox", "authorUsername": NAME, "authorEmail": MAIL,
         "responses": [
             {"questionId": "1", "questionTitle": "Quels sujets ?", "value": json.dumps(answer)},
             {"questionId": "2", "questionTitle": "Pourquoi ?", "value": f"Parce que, dit {n}."},
         ]}
        for n in range(1, 7)
    ]).encode()  # fmt: skip


def limesurvey(*, full=True):
    technical = (
        ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ",
         "Tête de série", "Date de lancement", "Date de la dernière action", "Adresse IP",
         "URL référente", "Jeton", "Prénom", "Nom de famille", "Courriel"]
        if full else ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate",
                      "datestamp", "ipaddr", "refurl", "token", "firstname", "lastname", "email"]
    )  # fmt: skip
    asked = (
        ["Quels jours ? [Mardi]", "Quels jours ? [Jeudi]", "Quels jours ? [Samedi]",
         "Quels jours ? [Autre]", "Classez [Rang 1]", "Classez [Rang 2]",
         "Votre satisfaction, de 1 à 5", "Quelle est votre tranche d’âge ?", "Un mot ?"]
        if full else ["Q1[SQ001]", "Q1[SQ002]", "Q1[SQ003]", "Q1[other]", "Q2[1]", "Q2[2]", "Q3",
                      "Q4", "Q5"]
    )  # fmt: skip
    yes, no, ages = ("Oui", "Non", ("18-29 ans", "30-59 ans")) if full else ("Y", "", ("A1", "A2"))
    ranks = ("Le prix", "La qualité") if full else ("AO01", "AO02")
    rows = [
        [n, "" if n == 8 else f"2026-05-{n:02} 18:30:00", 3, "fr", 123456, "2026-05-01 18:00:00",
         "2026-05-01 18:30:00", IP, REFERRER, "aB3dE6gH9jK2", "Marie", "Kerloc’h", MAIL,
         yes, no, yes if n % 2 else no, "dimanche matin" if n == 3 else "",
         ranks[n % 2], ranks[(n + 1) % 2], n % 5 + 1, ages[n % 2], f"Ouvrir plus tôt, dit le {n}."]
        for n in range(1, 9)
    ]  # fmt: skip
    return csv_bytes([technical + asked, *rows], delimiter="," if full else ";")


def framaforms():
    lines = [
        ["Le marché de demain", *[""] * 13],
        ["Submission Details", *[""] * 8, "", "Que vient-on y faire ?", "", "", ""],
        ["Serial", "SID", "Heure de soumission", "Completed Time", "Modified Time", "Brouillon",
         "Adresse IP", "UID", "Nom d'utilisateur", "Êtes-vous satisfait ?", "Acheter", "Discuter",
         "Manger", "Votre message"],
        *(
            [n, 900 + n, f"{n:02}/06/2026 - 14:05", "", "", "1" if n == 7 else "0", IP, 0, LOGIN,
             "Oui" if n % 2 else "Non", "X", "X" if n % 2 else "", "", f"Bravo pour le stand {n}."]
            for n in range(1, 9)
        ),
    ]  # fmt: skip
    return csv_bytes(lines, delimiter="\t")


def any_table():
    head = ["Horodateur", "Nom et prénom", "Adresse e-mail", "Tél.", "user_agent",
            "Où faut-il un banc ?", "Combien de fois venez-vous ?", "Pourquoi ?",
            "Référent"]  # fmt: skip
    often = ["Chaque semaine", "Chaque mois", "Jamais"]
    rows = [
        [f"{n:02}/02/2026 08:15", NAME, MAIL, PHONE, AGENT + " (X11; Linux) Gecko/2010",
         "48.1173, -1.6778", often[n % 3], f"Parce que la pente est rude, note {n}.",
         ("M. Kerloc’h", "Mme Roy", "Marie Le Goff")[n % 3]]
        for n in range(1, 13)
    ]  # fmt: skip
    return csv_bytes([head, *rows])


EVERY = {
    "decidim_proposals": decidim_proposals, "decidim_comments": decidim_comments,
    "decidim_answers": decidim_answers, "cap_collectif": cap_collectif_csv,
    "limesurvey": limesurvey, "framaforms": framaforms, "table": any_table,
}  # fmt: skip
