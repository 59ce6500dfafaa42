"""Who takes devices over, and what was agreed with them."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered, unique_alive
from jalons.reuse.web import columns


class Taker(Registered):
    """An organisation, or staff as a group, that takes devices over."""

    class Nature(models.TextChoices):
        PUBLIC = "public", _("public body")
        PARENTS = "parents", _("parents’ association")
        SCHOOL = "school", _("school support association")
        STUDENTS = "students", _("students’ association")
        RUP = "rup", _("association or foundation of public utility")
        ESUS = "esus", _("approved social enterprise of reuse")
        GENERAL_INTEREST = "general_interest", _("general-interest association, people in need")
        STAFF = "staff", _("staff")
        BUYER = "buyer", _("buyer")
        ECO_ORGANISM = "eco_organism", _("approved eco-organisation")
        RECYCLER = "recycler", _("recycler")

    name = models.CharField(_("name"), max_length=160)
    nature = models.CharField(_("nature"), max_length=16, choices=Nature)
    siret = columns.text(
        _("SIRET"), 14, validators=[RegexValidator(r"^\d{14}\Z", _("A SIRET has 14 digits."))]
    )
    place = columns.text(_("municipality"), 120)
    contact = columns.text(
        _("contact"),
        200,
        help_text=_("Read here only: never in an export, a document or the journal."),
    )

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("taker")
        verbose_name_plural = _("takers")
        constraints = [
            unique_alive("name", name="one_taker_of_a_name", message=_("This taker is here."))
        ]

    def __str__(self) -> str:
        return self.name
