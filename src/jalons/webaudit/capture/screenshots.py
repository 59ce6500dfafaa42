"""Screenshots people bring: checked as images, made smaller, without metadata."""

from __future__ import annotations

from io import BytesIO

from jalons.webaudit.engine.errors import WebAuditError

MOST_BYTES, MOST_POINTS, LONGEST = 10_000_000, 50_000_000, 2000
_FORMATS = ("JPEG", "PNG", "WEBP")


def cleaned(content: bytes) -> bytes:
    """A screenshot as JPEG, at most 2,000 points long, without any metadata.

    Raises ``WebAuditError`` (``screenshot_unreadable``).
    """
    from PIL import Image, UnidentifiedImageError

    refused = WebAuditError("screenshot_unreadable", field="file")
    if len(content) > MOST_BYTES:
        raise refused
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > MOST_POINTS:
                raise refused
            plain = image.convert("RGB")
        plain.thumbnail((LONGEST, LONGEST))
        plain.info.clear()
        made = BytesIO()
        plain.save(made, "JPEG", quality=82, optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise refused from error
    return made.getvalue()
