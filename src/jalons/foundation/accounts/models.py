"""People, authorities, and the membership that links them."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REAL)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    staff = models.PositiveIntegerField(_("staff members"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    members = models.ManyToManyField(User, through="Membership", related_name="authorities")

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """The name rooms use in place of a foreign key."""
        return Urn("authority", self.slug)

    def get_absolute_url(self) -> str:
        """Its front page."""
        return f"/collectivite/{self.slug}/"


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
        return f"{self.user} · {self.authority} · {self.role}"

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
    """A link that opens a door once; only the digest of its secret is kept."""

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
