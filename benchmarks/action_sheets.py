"""How long the document of sixty action sheets takes to become an accessible PDF, and its memory.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/action_sheets.py [ACTIONS]
Prints the blocks and pages, seconds to build the tree and to write the PDF, kB, the peak memory of
the process in MB (target: 4 s and 200 MB for 60 sheets), the verdict of the PDF/UA-1 checker; then
the share of the items of the decree that data answer, against free text, for the sample authority.
"""

import resource
import sys
import time
from dataclasses import replace

from jalons.foundation.documents import pdf
from jalons.strategy.documents import write
from jalons.strategy.engine.statutory.decree import DocumentKind, coverage
from strategy.documents.sample_material import ACTIONS, full


def peak_mb() -> float:
    """The most memory this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(sheets: int) -> None:
    """Print the figures."""
    many = tuple(replace(ACTIONS[rank % 2], id=str(rank)) for rank in range(sheets))
    material = full(actions=many)
    start = time.perf_counter()
    tree = write(DocumentKind.ACTIONS, material, "fr").tree
    built = time.perf_counter()
    assert pdf.pdf_problem() is None
    loaded = time.perf_counter()
    content = pdf.render_pdf(tree)
    done = time.perf_counter()
    peak = peak_mb()
    print(f"sheets              {sheets}")
    print(f"tree                {built - start:.3f} s")
    print(f"loading WeasyPrint  {loaded - built:.2f} s")
    print(f"PDF                 {done - loaded:.2f} s, {len(content) / 1024:.0f} kB")
    print(f"peak memory         {peak:.0f} MB")
    import page

    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    print(f"pages               {report.document.page_count}")
    print(f"PDF/UA-1            {'passes' if report.is_compliant else 'fails'}")
    ticks = [
        tick
        for kind in DocumentKind
        for tick in write(kind, full(proposed=DocumentKind.REVIEW), "fr").ticks
    ]
    found = coverage(ticks)
    print(
        f"decree              {found.items} items: {found.data + found.both} by data,"
        f" {found.text} by free text alone, {found.items - found.answered} by nothing"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
