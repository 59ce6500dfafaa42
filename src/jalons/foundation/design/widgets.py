"""Widgets of our own: native controls, dressed."""

from __future__ import annotations

from typing import Any

from django.forms import FileInput
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FileDrop(FileInput):
    """A file input one may drop a file on; the browser does it all, without script."""

    template_name = "design/widgets/drop.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, prompt: str | Promise | None = None
    ) -> None:
        super().__init__(attrs)
        self.prompt = prompt or _("Drop the file here, or choose it.")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The context of the native input, and the words shown above it."""
        context = super().get_context(name, value, attrs)
        context["widget"]["prompt"] = self.prompt
        return context
