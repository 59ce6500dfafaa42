"""The levers a fleet has a use for, each with values to start from and its effect alone.

The values are starting points that a person changes, not advice: two years more, a third of
purchases, a third of the paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jalons.footprint.engine.analysis.lever_values import lever_text
from jalons.footprint.engine.analysis.levers import DESKS, MONITOR, PAPER, SERVER, parse_lever
from jalons.footprint.engine.analysis.scenarios import LeverStep, Study, triple
from jalons.footprint.engine.factors.pack import Stage

PLAIN = ("keep", "refurbished", "screens", "unused", "virtualise", "print")
EXPERT = ("pue", "host", "custom")
YEARS, SHARE, SCREENS, SERVERS_A_HOST = 2, 0.3, 1, 5
# Often sold second-hand: first where several kinds would do.
SOLD_AGAIN = frozenset({"laptop", "desktop", "workstation", "monitor", "smartphone", "tablet"})
NO_DEVICE, NO_DESK, ENOUGH, NOTHING_UNUSED = "no_device", "no_desk", "screens_enough", "none_unused"
NO_PAPER, NO_ROOM, FEW_SERVERS = "no_paper", "no_room", "few_servers"


@dataclass(frozen=True, slots=True)
class LeverCard:
    """A kind of lever on a fleet: its ``text`` to start from, and its effect alone (``step``).

    Without use for the fleet, ``lacking`` says why and ``text`` is empty; a lever with no value to
    start from has neither. ``devices`` are the kinds it may be about, the one with most to gain
    first. ``today``: the screens a desk has already, where that is enough.
    """

    kind: str
    text: str = ""
    step: LeverStep | None = None
    devices: tuple[str, ...] = ()
    today: float | None = None
    lacking: str = ""

    @property
    def certain(self) -> bool:
        """Whether it surely makes the fleet weigh less, at 90 %."""
        return self.step is not None and self.step.difference.high < 0


def cards_of(study: Study) -> tuple[LeverCard, ...]:
    """The levers in plain words, those with most to gain first, then those of experts.

    Gathering servers comes after the others: an inventory rarely says which are hosts already.
    """
    plain = sorted((_CARDS[kind](study) for kind in PLAIN), key=_rank)
    return (*plain, *(_CARDS[kind](study) for kind in EXPERT))


def best_of(cards: Iterable[LeverCard]) -> tuple[LeverCard, ...]:
    """At most three in plain words that surely make the fleet weigh less, best first.

    Gathering servers is left aside.
    """
    sure = (each for each in cards if each.certain and each.kind in PLAIN)
    return tuple(sorted((each for each in sure if each.kind != "virtualise"), key=_rank)[:3])


def stored_card(card: LeverCard) -> dict[str, Any]:
    """A card with an effect as JSON-ready values, to be stored with an assessment."""
    if card.step is None:
        raise ValueError(f"{card.kind}: a card without effect is not stored")
    step = card.step
    known = {"lever": card.text, "devices": step.devices, "unit": step.unit.symbol}
    return known | triple(step.difference)


def _rank(card: LeverCard) -> tuple[bool, bool, float]:
    """Those with an effect first, the largest cut before all."""
    gain = 0.0 if card.step is None else card.step.difference.mid
    return card.step is None, card.kind == "virtualise", gain


def _card(study: Study, text: str, **more: object) -> LeverCard:
    kind = text.partition(":")[0]
    return LeverCard(kind, text, study.alone(parse_lever(text, study.pack)), **more)  # type: ignore[arg-type]


def _made(study: Study) -> list[str]:
    """The kinds whose manufacture counts: those a purchase less is worth something for."""
    first = study.pack.known_criteria()[0]
    return [
        name
        for name, holding in study.base.situation.holdings.items()
        if name not in study.fleet.measured
        and holding.quantity > 0
        and study.modeller.knows(holding, Stage.MANUFACTURING, first)
    ]


def _by_gain(study: Study, kind: str, value: float) -> list[str]:
    """The kinds of device such a lever may be about, the one with most to gain first."""

    def gain(device: str) -> float:
        lever = parse_lever(lever_text(kind, device, value), study.pack)
        return study.alone(lever).difference.mid

    return sorted(_made(study), key=gain)


def _keep(study: Study) -> LeverCard:
    kinds = tuple(_by_gain(study, "keep", YEARS))
    if not kinds:
        return LeverCard("keep", lacking=NO_DEVICE)
    return _card(study, lever_text("keep", kinds[0], YEARS), devices=kinds)


def _refurbished(study: Study) -> LeverCard:
    found = _by_gain(study, "refurbished", SHARE)
    kinds = tuple(sorted(found, key=lambda device: device not in SOLD_AGAIN))
    if not kinds:
        return LeverCard("refurbished", lacking=NO_DEVICE)
    return _card(study, lever_text("refurbished", kinds[0], SHARE), devices=kinds)


def _screens(study: Study) -> LeverCard:
    """Without a computer there is no desk to count, and every screen would be one too many."""
    desks = study.base.situation.quantity(DESKS)
    screens = study.base.situation.quantity(frozenset({MONITOR}))
    if not desks or not screens:
        return LeverCard("screens", lacking=NO_DESK)
    today = screens / desks
    if today <= SCREENS:
        return LeverCard("screens", lacking=ENOUGH, today=today)
    return _card(study, lever_text("screens", SCREENS))


def _unused(study: Study) -> LeverCard:
    card = _card(study, "unused")
    empty = card.step is None or not card.step.devices
    return LeverCard("unused", lacking=NOTHING_UNUSED) if empty else card


def _virtualise(study: Study) -> LeverCard:
    servers = study.base.situation.quantity(frozenset({SERVER}))
    if servers < 2:
        return LeverCard("virtualise", lacking=FEW_SERVERS)
    return _card(study, lever_text("virtualise", min(SERVERS_A_HOST, int(servers))))


def _print(study: Study) -> LeverCard:
    if not study.base.situation.quantity(frozenset({PAPER})):
        return LeverCard("print", lacking=NO_PAPER)
    return _card(study, lever_text("print", SHARE))


def _pue(study: Study) -> LeverCard:
    """From the low end of what is known of rooms, or the stated PUE when it is lower."""
    if not study.base.situation.in_data_centres():
        return LeverCard("pue", lacking=NO_ROOM)
    stated = study.modeller.electrics.pue
    target = min(study.pack.pue().low, stated or float("inf"))
    return _card(study, lever_text("pue", target))


def _host(study: Study) -> LeverCard:
    return LeverCard("host", lacking="" if study.base.situation.in_data_centres() else NO_ROOM)


def _custom(study: Study) -> LeverCard:
    return LeverCard("custom", devices=tuple(sorted(study.base.situation.holdings)))


_CARDS = {
    "keep": _keep, "refurbished": _refurbished, "screens": _screens, "unused": _unused,
    "virtualise": _virtualise, "print": _print, "pue": _pue, "host": _host, "custom": _custom,
}  # fmt: skip
