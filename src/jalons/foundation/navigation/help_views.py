"""Help: a short guide for each part of the product, and the words. Within an authority, each step
leads to the page where it is done, if the visitor may open it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.navigation import glossary
from jalons.foundation.navigation.guides import Guide, GuideStep, guides
from jalons.foundation.navigation.places import address
from jalons.tabular.matching import has_words

LONGEST = 100  # characters of what is looked for


@dataclass(frozen=True, slots=True)
class Shown:
    """A guide or a step as the visitor reads it: ``url`` is empty where they may not go."""

    text: str
    label: str
    url: str


def guide_address(name: str, authority: Authority | None) -> str:
    """Where a guide is read: within the authority one is in, else with the pages for everybody."""
    if authority is None:
        return reverse("guide", args=[name])
    return reverse("authority_guide", args=[authority.slug, name])


def _help(request: HttpRequest, authority: Authority | None = None) -> HttpResponse:
    found = guides(page_language.lang()).values()
    lines = [Shown(each.purpose, each.title, guide_address(each.name, authority)) for each in found]
    shown = {"contact": settings.OPTIONS["CONTACT"], "guides": lines}
    return render(request, "navigation/help.html", shown | _around(authority))


def _guide(request: HttpRequest, authority: Authority | None = None, *, name: str) -> HttpResponse:
    found = guides(page_language.lang()).get(name)
    if found is None:
        raise Http404
    role = getattr(request, "role", None)
    steps = [Shown(each.text, each.label, _opened(each, authority, role)) for each in found.steps]
    main = next((each for each in steps if each.url), None)
    shown = {"guide": found, "steps": steps, "main": main, "words": _words_of(found)}
    return render(request, "navigation/guide.html", shown | _around(authority))


def _opened(step: GuideStep, authority: Authority | None, role: Role | None) -> str:
    if authority is None or role is None or not role.allows(step.needs):
        return ""
    return address(step.page, authority)


def _words_of(found: Guide) -> list[glossary.Explained]:
    return [each for each in glossary.words(page_language.lang()) if each.guide == found.name]


def _around(authority: Authority | None) -> dict[str, str]:
    """The addresses of help and of words where one is; those of the demonstration elsewhere."""
    if authority is not None:
        return {
            "help_url": reverse("authority_help", args=[authority.slug]),
            "words_url": reverse("authority_glossary", args=[authority.slug]),
            "demo_slug": "",
        }
    demo = Authority.objects.filter(kind=Authority.Kind.DEMO).only("slug").first()
    return {
        "help_url": reverse("help"),
        "words_url": reverse("glossary"),
        "demo_slug": demo.slug if demo else "",
    }


def _glossary(request: HttpRequest, authority: Authority | None = None) -> HttpResponse:
    """Every word, or those that have what is looked for in their name or their text."""
    typed = " ".join(request.GET.get("q", "").split())[:LONGEST]
    lang = page_language.lang()
    found = [
        each
        for each in glossary.words(lang)
        if has_words(typed, " ".join((each.name, *each.also, each.text)))
    ]
    titles = {each.name: each.title for each in guides(lang).values()}
    shown = {
        "q": typed,
        "count": len(found),
        "letters": [
            (letter, [(each, Shown(titles[each.guide], "", guide_address(each.guide, authority))
                       if each.guide else None) for each in under])
            for letter, under in glossary.by_initial(found)
        ],
    }  # fmt: skip
    return render(request, "navigation/glossary.html", shown | _around(authority))


_members = within_authority(Role.READER)
authority_help, help_page = _members(_help), public(_help)
authority_guide, guide = _members(_guide), public(_guide)
authority_glossary, glossary_page = _members(_glossary), public(_glossary)
