"""Jobs with their progress, and the leases of the workers."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import JalonsError, Where


class Job(AuthorityScoped):
    """Work done in the background for an authority, whose progress a person can watch."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("in progress")
        DONE = "done", _("finished")
        FAILED = "failed", _("stopped by an error")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=60)
    label = models.CharField(_("label"), max_length=200)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done_steps = models.PositiveIntegerField(default=0)
    total_steps = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    error = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    result_urn = models.CharField(max_length=200, blank=True)
    back_url = models.CharField(max_length=500, blank=True)
    result_url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["authority", "-created_at"], name="job_recent")]

    def __str__(self) -> str:
        return f"{self.label} · {self.state}"

    @property
    def is_active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {Job.State.QUEUED, Job.State.RUNNING}

    @property
    def failure(self) -> JalonsError | None:
        """What stopped it, with its sentence and its way out, or None."""
        return StoredError(**self.error) if self.error else None


class StoredError(JalonsError):
    """An error as it was stored with its job: same package, code, place and values."""

    def __init__(
        self, *, package: str, code: str, params: dict[str, object], where: dict[str, object] | None
    ) -> None:
        super().__init__(code, where=Where(**where) if where else None, **params)  # type: ignore[arg-type]
        self.package = package


class WorkerLease(models.Model):
    """The last sign of life of a worker that has a task in hand."""

    name = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class RoundClaim(models.Model):
    """Who has the work of a day: one process, for one authority (``owner``) or the instance (0)."""

    name = models.CharField(max_length=60)
    owner = models.BigIntegerField(default=0)
    day = models.DateField()
    claimed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "owner", "day"], name="one_round_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.owner} · {self.day}"
