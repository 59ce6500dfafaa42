"""The fields a column may be read as, and the reasons."""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """What a column may be; ``user`` and ``ignored`` are known and left aside."""

    LABEL = "label"
    TYPE = "type"
    MANUFACTURER = "manufacturer"
    MODEL = "model"
    SERIAL = "serial"
    QUANTITY = "quantity"
    PURCHASED = "purchased"
    RETIRED = "retired"
    STATUS = "status"
    COUNTRY = "country"
    YEARLY_KWH = "yearly_kwh"
    LIFETIME = "lifetime"
    YEARS_BEFORE = "years_before"
    YEARS_AFTER = "years_after"
    PUE = "pue"
    CPU_NAME = "cpu_name"
    CPU_UNITS = "cpu_units"
    CPU_CORES = "cpu_cores"
    RAM = "ram_gb"
    SSD = "ssd_gb"
    HDD = "hdd_gb"
    GPU_UNITS = "gpu_units"
    LOAD = "load"
    HOST = "host"
    SHARE_KEY = "share_key"
    VCPU = "vcpu"
    STORAGE = "storage_gb"
    PROVIDER = "provider"
    INSTANCE = "instance"
    YEARLY_HOURS = "yearly_hours"
    SITE = "site"
    ENTITY = "entity"
    USER = "user"
    IGNORED = "ignored"


LEFT_ASIDE = frozenset({Field.USER, Field.IGNORED})


NUMBERS = frozenset({
    Field.QUANTITY, Field.YEARLY_KWH, Field.LIFETIME, Field.YEARS_BEFORE, Field.YEARS_AFTER,
    Field.PUE, Field.CPU_UNITS, Field.CPU_CORES, Field.RAM, Field.SSD, Field.HDD, Field.GPU_UNITS,
    Field.LOAD, Field.SHARE_KEY, Field.VCPU, Field.STORAGE, Field.YEARLY_HOURS,
})  # fmt: skip


# What changes how many devices are counted, for how long or with which electricity: never taken
# from the content of a column, nor from part of a heading that says something else.
DECISIVE = frozenset({
    Field.QUANTITY, Field.PURCHASED, Field.RETIRED, Field.STATUS, Field.COUNTRY, Field.YEARLY_KWH,
    Field.YEARS_BEFORE, Field.YEARS_AFTER,
})  # fmt: skip


class Why(StrEnum):
    """The reason of a guess; each has a sentence in ``messages.toml`` (``why.<value>``)."""

    EXPORT = "export"
    HEADING = "heading"
    HEADING_PART = "heading_part"
    VALUES = "values"
    TAKEN = "taken"
    EMPTY = "empty"
    NOTHING = "nothing"
