"""The living gallery: every component in its states, with how to write it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.design import samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, drawn by the tags themselves."""
    return render(request, "design/gallery.html", samples.context())


# The decorators of accounts sit above this app; the mark they leave is all it takes.
gallery.access = "public"  # type: ignore[attr-defined]
