"""The page where a scenario is built: its cards, what was chosen, and what to name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.footprint.engine.analysis import cards as engine
from jalons.footprint.engine.analysis.cards import LeverCard
from jalons.footprint.engine.analysis.lever_values import VALUES
from jalons.footprint.engine.analysis.levers import parse_lever
from jalons.footprint.engine.analysis.scenarios import LeverStep, Study
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.cart import ADDED, OPENED, REMOVED, Cart
from jalons.footprint.web.scenarios.forms import CardForm, plain
from jalons.footprint.web.scenarios.levers import about, lever_words, problem_words
from jalons.footprint.web.scenarios.proposals import Effect, RoadmapLink, link_to
from jalons.footprint.words.figures import lowered, number, say
from jalons.footprint.words.scenario import first_words, gain_words, is_nothing, touched_words
from jalons.foundation.design.page_language import lang
from jalons.kernel.contracts import RoadmapAction

LACKING = {
    engine.NO_DEVICE: gettext_lazy("no device whose manufacture is known is counted."),
    engine.NO_DESK: gettext_lazy("it takes screens and computers in the inventory."),
    engine.ENOUGH: gettext_lazy("there are already %(today)s screens per desk."),
    engine.NOTHING_UNUSED: gettext_lazy("no device in stock or missing is counted in this total."),
    engine.NO_PAPER: gettext_lazy("the paper bought in a year is not in the inventory."),
    engine.FEW_SERVERS: gettext_lazy("it takes two servers at least."),
}
# Where to bring what a card lacks.
BRING = {engine.NO_PAPER: "footprint_services", engine.NOTHING_UNUSED: "footprint_choices"}


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card as the page shows it; ``chosen`` when its lever is in the cart."""

    kind: str
    title: str
    words: str
    gain: str
    range: str
    touched: str
    needs: str
    form: CardForm
    opened: bool
    chosen: bool
    add_url: str
    action: RoadmapLink | None


@dataclass(frozen=True, slots=True)
class CartLine:
    """A lever of the cart: its words, its effect alone, and where to change it or take it out."""

    title: str
    gain: str
    range: str
    touched: str
    edit_url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Builder:
    """The page for an inventory and a cart.

    ``made`` are the actions of the roadmap by origin, None for who may not add any.
    """

    assessed: AssessedInventory
    cart: Cart
    query: QueryDict
    made: Mapping[str, RoadmapAction] | None

    @property
    def study(self) -> Study:
        """The fleet ready for scenarios."""
        return queries.study_of(self.assessed)

    def added(self) -> str:
        """The address once the card that was sent is in the cart, "" when nothing valid was."""
        card = self._card(self.query.get(ADDED, ""))
        form = card and CardForm(self.query, card)
        if not form or not form.is_valid():
            return ""
        lever, inventory = form.lever(), self.assessed.inventory
        return self.cart.with_lever(lever).url(inventory, **{REMOVED: self.cart.replaced_by(lever)})

    def removed(self) -> tuple[str, str]:
        """What was just taken out, in words, and the address that puts it back."""
        lever = self.query.get(REMOVED, "")[:200]
        words = lever_words(lever, lang())
        if words == lever or lever in self.cart.levers:  # an address may say anything
            return "", ""
        return words, self.cart.with_lever(lever).url(self.assessed.inventory)

    def cards(self, kinds: Sequence[str]) -> list[ShownCard]:
        """The cards of these kinds that the fleet has a use for."""
        known = (each for each in queries.lever_cards(self.assessed) if each.kind in kinds)
        return [self._shown(each) for each in known if not each.lacking]

    def lacking(self) -> list[tuple[str, str, str]]:
        """The plain cards without use: title, why, the page that brings what is missing."""
        return [
            (
                _title(each.kind),
                str(LACKING[each.lacking]) % {"today": number(each.today or 0, lang(), digits=2)},
                BRING.get(each.lacking, ""),
            )
            for each in queries.lever_cards(self.assessed)
            if each.lacking and each.kind in engine.PLAIN
        ]

    def lines(self) -> list[CartLine]:
        """What was chosen, in its order."""
        return [self._line(lever) for lever in self.cart.levers]

    def best(self) -> str:
        """The first sentence while nothing is chosen."""
        found = engine.best_of(queries.lever_cards(self.assessed))
        if not found or found[0].step is None:
            return _("None of these choices would surely lighten this fleet.")
        return first_words(found[0].step, self.study.pack, lang())

    def _card(self, kind: str) -> LeverCard | None:
        known = queries.lever_cards(self.assessed)
        return next((each for each in known if each.kind == kind and not each.lacking), None)

    def _shown(self, card: LeverCard) -> ShownCard:
        sent = card.kind in {self.query.get(OPENED), self.query.get(ADDED)}
        filled = sent and all(name in self.query for name in VALUES[card.kind])
        form = CardForm(self.query if filled else None, card)
        if filled and form.is_valid():
            text = form.lever()
            card = replace(card, text=text, step=self._alone(text))
        words, step = lever_words(card.text, lang()) if card.text else "", card.step
        gain, spread = gain_words(step, lang()) if step else ("", "")
        url = self.cart.with_lever(card.text).url(self.assessed.inventory) if card.text else ""
        return ShownCard(
            card.kind, _title(card.kind), words, gain, spread,
            touched_words(step, lang()) if step else "",
            say(f"lever.{card.kind}.effort", lang()), form, sent or not card.text,
            card.text in self.cart.levers, url, self._action(words, card.text, step),
        )  # fmt: skip

    def _action(self, words: str, lever: str, step: LeverStep | None) -> RoadmapLink | None:
        """The action of a card whose lever surely does something."""
        if self.made is None or step is None or is_nothing(step.difference):
            return None
        origin = Cart((lever,)).url(self.assessed.inventory)
        effect = Effect(self.assessed, step.difference, step.unit, (step,))
        return link_to(self.made, words, origin, effect)

    def _alone(self, lever: str) -> LeverStep:
        return self.study.alone(parse_lever(lever, self.study.pack))

    def _line(self, lever: str) -> CartLine:
        inventory = self.assessed.inventory
        remove = self.cart.without(lever).url(inventory, **{REMOVED: lever})
        try:
            step = self._alone(lever)
        except FootprintError as error:
            return CartLine(lever_words(lever, lang()), "", problem_words(error), "", "", remove)
        gain, spread = gain_words(step, lang())
        kind, *values = lever.split(":")
        sent = dict(zip(VALUES[kind], values, strict=True))
        if "share" in sent:
            sent["share"] = str(plain(100 * float(sent["share"].replace(",", "."))))
        edit = self.cart.url(inventory, **{OPENED: kind}, **sent) + f"#{kind}"
        touched = touched_words(step, lang())
        return CartLine(lever_words(lever, lang()), gain, spread, touched, edit, remove)


def _title(kind: str) -> str:
    return say(f"lever.{kind}.name", lang())


def proposed_name(cart: Cart, taken: Iterable[str]) -> str:
    """A name for what was chosen, which no scenario of the inventory has."""
    kinds = dict.fromkeys(about(lever)[0] for lever in cart.levers)
    first, *others = (say(f"lever.{kind}.name", lang(), missing=kind) for kind in kinds)
    name = ", ".join([first, *map(lowered, others)])[:90]
    names, again, found = set(taken), 2, name
    while found in names:
        found, again = f"{name} ({again})", again + 1
    return found
