"""What is known of the wiping of one drive, whoever says it: a log, a document, a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How far data are out of reach, in the order of NIST SP 800-88."""

    NONE = 0
    CLEAR = 1
    PURGE = 2
    DESTROY = 3


class Medium(StrEnum):
    """What data are written on."""

    UNKNOWN = ""
    HDD = "hdd"
    SMR = "smr"
    SED = "sed"
    SSD = "ssd"
    NVME = "nvme"
    EMMC = "emmc"
    USB = "usb"
    PHONE = "phone"
    TAPE = "tape"


class Method(StrEnum):
    """How they were wiped. ``ONLY_READS`` is a tool that was run and wrote nothing."""

    UNKNOWN = ""
    OVERWRITE = "overwrite"
    SANITIZE_OVERWRITE = "sanitize_overwrite"
    BLOCK_ERASE = "block_erase"
    CRYPTO_ERASE = "crypto_erase"
    SECURE_ERASE = "secure_erase"
    SECURE_ERASE_ENHANCED = "secure_erase_enhanced"
    NVME_SANITIZE = "nvme_sanitize"
    FORMAT_SES = "format_ses"
    FACTORY_RESET = "factory_reset"
    DEGAUSS = "degauss"
    SHRED = "shred"
    DISINTEGRATE = "disintegrate"
    INCINERATE = "incinerate"
    ONLY_READS = "only_reads"


class Completion(StrEnum):
    """Whether the work went to its end."""

    UNKNOWN = ""
    COMPLETED = "completed"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class Verification(StrEnum):
    """How the result was verified."""

    UNKNOWN = ""
    NONE = "none"
    LAST = "last"
    ALL = "all"
    SAMPLE = "sample"
    VISUAL = "visual"


class Checked(StrEnum):
    """The answer of a check: unknown until somebody, or a log, gives it."""

    UNKNOWN = ""
    YES = "yes"
    NO = "no"


class Hidden(StrEnum):
    """The hidden areas of a drive (HPA, DCO)."""

    UNKNOWN = ""
    ABSENT = "absent"
    REMOVED = "removed"
    PRESENT = "present"


class Destination(StrEnum):
    """Where the drive goes next."""

    UNKNOWN = ""
    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The facts of one wiping; an empty or None value is a fact that nobody gave.

    ``capacity`` and ``unwiped`` are in bytes. ``keys``: data were encrypted since the first use,
    with a key that is only in the drive. ``sanitize_log``: log page 0x81 says that the command
    succeeded. ``claimed`` is the level the document says. ``inferred`` names the fields that the
    program inferred. ``operator`` and ``verifier`` are roles, never persons.
    """

    maker: str = ""
    model: str = ""
    serial: str = ""
    medium: Medium = Medium.UNKNOWN
    capacity: int | None = None
    host: str = ""
    method: Method = Method.UNKNOWN
    method_name: str = ""
    tool: str = ""
    tool_version: str = ""
    passes: int | None = None
    completion: Completion = Completion.UNKNOWN
    errors: int | None = None
    unwiped: int = 0
    verification: Verification = Verification.UNKNOWN
    verified: Checked = Checked.UNKNOWN
    hidden: Hidden = Hidden.UNKNOWN
    keys: Checked = Checked.UNKNOWN
    sanitize_log: Checked = Checked.UNKNOWN
    claimed: Level | None = None
    started_on: date | None = None
    ended_on: date | None = None
    operator: str = ""
    verifier: str = ""
    place: str = ""
    destination: Destination = Destination.UNKNOWN
    inferred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DriveLog:
    """One drive of a log: its path in the machine, what was read of it, the words that decided."""

    path: str
    certificate: Certificate
    host_serial: str = ""
    trace: tuple[str, ...] = ()
