"""How long a 60-page document takes to become an accessible PDF, and what memory it takes.

Run: .venv/bin/python benchmarks/documents.py [PAGES]
Prints pages, seconds per step, kB, the peak memory of the process in MB before and after, and the
verdict of the PDF/UA-1 checker. Each third page has a table of 22 rows, each third a drawing.
"""

import datetime
import resource
import sys
import time

import page

from jalons.foundation.documents import html, pdf
from jalons.foundation.documents.tree import (
    BulletList,
    Document,
    Figure,
    PageBreak,
    Paragraph,
    Picture,
    Section,
    Table,
)
from jalons.kernel import Source

SENTENCE = (
    "Le parc numérique de la collectivité compte environ 2 300 équipements, dont la moitié a plus"
    " de cinq ans ; leur fabrication pèse plus lourd que leur usage. "
)
SOURCE = Source("Facteurs d’essai", "Jalons", datetime.date(2026, 1, 1), "EUPL-1.2")
BARS = "".join(
    f'<text y="{30 * n + 12}">Type {n}</text><rect y="{30 * n + 16}" width="{90 - 8 * n}%"'
    f' height="9" fill="currentColor"/>'
    for n in range(10)
)


def chapter(number: int) -> Section:
    """About one page: words, then a table, a drawing or a list."""
    words = Paragraph((SENTENCE * 5, Figure("412 t CO2 eq", SOURCE), " par an."))
    table = Table(
        f"Postes du chapitre {number}",
        ("Type", "Nombre", "Âge", "Impact"),
        tuple(
            (f"Équipement {n}", str(37 * n), f"{n % 9} ans", (Figure(f"{n} t", SOURCE),))
            for n in range(22)
        ),
        numeric=frozenset({1, 3}),
    )
    drawing = Picture(f'<svg width="100%" height="300">{BARS}</svg>', "Dix types", "Par type")
    filling = (table, drawing, BulletList((SENTENCE,) * 8))[number % 3]
    return Section(f"Chapitre {number}", (words, filling, PageBreak()))


def peak_mb() -> float:
    """The most memory this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(pages: int) -> None:
    """Print the figures."""
    tree = Document(
        "Document d’essai",
        "Jalons",
        datetime.date(2026, 11, 24),
        tuple(chapter(number) for number in range(pages - 2)),
    )
    idle = peak_mb()
    start = time.perf_counter()
    written = html.page(tree)
    after_html = time.perf_counter()
    assert pdf.pdf_problem() is None
    after_import = time.perf_counter()
    loaded = peak_mb()
    content = pdf.render_pdf(tree)
    after_pdf = time.perf_counter()
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    print(f"pages               {report.document.page_count}")
    print(f"HTML                {after_html - start:.3f} s, {len(written) / 1024:.0f} kB")
    print(f"loading WeasyPrint  {after_import - after_html:.2f} s")
    print(f"PDF                 {after_pdf - after_import:.2f} s, {len(content) / 1024:.0f} kB")
    print(f"peak memory         {peak_mb():.0f} MB ({idle:.0f} at start, {loaded:.0f} once loaded)")
    print(f"PDF/UA-1            {'passes' if report.is_compliant else 'fails'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
