"""Documents as people send them: PDF, Word, OpenDocument, archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

PAGE = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def make_pdf(pages: Sequence[str]) -> bytes:
    """A PDF whose pages have these lines; an empty page is a picture."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        lines = "".join(f"({line}) Tj 0 -16 Td " for line in page.split("\n") if line)
        drawn = f"BT /F1 12 Tf 50 780 Td {lines}ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * at} 0 R {PAGE} >>",
            f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}\nendstream",
        ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode()


def make_zip(files: Mapping[str, bytes | str]) -> bytes:
    """An archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_docx(body: str, **more: bytes) -> bytes:
    """A Word document of this XML body."""
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    parts = {name.replace("__", "/"): content for name, content in more.items()}
    return make_zip({"[Content_Types].xml": "<Types/>", "word/document.xml": xml, **parts})


def make_odt(body: str) -> bytes:
    """An OpenDocument text of this XML body."""
    xml = (
        f'<office:document-content xmlns:office="{OFFICE}" xmlns:text="{TEXT}"><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    label = "application/vnd.oasis.opendocument.text"
    return make_zip({"mimetype": label, "META-INF/manifest.xml": "<m/>", "content.xml": xml})
