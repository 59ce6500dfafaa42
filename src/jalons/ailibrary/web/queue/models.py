"""Requests to be sent to a service, what people decided of them, and the chain of their acts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar, NoReturn

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.review.chain import START
from jalons.ailibrary.web.queue import suggesters
from jalons.ailibrary.web.queue.pseudonyms import digest_of_text
from jalons.ailibrary.web.recipes.models import RecipeBundle
from jalons.foundation.accounts.scoping import AuthorityScoped, ScopedManager, living
from jalons.foundation.design.page_language import day_words
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person

PURGED = "–"  # in place of a text that was erased


class Channel(models.TextChoices):
    """How a request or a contestation arrived."""

    MAIL = "mail", pgettext_lazy("channel", "e-mail")
    FORM = "form", pgettext_lazy("channel", "online form")
    PHONE = "phone", pgettext_lazy("channel", "telephone")
    DESK = "desk", pgettext_lazy("channel", "reception desk")
    LETTER = "letter", pgettext_lazy("channel", "letter")
    OTHER = "other", pgettext_lazy("channel", "other")


def today() -> date:
    """The day, here."""
    return timezone.localdate()


class ReceivingService(Registered):
    """A service to which requests are sent, and the themes of the recipe that are its own."""

    name = models.CharField(
        pgettext_lazy("destination", "service"), max_length=120,
        help_text=_("A department. Never the name of a person."),
    )  # fmt: skip
    themes = CodesField(
        _("themes it receives"), codes=suggesters.theme_choices,
        help_text=_("The recipe knows these themes: what you leave out gets no suggestion."),
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("service that receives")
        verbose_name_plural = _("services that receive")
        constraints = [unique_alive("name", name="one_destination_of_a_name",
                                    message=_("Another service has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if is_person(self.name):
            raise AIError("queue_person", field="name", text=self.name)
        for each in living(ReceivingService, self.authority).exclude(pk=self.pk):
            if both := sorted(set(self.themes) & set(each.themes)):
                raise AIError("queue_theme", field="themes", theme=both[0], other=each.name)


class QueueRules(Registered):
    """How the queue of a recipe works: reviewers, drills, erasing; and what suspends it."""

    recipe = models.CharField(_("recipe"), max_length=40, choices=suggesters.recipe_choices)
    reviewers = models.PositiveSmallIntegerField(
        _("people who decide each request"), default=1,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("One to three. A lead decides when they differ."),
    )  # fmt: skip
    purge_days = models.PositiveSmallIntegerField(
        _("erase the text after, in days"), default=90,
        validators=[MinValueValidator(1), MaxValueValidator(1_095)],
        help_text=_("Counted from the decision. What was decided stays, without the text."),
    )  # fmt: skip
    drills = models.BooleanField(
        _("drills"), default=False,
        help_text=_("About one suggestion in fifty is wrong on purpose, and says so once decided."),
    )  # fmt: skip
    informed_on = models.DateField(
        _("staff informed of the drills on"), null=True, blank=True,
        help_text=_("Without this date there is no drill."),
    )  # fmt: skip
    suspended = models.BooleanField(default=False, editable=False)
    because = models.TextField(max_length=2_000, blank=True, editable=False)
    fell_back_on = models.CharField(max_length=64, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("suspended", "because", "fell_back_on")

    class Meta(Registered.Meta):
        ordering = ["recipe"]
        verbose_name = _("rules of the queue")
        verbose_name_plural = pgettext_lazy("several", "rules of the queue")
        constraints = [unique_alive("recipe", name="one_rules_of_a_queue",
                                    message=_("This queue has its rules already."))]  # fmt: skip

    def __str__(self) -> str:
        return suggesters.recipe_name(self.recipe)

    def clean(self) -> None:
        if self.drills and self.informed_on is None:
            raise AIError("queue_drills", field="informed_on")
        if self.informed_on and self.informed_on > today():
            raise AIError("queue_future", field="informed_on")


class QueueItem(Registered):
    """A request that a person sends to a service.

    ``text`` is private, and erased some days after the decision; ``digest`` stays. Everything
    decided is in the chain: the fields here follow from it. ``suggestion`` is what the recipe
    answered when the request was first opened, in plain values; ``mode`` how it is shown.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("request", "to decide")
        DEFERRED = "deferred", pgettext_lazy("request", "put off")
        SPLIT = "split", pgettext_lazy("request", "opinions differ")
        DECIDED = "decided", pgettext_lazy("request", "decided")
        CONTESTED = "contested", pgettext_lazy("request", "contested")

    recipe = models.CharField(
        _("recipe"), max_length=40, choices=suggesters.recipe_choices,
        default=suggesters.first_recipe, editable=False,
    )  # fmt: skip
    text = models.TextField(
        _("text of the request"), max_length=5_000,
        help_text=_("Leave out names, addresses, numbers: they do not help to choose a service."),
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, default=Channel.FORM)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    received_on = models.DateField(pgettext_lazy("request", "received on"), default=today)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    reviewers = models.PositiveSmallIntegerField(
        default=1, editable=False, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.WAITING, editable=False
    )
    decided_to = models.ForeignKey(
        ReceivingService, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("sent to"),
    )  # fmt: skip
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    mode = models.CharField(max_length=5, blank=True, editable=False)
    drilled = models.BooleanField(default=False, editable=False)
    suggestion = models.JSONField(default=dict, blank=True, editable=False)
    opened_by = models.CharField(max_length=16, blank=True, editable=False)
    opened_until = models.DateTimeField(null=True, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "reviewers", "state", "decided_to", "closed_at", "erased_at", "mode", "drilled",
        "suggestion", "opened_by", "opened_until",
    )  # fmt: skip
    standing: ClassVar[tuple[str, ...]] = ("decided_to",)

    class Meta(Registered.Meta):
        ordering = ["received_on"]
        verbose_name = _("request in the queue")
        verbose_name_plural = _("requests in the queue")
        indexes = [
            models.Index("authority", "received_on", "id", name="queue_by_day",
                         condition=models.Q(deleted_at=None)),
            models.Index("authority", "state", "received_on", "id", name="queue_by_state",
                         condition=models.Q(deleted_at=None)),
            models.Index("authority", "channel", "received_on", name="queue_by_channel",
                         condition=models.Q(deleted_at=None)),
            models.Index("authority", "decided_to", "received_on", name="queue_by_service",
                         condition=models.Q(deleted_at=None)),
            models.Index("authority", "reference", name="queue_by_reference"),
            models.Index("authority", "digest", name="queue_by_digest"),
            models.Index("authority", "closed_at", name="queue_to_erase",
                         condition=models.Q(erased_at=None, closed_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        words = {"day": day_words(self.received_on), "channel": self.get_channel_display()}
        return self.reference or gettext("Request of %(day)s (%(channel)s)") % words

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state in {self.State.WAITING, self.State.DEFERRED, self.State.SPLIT}

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the hash of the text, which stays when the text is erased."""
        text = values.get("text", PURGED)
        if text == PURGED:
            return values
        return {**values, "digest": digest_of_text(self.authority, text)}

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse another text, or a deletion, once somebody saw the request."""
        if self.opened_by and self.erased_at is None and {"text", "deleted_at"} & set(names):
            raise AIError("queue_seen", field="text")

    def clean(self) -> None:
        if not self.text.strip():
            raise AIError("queue_empty", field="text")
        if self.erased_at is not None and self.text != PURGED:
            raise AIError("queue_erased", field="text")
        if self.received_on > today():
            raise AIError("queue_future", field="received_on")
        if is_person(self.reference):
            raise AIError("queue_person", field="reference", text=self.reference)


class Contestation(Registered):
    """A person contests a decision: how it arrived, by when it is answered, what was answered.

    ``text`` is private. ``right`` is the service it should have gone to.
    """

    class Outcome(models.TextChoices):
        WAITING = "", pgettext_lazy("contestation", "to answer")
        UPHELD = "upheld", pgettext_lazy("contestation", "the decision is changed")
        DISMISSED = "dismissed", pgettext_lazy("contestation", "the decision stands")

    item = models.ForeignKey(
        QueueItem, models.CASCADE, related_name="contestations", verbose_name=_("request")
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, default=Channel.MAIL)
    received_on = models.DateField(pgettext_lazy("request", "received on"), default=today)
    text = models.TextField(_("what is contested"), max_length=2_000, blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=9, choices=Outcome, blank=True, editable=False
    )
    right = models.ForeignKey(
        ReceivingService, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("should have gone to"),
    )  # fmt: skip
    answer = models.TextField(_("answer"), max_length=2_000, blank=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "answer_by", "outcome", "right", "answer", "answered_on",
    )  # fmt: skip
    standing: ClassVar[tuple[str, ...]] = ("right",)

    class Meta(Registered.Meta):
        ordering = ["received_on"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")

    def __str__(self) -> str:
        return gettext("Objection of %(day)s") % {"day": day_words(self.received_on)}

    @property
    def is_late(self) -> bool:
        """Whether its answer is overdue."""
        return not self.outcome and self.answer_by is not None and self.answer_by < today()

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to delete one that was answered."""
        if "deleted_at" in names and self.outcome:
            raise AIError("queue_answered", field="outcome")

    def clean(self) -> None:
        if self.received_on > today():
            raise AIError("queue_future", field="received_on")
        if self.item.is_open:
            raise AIError("queue_undecided", field="item")


class AppendOnlyError(TypeError):
    """An entry of the chain is never changed nor removed: a mistake of the programmer."""

    def __init__(self) -> None:
        super().__init__("the chain of decisions is append-only")


class ChainQuerySet(models.QuerySet["ChainEntry"]):
    """Entries of the chain, to be read only."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse; entries go only with their authority."""
        raise AppendOnlyError


class ChainEntry(AuthorityScoped):
    """An act about the queue, as it was stored and hashed; ``stored`` is never written again."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", pgettext_lazy("chain", "suggestion")
        DECISION = "decision", pgettext_lazy("chain", "decision")
        BLIND = "blind", pgettext_lazy("chain", "blind decision")
        DRILL = "drill", pgettext_lazy("chain", "drill")
        CONTESTATION = "contestation", pgettext_lazy("chain", "objection")
        ANSWER = "answer", pgettext_lazy("chain", "answer to an objection")
        SUSPENSION = "suspension", pgettext_lazy("chain", "suspension")
        RESUMPTION = "resumption", pgettext_lazy("chain", "resumption")
        PURGE = "purge", pgettext_lazy("chain", "text erased")

    sealed_fields = ("item", "stored")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    item = models.CharField(max_length=80, blank=True)  # the URN of a request, or of the rules
    at = models.DateTimeField()
    stored = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    unscoped: ClassVar[models.Manager[ChainEntry]] = models.Manager.from_queryset(ChainQuerySet)()
    objects: ClassVar[ScopedManager[ChainEntry]] = ScopedManager.from_queryset(ChainQuerySet)()  # type: ignore[assignment]  # Self is ChainEntry here

    class Meta(AuthorityScoped.Meta):
        verbose_name_plural = "chain entries"
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint("authority", "seq", name="one_entry_of_a_number")]
        indexes = [models.Index("authority", "item", "seq", name="chain_by_item")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the entry; refuse to store it again."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ARG002, FBT001, FBT002  (Django's signature)
        """Refuse."""
        raise AppendOnlyError


class ChainHead(AuthorityScoped):
    """The last entry of the chain of an authority, and how far it was checked."""

    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=START)
    at = models.DateTimeField(null=True)
    checked_seq = models.PositiveBigIntegerField(default=0)
    checked_digest = models.CharField(max_length=64, default=START)
    checked_at = models.DateTimeField(null=True)
    broken_seq = models.PositiveBigIntegerField(null=True)
    fault = models.CharField(max_length=8, blank=True)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint("authority", name="one_chain_of_an_authority")]

    def __str__(self) -> str:
        return str(self.seq)


class Opening(AuthorityScoped):
    """When somebody first saw a request, and how many times the page was shown to them."""

    item = models.ForeignKey(QueueItem, on_delete=models.CASCADE, related_name="openings")
    by = models.CharField(max_length=16)
    first_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint("item", "by", name="one_opening_of_a_person")]

    def __str__(self) -> str:
        return str(self.item_id)


class Review(AuthorityScoped):
    """A decision of the chain as figures read it, until its request is erased.

    ``by`` is who decided, as a code that names nobody. ``label`` and ``suggested`` are keys of
    services. ``right`` says whether the suggestion was right, once something else established it.
    """

    class Verdict(models.TextChoices):
        ACCEPT = "accept", pgettext_lazy("verdict", "suggestion followed")
        EDIT = "edit", pgettext_lazy("verdict", "another service chosen")
        CHOICE = "choice", pgettext_lazy("verdict", "service chosen without a suggestion")
        REJECT = "reject", pgettext_lazy("verdict", "none of our services")
        DEFER = "defer", pgettext_lazy("verdict", "put off")

    item = models.ForeignKey(QueueItem, on_delete=models.CASCADE, related_name="reviews")
    seq = models.PositiveBigIntegerField()
    by = models.CharField(max_length=16)
    verdict = models.CharField(max_length=6, choices=Verdict)
    mode = models.CharField(max_length=5)
    label = models.CharField(max_length=36, blank=True)
    suggested = models.JSONField(default=list)
    score = models.FloatField(null=True)
    abstained = models.BooleanField(default=False)
    seconds = models.FloatField(null=True)
    reason = models.TextField(max_length=1_000, blank=True)
    right = models.BooleanField(null=True)
    arbitrated = models.BooleanField(default=False)
    undone = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta(AuthorityScoped.Meta):
        ordering = ["seq"]
        indexes = [
            models.Index("authority", "at", name="reviews_by_date"),
            models.Index("authority", "by", "at", name="reviews_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.verdict)


class LearnedBundle(AuthorityScoped):
    """What a recipe learned from the decisions of an authority, and what it was measured to do."""

    class State(models.TextChoices):
        REFUSED = "refused", pgettext_lazy("bundle", "not good enough")
        PROPOSED = "proposed", pgettext_lazy("bundle", "waits for a lead")
        USED = "used", pgettext_lazy("bundle", "used")
        REPLACED = "replaced", pgettext_lazy("bundle", "replaced")

    recipe = models.CharField(max_length=40)
    bundle = models.ForeignKey(RecipeBundle, models.CASCADE, related_name="+")
    learned_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State)
    examples = models.PositiveIntegerField()
    evaluation = models.JSONField(default=dict)
    blind = models.JSONField(default=dict)  # right answers on blind decisions: now, learned, whole

    class Meta(AuthorityScoped.Meta):
        ordering = ["-learned_at"]

    def __str__(self) -> str:
        return f"{self.recipe} {self.learned_at:%Y-%m-%d}"
