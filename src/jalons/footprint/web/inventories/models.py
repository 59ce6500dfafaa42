"""The inventories an authority dropped: their corrections, their sources, their assessments."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.words.figures import version_of
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered


def versions_words(method: str, factors: str) -> str:
    """The versions a figure was computed with; their ids are for files and for the API."""
    return gettext("Jalons computation, version %(method)s; factors, version %(factors)s") % {
        "method": version_of(method),
        "factors": version_of(factors),
    }


def stored_as(instance: InventoryFile, filename: str) -> str:
    """The path of a dropped file: under its authority and its own id, whatever its name."""
    suffix = Path(filename).suffix.lower()[:8]
    return f"inventories/{instance.authority_id}/{instance.id}{suffix}"


def lines_stored_as(instance: AssessedInventory, _filename: str) -> str:
    """The path of the lines read from a file, one file per computation."""
    return f"inventories/{instance.authority_id}/{uuid.uuid4()}.parquet"


class InventoryFile(Registered):
    """A file someone dropped, and what they said of it. The file itself is never changed.

    ``layout`` is what was found in the file, ``mapping`` what the person confirmed, ``choices`` the
    statuses counted, lifetimes and named types, ``problem`` {code, params} of a refusal: they are
    written by the reading of the file, with a journal of its own.
    """

    class Covers(models.TextChoices):
        UNSAID = "", _("not said")
        SAME = "same", _("the same equipment on another day")
        PART = "part", _("another part of the equipment")
        APART = "apart", _("something else")

    class State(models.TextChoices):
        DROPPED = "dropped", _("being read")
        READ = "read", _("columns to confirm")
        ASSESSED = "assessed", _("assessed")
        REFUSED = "refused", _("could not be read")
        COMBINING = "combining", _("duplicates to decide")

    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=stored_as, max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DROPPED)
    layout = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    mapping = models.JSONField(null=True)
    choices = models.JSONField(default=dict)
    problem = models.JSONField(null=True)
    # what it counts beside the other inventories, as a person said; nothing compares until then
    covers = models.CharField(
        _("what it counts"), max_length=5, choices=Covers, default=Covers.UNSAID, blank=True
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("follows"),
    )

    computed: ClassVar[tuple[str, ...]] = (
        "file", "size", "state", "layout", "mapping", "choices", "problem",
    )  # fmt: skip
    standing: ClassVar[tuple[str, ...]] = ("follows",)  # a line of years has no gap

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("inventory")
        verbose_name_plural = _("inventories")
        indexes = [models.Index(fields=["authority", "-created_at"], name="inventories_by_date")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def urn_kind(cls) -> str:
        return "inventory"

    def files_of(self) -> list[FieldFile]:
        """Its file, and the lines of what was computed from it."""
        return [self.file, *(assessment.lines for assessment in self.assessments.all())]


class AssessedInventory(AuthorityScoped):
    """The footprint computed from a file on a day; only the latest of a file is shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inventory = models.ForeignKey(
        InventoryFile, on_delete=models.CASCADE, related_name="assessments"
    )
    made_at = models.DateTimeField(default=timezone.now)
    method = models.CharField(max_length=60)
    factors_version = models.CharField(max_length=60)
    extracted_on = models.DateField()
    rows_read = models.PositiveIntegerField()
    own_factors = models.ForeignKey(
        OwnFactorFile, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    makers = models.BooleanField(default=False)  # manufacture after the makers’ declarations
    lines = models.FileField(upload_to=lines_stored_as, max_length=200)
    result = models.JSONField(encoder=DjangoJSONEncoder)
    notices = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    revision = models.PositiveIntegerField(default=0)  # of the corrections it was computed with
    proposals = models.JSONField(null=True)  # the levers with most to gain; null before they were

    class Meta(AuthorityScoped.Meta):
        verbose_name_plural = "assessed inventories"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.inventory} · {self.made_at:%Y-%m-%d}"

    @property
    def versions(self) -> str:
        return versions_words(self.method, self.factors_version)


class StoredCorrection(AuthorityScoped):
    """What a person said of some lines of an inventory, over what its file says.

    The file is never changed: corrections are applied again at every computation, in order.
    ``revision`` counts the corrections made and undone so far in an inventory.
    """

    inventory = models.ForeignKey(
        InventoryFile, on_delete=models.CASCADE, related_name="corrections"
    )
    revision = models.PositiveIntegerField()
    field = models.CharField(max_length=20)  # a CorrectedField
    value = models.JSONField(null=True)
    lines = models.JSONField()  # [sheet, part, first row, last row] of each range
    chosen = models.PositiveIntegerField()  # lines
    changed = models.PositiveIntegerField()  # lines that said otherwise
    before = models.JSONField(default=list)  # [value, lines] of what they said
    found_by = models.TextField(blank=True)  # the query of the fleet page, if all it found
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_by_label = models.CharField(max_length=254, blank=True)
    undone_revision = models.PositiveIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_label = models.CharField(max_length=254, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["inventory", "revision"], name="one_correction_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inventory} · {self.field} · {self.changed}"


class Combination(AuthorityScoped):
    """An inventory made of others, and the decisions on the devices that two of them list."""

    inventory = models.OneToOneField(
        InventoryFile, on_delete=models.CASCADE, related_name="combination"
    )
    verdicts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.inventory)


class CombinedSource(AuthorityScoped):
    """An inventory put in a combination, under a name no other source of it has."""

    combination = models.ForeignKey(Combination, on_delete=models.CASCADE, related_name="sources")
    inventory = models.ForeignKey(
        InventoryFile, on_delete=models.CASCADE, related_name="combined_in"
    )
    name = models.CharField(max_length=210)
    rank = models.PositiveSmallIntegerField()  # the first is trusted first

    class Meta(AuthorityScoped.Meta):
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class PossiblePairs(AuthorityScoped):
    """The lines of an inventory that may be one device, as its last search found them.

    ``found`` has [[sheet, row, part], [sheet, row, part], score, reasons] of each pair, the surest
    first; ``apart`` the places of those that a person said to be two devices.
    """

    inventory = models.OneToOneField(
        InventoryFile, on_delete=models.CASCADE, related_name="possible_pairs"
    )
    searched_at = models.DateTimeField(default=timezone.now)
    lines = models.PositiveIntegerField(default=0)  # that were compared
    found = models.JSONField(default=list)
    apart = models.JSONField(default=list)

    class Meta(AuthorityScoped.Meta):
        verbose_name_plural = "possible pairs"

    def __str__(self) -> str:
        return str(self.inventory)
