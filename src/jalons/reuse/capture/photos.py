"""Photos people bring: made smaller, without the place, the day and the camera they carry."""

from __future__ import annotations

from io import BytesIO

from jalons.reuse.engine.errors import ReuseError

MOST_POINTS, LONGEST = 50_000_000, 1600
_FORMATS = ("JPEG", "PNG", "WEBP")


def is_picture(content: bytes) -> bool:
    """Whether a file begins as a JPEG, PNG or WebP picture does."""
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or content[8:12] == b"WEBP"


def cleaned(content: bytes) -> bytes:
    """A photo as JPEG, upright, at most 1,600 points long, without any metadata.

    Raises ``ReuseError`` (``lot_photo_unreadable``).
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as found:
            if found.width * found.height > MOST_POINTS:
                raise ReuseError("lot_photo_unreadable", field="file")
            image = ImageOps.exif_transpose(found).convert("RGB")
        image.thumbnail((LONGEST, LONGEST))
        plain = Image.new("RGB", image.size)
        plain.paste(image)
        made = BytesIO()
        plain.save(made, "JPEG", quality=82, optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ReuseError("lot_photo_unreadable", field="file") from error
    return made.getvalue()
