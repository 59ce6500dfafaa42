"""The documents of a village, a communauté de communes and a métropole, read page by page.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/document_pages.py [FOLDER]
Makes three real authorities in a folder thrown away (facts, answers, the first ten actions proposed
with a service, one objective), then each document in four formats. For each file it prints its
pages, the words outside the page, over each other or cut, and the banned words of its text. Web
pages are opened at 360 px in Chromium, office files are laid out by LibreOffice. With FOLDER, the
files stay there to be read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

AUTHORITIES = (
    # kind, code, staff, answers done, planned and not done out of ten
    ("commune", "05092", 6, (2, 2, 6)),
    ("epci", "200069524", 140, (4, 3, 3)),
    ("epci", "243500139", 2_600, (6, 3, 1)),
)
SERVICES = ("Direction générale", "Service informatique", "Secrétariat de mairie")
FORMATS = ("html", "pdf", "docx", "odt")


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in one file."""

    pages: int
    outside: int
    over: int
    cut: int
    banned: tuple[str, ...]


def make(kind: str, code: str, staff: int, share: tuple[int, int, int]) -> Any:
    """A real authority with answers, ten actions on its roadmap and one objective."""
    from django.utils import timezone

    from jalons.foundation.accounts.actions import set_staff
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.territories.models import Territory
    from jalons.strategy.engine.indicators.trajectory import Course, Point
    from jalons.strategy.web.diagnosis import actions, queries
    from jalons.strategy.web.indicators.actions import set_objective
    from jalons.strategy.web.roadmap.models import Action

    territory = Territory.objects.get(kind=kind, code=code)
    authority = Authority.objects.create(slug=code, name=territory.name, territory=territory)
    set_staff(user=None, authority=authority, staff=staff)
    requests = [
        each
        for question in queries.current(authority).questions()
        if question.concerned
        for each in (question, *(detail for detail in question.details if detail.concerned))
    ]
    done, planned, _ = share
    said = {
        each.question.id: "done" if rank % 10 < done else "planned" if rank % 10 < done + planned
        else "not_done"
        for rank, each in enumerate(requests)
    }  # fmt: skip
    actions.answer(authority=authority, user=None, said=said, evidence={})
    proposed = queries.basket(authority, queries.current(authority))
    chosen = [each.action for each in proposed[:10]]
    today = timezone.localdate()
    actions.fill_roadmap(authority=authority, user=None, chosen=chosen, today=today, lang="fr")
    for rank, action in enumerate(Action.objects.of(authority)):
        action.departments = [SERVICES[rank % 3]]
        action.status = "planned" if rank % 2 else "under_way"
        action.save()
    course = Course(Point(date(2025, 12, 31), 20), (Point(date(2030, 12, 31), 60),))
    set_objective(authority=authority, user=None, indicator="procurement.reused_share",
                  course=course, decided_by="Délibération 2026-14")  # fmt: skip
    return authority


def trees(authority: Any) -> dict[str, Any]:
    """Each document of an authority; a deliberation that is refused is made on a draft."""
    from django.utils import timezone

    from jalons.strategy.documents import write
    from jalons.strategy.engine.statutory.decree import DocumentKind
    from jalons.strategy.web.statutory.queries import material

    today = timezone.localdate()
    source = material(authority, today.year, today=today, draft=None)
    return {kind.value: write(kind, source, "fr").tree for kind in DocumentKind}


def office_pdf(folder: Path, files: list[Path]) -> None:
    """Each office file beside itself as a PDF."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("soffice is missing: apt install libreoffice-writer-nogui")
    profile = (folder / "profile").as_uri()
    for file in files:  # one by one: two of one stem would write one PDF
        out = folder / f"{file.name}.pdf"
        subprocess.run(
            [soffice, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf",
             "--outdir", str(folder / "out"), str(file)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        (folder / "out" / f"{file.stem}.pdf").replace(out)


def read_pdf(content: bytes, words: set[str] | None, text: str) -> Read:
    """What a laid-out file shows: ``words`` are those of the tree, to find the cut ones."""
    from foundation.documents import boxes
    from plain_words import found_in

    return Read(
        len(boxes.pages_of(content)),
        len(boxes.outside(content)),
        len(boxes.over_each_other(content)),
        len(boxes.words_cut(content, words)) if words else 0,
        tuple(found_in(text)),
    )


def main(folder: Path) -> None:
    """Make the authorities and their files, read them, print."""
    os.environ["JALONS_DATA_DIR"] = str(folder / "data")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalons.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from jalons.foundation.documents.formats import written
    from jalons.foundation.territories.actions import load_territories
    from jalons.strategy.documents.prose import texts_of
    from jalons.webaudit.capture.chromium import Chromium
    from plain_words import found_in
    from strategy.documents.test_layout import words_of

    call_command("migrate", verbosity=0)
    load_territories()
    made = {}
    for values in AUTHORITIES:
        authority = make(*values)
        for kind, tree in trees(authority).items():
            for form in FORMATS:
                file = folder / f"{authority.slug}-{kind}.{form}"
                file.write_bytes(written(tree, form))
                made[file] = tree
    office_pdf(folder, [file for file in made if file.suffix in {".docx", ".odt"}])
    print(
        f"{'document':<34}{'format':<7}{'pages':>6}{'outside':>9}{'over':>6}{'cut':>5}{'banned':>8}"
    )
    total = Read(0, 0, 0, 0, ())
    with Chromium() as browser:
        for file, tree in made.items():
            texts = [tree.title, tree.subject, *(t for b in tree.blocks for t in texts_of(b))]
            text = "\n".join(texts)
            form = file.suffix[1:]
            if form == "html":
                with browser.tab(javascript=False, width=360, height=740) as tab:
                    tab.open(file.as_uri())
                    wide = tab.evaluate("document.documentElement.scrollWidth") > 360
                    text = tab.text()
                read = Read(1, int(wide), 0, 0, tuple(found_in(text)))
            else:
                laid = file if form == "pdf" else folder / f"{file.name}.pdf"
                words = None if form == "pdf" else words_of(tree)
                read = read_pdf(laid.read_bytes(), words, text)
            print(f"{file.stem:<34}{form:<7}{read.pages:>6}{read.outside:>9}{read.over:>6}"
                  f"{read.cut:>5}{len(read.banned):>8}  {'; '.join(read.banned)[:60]}")  # fmt: skip
            total = replace(
                total, pages=total.pages + read.pages, outside=total.outside + read.outside,
                over=total.over + read.over, cut=total.cut + read.cut,
                banned=total.banned + read.banned,
            )  # fmt: skip
    print(f"{'all':<41}{total.pages:>6}{total.outside:>9}{total.over:>6}{total.cut:>5}"
          f"{len(total.banned):>8}")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        main(Path(sys.argv[1]).absolute())
    else:
        with tempfile.TemporaryDirectory() as place:
            main(Path(place))
