"""Where the parts of a public page are: here, in the preview, or in an exported folder."""

from __future__ import annotations

from dataclasses import dataclass

from django.templatetags.static import static
from django.urls import reverse

INDEX, CHANGES = "index", "changements"  # the pages of no shelf, by the name of their files
FEED = "actus.atom"
FORMATS = ("html", "pdf", "docx", "odt")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where each part of a public page is, on this instance, for anybody."""

    slug: str

    @property
    def style(self) -> str:
        """The address of the stylesheet."""
        return static("design/jalons.css")

    @property
    def icon(self) -> str:
        """The address of the icon."""
        return static("design/mark.svg")

    def page(self, name: str, number: int = 1) -> str:
        """The address of a page; of one of its following ones, by the number in the query."""
        part = () if name == INDEX else (name,)
        return numbered(
            reverse("public_part" if part else "public_page", args=[self.slug, *part]), number
        )

    def data(self, name: str) -> str:
        """The address of a data file."""
        return reverse("public_data", args=[self.slug, name])

    def document(self, pk: str, file: str, kind: str) -> str:  # noqa: ARG002  (an export needs it)
        """The address of a document in a format, which is written when it is requested."""
        return reverse("public_document", args=[self.slug, pk, kind])


def numbered(url: str, number: int) -> str:
    """The address of a following page."""
    return f"{url}?page={number}" if number > 1 else url


class Preview(Addresses):
    """On this instance, for the members only, before the page is open: data are nowhere yet."""

    def page(self, name: str, number: int = 1) -> str:
        """Within the pages of the authority."""
        return numbered(reverse("publication_preview", args=[self.slug, name]), number)

    def data(self, name: str) -> str:
        """A link to its own page."""
        return f"#{name}"

    def document(self, pk: str, file: str, kind: str) -> str:  # noqa: ARG002
        """A link to its own page."""
        return f"#{file}.{kind}"


class Folder(Addresses):
    """In one folder, by relative names: wherever it is put, the links work."""

    style = "jalons.css"
    icon = "jalons.svg"

    def page(self, name: str, number: int = 1) -> str:
        """A file of the folder."""
        return f"{name}-{number}.html" if number > 1 else f"{name}.html"

    def data(self, name: str) -> str:
        """A file of the folder."""
        return name

    def document(self, pk: str, file: str, kind: str) -> str:  # noqa: ARG002
        """A file of the folder."""
        return f"{file}.{kind}"
