"""Where the parts of a public page are: here, in the preview, or in an exported folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.templatetags.static import static
from django.urls import reverse

# The pages, by the name their files have.
PAGES = ("index", "engagements", "actions", "indicateurs", "documents", "acteurs",
         "changements")  # fmt: skip
FEED = "actus.atom"
DATA = ("diagnostic.json", "actions.json", "indicateurs.csv", "indicateurs.csv-metadata.json",
        "acteurs.json", FEED)  # fmt: skip
FORMATS = ("html", "pdf", "docx", "odt")


class Places(Protocol):
    """Gives the address of each part of a public page."""

    def page(self, name: str, number: int = 1) -> str:
        """The address of a page, or of one of its following ones."""

    def data(self, name: str) -> str:
        """The address of a data file."""

    def document(self, pk: str, file: str, kind: str) -> str:
        """The address of a document in a format."""

    @property
    def style(self) -> str:
        """The address of the stylesheet."""

    @property
    def icon(self) -> str:
        """The address of the icon."""


@dataclass(frozen=True, slots=True)
class Live:
    """On this instance, for anybody."""

    slug: str

    def page(self, name: str, number: int = 1) -> str:
        """Within ``/public/``; the following pages by the number in the query."""
        known = name != "index"
        url = reverse("public_part" if known else "public_page",
                      args=[self.slug, name] if known else [self.slug])  # fmt: skip
        return f"{url}?page={number}" if number > 1 else url

    def data(self, name: str) -> str:
        """Beside the pages."""
        return reverse("public_data", args=[self.slug, name])

    def document(self, pk: str, file: str, kind: str) -> str:  # noqa: ARG002  (an export needs it)
        """Made when it is asked for."""
        return reverse("public_document", args=[self.slug, pk, kind])

    @property
    def style(self) -> str:
        """That of the instance."""
        return static("design/jalons.css")

    @property
    def icon(self) -> str:
        """That of the instance."""
        return static("design/mark.svg")


@dataclass(frozen=True, slots=True)
class Preview(Live):
    """On this instance, for the members only, before the page is open."""

    def page(self, name: str, number: int = 1) -> str:
        """Within the pages of the authority."""
        url = reverse("publication_preview", args=[self.slug, name])
        return f"{url}?page={number}" if number > 1 else url

    def data(self, name: str) -> str:
        """Nowhere yet: a link to its own page."""
        return f"#{name}"

    def document(self, pk: str, file: str, kind: str) -> str:  # noqa: ARG002
        """Nowhere yet: a link to its own page."""
        return f"#{file}.{kind}"


@dataclass(frozen=True, slots=True)
class Folder:
    """In one folder, by relative names: wherever it is put, the links hold."""

    def page(self, name: str, number: int = 1) -> str:
        """A file of the folder."""
        return f"{name}-{number}.html" if number > 1 else f"{name}.html"

    def data(self, name: str) -> str:
        """A file of the folder."""
        return name

    def document(self, pk: str, file: str, kind: str) -> str:  # noqa: ARG002
        """A file of the folder."""
        return f"{file}.{kind}"

    @property
    def style(self) -> str:
        """A copy of that of the instance."""
        return "jalons.css"

    @property
    def icon(self) -> str:
        """A copy of that of the instance."""
        return "jalons.svg"
