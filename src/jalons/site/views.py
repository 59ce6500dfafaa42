"""Pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    """The front door: find your territory."""
    return render(request, "site/home.html")
