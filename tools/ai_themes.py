"""Builds the data of the recipe ``themes``: answers to a French consultation, coded by readers.

The consultation of the Assemblée nationale on equality between women and men (2014). Each free
answer belongs to the question it answers, and several volunteers said what it contains; the file
of Regards Citoyens is under ODbL 1.0 (``exploitation/crowdsource_resultat_analyses.csv`` of
``regardscitoyens/consultation_an``). Left out: what a reader called a personal experience, what
seems to name a person, answers of less than four words, the same answer again.

    python tools/ai_themes.py crowdsource_resultat_analyses.csv
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

from jalons.ailibrary.engine.text.words import words
from jalons.tabular.persons import persons_in

OUT = Path(__file__).parent.parent / "src/jalons/ailibrary/recipes/themes/data/answers.json.gz"
LEAST_WORDS, HALF = 4, 0.5
SUBJECTS = {"2": "media", "3": "parents", "4": "pensions", "5": "violence"}
KINDS = {"nouvelles mesures": "measures", "description pb": "problem",
         "analyse ou proposit°": "general"}  # fmt: skip
# The words of the questions, and what comes to mind before any answer is read.
THEMES = {
    "media": "Place et image des femmes dans les médias audiovisuels et sur Internet : publicité,"
             " télévision, réseaux sociaux",
    "parents": "Partage des responsabilités parentales : congé parental, garde des enfants, père,"
               " mère",
    "pensions": "Impayés de pensions alimentaires : recouvrement, divorce",
    "violence": "Protection contre les violences conjugales : plainte, victimes, police,"
                " hébergement",
    "measures": "Nouvelles mesures proposées",
    "problem": "Description d’un problème",
    "general": "Analyse ou proposition d’ordre général",
}  # fmt: skip


def main(source: str) -> None:
    """Write the answers with their themes, in the order of the file."""
    seen, found = set(), []
    for row in csv.DictReader(Path(source).read_text("utf-8").splitlines(keepends=True)):
        text = row["text"].strip()
        key = " ".join(words(text))
        personal = float(row["XP personnelle"]) > 0 or persons_in(text)
        if key in seen or len(key.split()) < LEAST_WORDS or personal:
            continue
        seen.add(key)
        kinds = [kind for name, kind in KINDS.items() if float(row[name]) >= HALF]
        found.append({"text": text, "themes": [SUBJECTS[row["theme"]], *kinds]})
    content = {"themes": THEMES, "kinds": sorted(KINDS.values()), "answers": found}
    packed = json.dumps(content, ensure_ascii=False, indent=0).encode()
    OUT.write_bytes(gzip.compress(packed, 9, mtime=0))
    print(len(found), "answers")


if __name__ == "__main__":
    main(sys.argv[1])
