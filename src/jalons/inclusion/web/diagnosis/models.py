"""A diagnosis of digital fragility: what was chosen, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered
from jalons.foundation.territories.folding import fold
from jalons.foundation.territories.models import Territory
from jalons.inclusion.engine.errors import InclusionError
from jalons.kernel.tables import package_table


def default_weights() -> dict[str, int]:
    return dict(package_table("jalons.inclusion", "index")["weights"])


class FragilityDiagnosis(Registered):
    """``code`` and ``name`` are those of the territory that ``kind`` and ``place`` say; ``stamp``
    names the data and the version of the record that ``result`` was computed with.
    """

    class Around(models.TextChoices):
        DEPARTEMENT = "departement", _("the municipalities of the same département")
        REGION = "region", _("the municipalities of the same région")
        FRANCE = "france", _("the municipalities of France")

    kind = models.CharField(_("type of territory"), max_length=12, choices=Territory.Kind)
    place = models.CharField(
        _("territory"), max_length=120, help_text=_("Its name, its INSEE code or its SIREN.")
    )
    code = models.CharField(max_length=9, editable=False)
    name = models.CharField(_("diagnosis"), max_length=200, editable=False)
    around = models.CharField(
        _("compared with"), max_length=11, choices=Around, default=Around.DEPARTEMENT
    )
    weights = models.JSONField(_("weights"), default=default_weights)
    reason = models.CharField(
        _("why an indicator that goes against the others stays"), max_length=300, blank=True
    )
    result = models.JSONField(null=True, editable=False)
    problem = models.JSONField(null=True, editable=False)
    stamp = models.TextField(blank=True, editable=False)
    computed_at = models.DateTimeField(_("computed on"), null=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("result", "problem", "stamp", "computed_at")
    keyed: ClassVar[tuple[str, ...]] = ("weights",)

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("diagnosis of fragility")
        verbose_name_plural = _("diagnoses of fragility")

    def __str__(self) -> str:
        return self.name

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the code and the name of the territory that the kind and the place name."""
        if not {"kind", "place"} & set(values):
            return values
        found = _named(values.get("kind", self.kind), values.get("place", self.place))
        one = found[0] if found else Territory()
        return {**values, "code": one.code, "name": one.name}

    def clean(self) -> None:
        if len(found := _named(self.kind, self.place)) != 1:
            code = "territory_several" if found else "territory_unknown"
            raise InclusionError(code, field="place", text=self.place)
        for column, weight in self.weights.items():
            if column not in default_weights() or not isinstance(weight, int) or weight < 0:
                raise InclusionError("index_weight", field="weights", column=column, weight=weight)
        if not any(self.weights.values()):
            raise InclusionError("index_empty", field="weights")


def _named(kind: str, text: str) -> list[Territory]:
    """The territories of that code, else of that name, two at most."""
    rows = Territory.objects.filter(kind=kind)
    return list(rows.filter(code=text.strip().upper())) or list(rows.filter(folded=fold(text))[:2])
