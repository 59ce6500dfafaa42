"""People, authorities, and the membership that links them."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.territories.models import Territory
from jalons.kernel import Urn


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address, the only identifier they have."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A person who may sign in, without any right yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """A person who administers the instance itself."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The name is optional: an e-mail address is enough to work."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email


def new_trial_slug() -> str:
    """A slug nobody can guess, for an authority that has no SIREN yet."""
    return f"essai-{secrets.token_urlsafe(12).lower().replace('_', '-')}"


class Authority(models.Model):
    """A local authority that uses this instance: everything it owns is scoped to it.

    A trial authority belongs to one browser session until an account keeps it.
    """

    class Kind(models.TextChoices):
        REAL = "real", _("local authority")
        TRIAL = "trial", _("trial")
        DEMO = "demo", _("demonstration, fictional data")

    class Standing(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("workspace", "waits for approval")
        APPROVED = "approved", pgettext_lazy("workspace", "approved")
        REFUSED = "refused", pgettext_lazy("workspace", "refused")
        CLOSED = "closed", pgettext_lazy("workspace", "closed")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REAL)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    staff = models.PositiveIntegerField(_("staff members"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.APPROVED)
    standing_reason = models.CharField(_("reason"), max_length=300, blank=True)
    request = models.TextField(_("message to the administrators of the instance"), blank=True)
    requested_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)  # set aside, erased 30 days later
    # Where the twin stores its data, when it is not the slug: a name that never changes.
    tenant = models.CharField(max_length=60, blank=True)
    quota_mb = models.PositiveIntegerField(_("megabytes of files"), null=True, blank=True)
    quota_files = models.PositiveIntegerField(_("number of files"), null=True, blank=True)
    # Its own limits; without a value, those of the settings of the instance. 0 is no limit.
    statement_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)
    jobs_at_once = models.PositiveSmallIntegerField(null=True, blank=True)
    read_only_at = models.DateTimeField(null=True)  # since when nobody changes anything in it
    read_only_reason = models.CharField(_("reason"), max_length=300, blank=True, db_default="")
    seen_on = models.DateField(null=True)  # the last day a member opened one of its pages
    members = models.ManyToManyField(User, through="Membership", related_name="authorities")

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=~models.Q(tenant=""), name="one_authority_per_tenant"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """The name rooms use in place of a foreign key."""
        return Urn("authority", self.slug)

    def get_absolute_url(self) -> str:
        """Its front page."""
        return f"/collectivite/{self.slug}/"

    @property
    def store_name(self) -> str:
        """The name its data bear in the store of the twin, whatever its slug became."""
        return self.tenant or self.slug

    @property
    def is_reachable(self) -> bool:
        """Whether its members may work: neither closed nor set aside."""
        return self.standing != self.Standing.CLOSED and self.deleted_at is None

    @property
    def is_read_only(self) -> bool:
        """Whether its members read and change nothing, by decision of the instance."""
        return self.read_only_at is not None

    @property
    def may_publish(self) -> bool:
        """Whether it may show anything to others: approved, at work, and no trial."""
        approved = self.standing == self.Standing.APPROVED and self.deleted_at is None
        return approved and self.kind != self.Kind.TRIAL


def publishing(prefix: str = "") -> models.Q:
    """The authorities that may show something to others; ``prefix`` leads to the authority."""
    real = ~models.Q((f"{prefix}kind", Authority.Kind.TRIAL))
    return real & models.Q(
        (f"{prefix}standing", Authority.Standing.APPROVED), (f"{prefix}deleted_at", None)
    )


def at_work(prefix: str = "") -> models.Q:
    """The authorities that are neither closed nor set aside; ``prefix`` leads to the authority."""
    closed = models.Q((f"{prefix}standing", Authority.Standing.CLOSED))
    return ~closed & models.Q((f"{prefix}deleted_at", None))


class KnownDomain(models.Model):
    """A domain of e-mail addresses of a territory's authority, recorded by an administrator.

    A person whose verified address is of that domain need not wait for an approval.
    """

    domain = models.CharField(_("domain"), max_length=200)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(fields=["domain", "territory"], name="one_domain_per_territory")
        ]

    def __str__(self) -> str:
        return self.domain


class InstanceEntry(models.Model):
    """A line of the journal of the instance: who did what to which authority or account, when.

    Its lines outlive what they name, so that nothing is closed or erased without a trace.
    """

    when = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(_("who"), max_length=254, blank=True)
    verb = models.CharField(_("what"), max_length=30)
    label = models.CharField(_("object"), max_length=254)
    detail = models.CharField(_("detail"), max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "instance entries"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.verb} {self.label}"


class Role(models.TextChoices):
    """What a member may do, each role including those before it."""

    READER = "reader", _("reader")
    CONTRIBUTOR = "contributor", _("contributor")
    LEAD = "lead", _("lead")
    ADMINISTRATOR = "administrator", _("administrator")

    @property
    def rank(self) -> int:
        """Its place in the order of rights, from 0."""
        return list(Role).index(self)

    def allows(self, needed: Role) -> bool:
        """Whether this role includes ``needed``."""
        return self.rank >= needed.rank


class Membership(models.Model):
    """The role a person has in an authority."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.READER)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "authority"], name="one_role_per_authority")
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("membership", str(self.pk))


class Invitation(AuthorityScoped):
    """An offer to join an authority, made to an e-mail address, accepted once or revoked."""

    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.CONTRIBUTOR)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} · {self.role}"

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("invitation", str(self.pk))


class OneTimeLink(models.Model):
    """A link that opens a door once; only the digest of its secret is stored."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in"
        FIRST_ADMINISTRATOR = "first_administrator"

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20, choices=Purpose)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} · {self.user or '?'}"
