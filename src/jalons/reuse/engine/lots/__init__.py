"""Lots: what leaves together, its events chained by their hashes, passports, drafts of slips."""

from jalons.reuse.engine.lots.chain import Break, canonical, hash_of, verify
from jalons.reuse.engine.lots.events import exported, seal
from jalons.reuse.engine.lots.passports import sign, verify_passport
from jalons.reuse.engine.lots.waste import Company, WasteDraft, weee_drafts
from jalons.reuse.engine.lots.weights import LotDevice, Mass, Weighed, mass, weighed

__all__ = [
    "Break",
    "Company",
    "LotDevice",
    "Mass",
    "WasteDraft",
    "Weighed",
    "canonical",
    "exported",
    "hash_of",
    "mass",
    "seal",
    "sign",
    "verify",
    "verify_passport",
    "weee_drafts",
    "weighed",
]
