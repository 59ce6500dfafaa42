"""A hosted service of the authority, and what its provider declares of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.register.models import Registered, unique_alive


def _amount(label: Any, least: float = 0, most: float = 1e9, **more: Any) -> Any:
    bounds = [MinValueValidator(least), MaxValueValidator(most)]
    return models.FloatField(label, null=True, blank=True, validators=bounds, **more)


class StoredHostedService(Registered):
    """A virtual machine, a server or a storage that a provider runs."""

    class Kind(models.TextChoices):
        VM = "vm", gettext_lazy("virtual machine")
        SERVER = "server", gettext_lazy("whole server")
        STORAGE = "storage", gettext_lazy("storage")

    class Disk(models.TextChoices):
        SSD = "ssd", gettext_lazy("SSD, or not known")
        HDD = "hdd", gettext_lazy("hard disks")

    name = models.CharField(gettext_lazy("name"), max_length=120)
    kind = models.CharField(gettext_lazy("what it is"), max_length=10, choices=Kind)
    provider = models.CharField(gettext_lazy("provider"), max_length=80, blank=True)
    vcpu = _amount(
        gettext_lazy("virtual processors (vCPUs)"),
        help_text=gettext_lazy("On the bill or the console; for a whole server, its cores."),
    )
    memory_gb = _amount(gettext_lazy("memory, in GB"))
    storage_gb = _amount(gettext_lazy("storage, in GB"))
    disk = models.CharField(
        gettext_lazy("kind of disks"), max_length=3, choices=Disk, default=Disk.SSD
    )
    count = models.PositiveIntegerField(
        gettext_lazy("how many alike"), default=1, validators=[MinValueValidator(1)]
    )
    hours = models.FloatField(
        gettext_lazy("hours of the year"),
        default=8760,
        validators=[MinValueValidator(0), MaxValueValidator(8784)],
    )
    share = models.FloatField(
        gettext_lazy("share for the authority, in %"),
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=gettext_lazy("Less than 100 when others use the same service."),
    )
    country = models.CharField(
        gettext_lazy("country"),
        max_length=2,
        default="FR",
        validators=[RegexValidator(r"^[A-Z]{2}\Z")],
        help_text=gettext_lazy("Its two letters: SE for Sweden."),
    )
    pue = _amount(
        gettext_lazy("PUE of the data centre"),
        1,
        5,
        help_text=gettext_lazy(
            "All the electricity of the data centre divided by that of its machines, if its"
            " provider says it."
        ),
    )
    declared_kg = _amount(gettext_lazy("footprint declared by the provider, in kg CO₂e"))
    declared_year = models.PositiveSmallIntegerField(
        gettext_lazy("year of this footprint"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    declared_source = models.CharField(
        gettext_lazy("where the provider says it"), max_length=200, blank=True
    )

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = gettext_lazy("hosted service")
        verbose_name_plural = gettext_lazy("hosted services")
        constraints = [
            unique_alive(
                "name",
                name="one_hosted_service_a_name",
                message=gettext_lazy("Another hosted service has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def urn_kind(cls) -> str:
        return "hosted_service"

    def clean(self) -> None:
        """Refuse a service without a size, and a declared figure without its year and source."""
        storage = self.kind == self.Kind.STORAGE
        if storage and not self.storage_gb:
            raise ValidationError({"storage_gb": _("Give the volume of a storage.")})
        if not storage and not (self.vcpu or self.memory_gb):
            raise ValidationError({"vcpu": _("Give the vCPUs or the memory of a machine.")})
        if self.declared_kg is not None and not (self.declared_year and self.declared_source):
            raise ValidationError({"declared_source": _("Say the year and where it is written.")})
