"""A clause of the authority, which it wrote, or adopted from another territory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.partners.adopted import Adopted
from jalons.procurement.engine.clauses.catalogue import FAMILIES, KINDS, Control
from jalons.procurement.words import clauses as words

CONTROLS = tuple(each for each in get_args(Control) if each != "month")
_label: Callable[[str, str], Any] = lazy(lambda what, code: words.label(what, code, lang()), str)


def kind_choices() -> list[tuple[str, Any]]:
    return [(code, _label("kind", code)) for code in KINDS]


def family_choices() -> list[tuple[str, Any]]:
    return [(code, _label("family", code)) for code in FAMILIES]


def control_choices() -> list[tuple[str, Any]]:
    return [(code, _label("control", code)) for code in CONTROLS]


class OwnClause(Adopted):
    """A clause that contracts of this authority may have; ``based_on`` is one of the catalogue."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("clause", "draft")
        USED = "used", pgettext_lazy("clause", "in use")
        LEFT = "left", pgettext_lazy("clause", "no longer used")

    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("place in the tender"), max_length=13, choices=kind_choices,
                            default="execution")  # fmt: skip
    family = models.CharField(pgettext_lazy("clause", "theme"), max_length=13,
                              choices=family_choices, default="need")  # fmt: skip
    need = models.TextField(
        pgettext_lazy("clause", "what it answers"), max_length=1_000, blank=True
    )
    text = models.TextField(_("text to paste"), max_length=20_000)
    proof = models.TextField(_("proof requested"), max_length=1_000, blank=True)
    equivalents = models.TextField(_("equivalent proofs accepted"), max_length=1_000, blank=True)
    control = models.CharField(pgettext_lazy("clause", "checked"), max_length=8,
                               choices=control_choices, default="bid")  # fmt: skip
    state = models.CharField(
        _("state"), max_length=5, choices=State, default=State.DRAFT, editable=False
    )
    based_on = models.CharField(max_length=60, blank=True, editable=False)

    class Meta(Adopted.Meta):
        ordering = ["title", "created_at"]
        verbose_name = _("clause of the authority")
        verbose_name_plural = _("clauses of the authority")

    def __str__(self) -> str:
        return self.title
