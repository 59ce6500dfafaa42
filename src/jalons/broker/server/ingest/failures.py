"""Why a source could not be reached, in a sentence a person can act on; the log has the detail."""

from __future__ import annotations

import re
import socket
import ssl

from jalons.broker.engine.problems import Problem

ACCOUNT = "the account or its password is refused"
VERSION = "the MQTT broker refuses this version of MQTT"
NAME = "the MQTT broker refuses our name"
AWAY = "the MQTT broker is not available"
_CODES = {
    1: VERSION, 132: VERSION, 2: NAME, 133: NAME, 3: AWAY, 136: AWAY,
    4: ACCOUNT, 5: ACCOUNT, 134: ACCOUNT, 135: ACCOUNT,
}  # fmt: skip
"""The refusals of CONNACK. Sources: OASIS MQTT 3.1.1, table 3.1; MQTT 5.0, table 3.2.2.2."""
_CODE = re.compile(r"\[code:(\d+)\]")
_WORDS = (
    ("connection refused", "nothing answers at this address and port"),
    ("name or service not known", "this host is unknown"),
    ("temporary failure in name resolution", "this host is unknown"),
    ("no address associated", "this host is unknown"),
    ("certificate", "the certificate of this host is not trusted"),
    ("wrong version number", "this port does not speak TLS"),
    ("timed out", "this host does not answer"),
    ("timeout", "this host does not answer"),
    ("no route to host", "this host cannot be reached"),
    ("network is unreachable", "this host cannot be reached"),
    ("disconnected", "the connection was cut"),
    ("connection lost", "the connection was cut"),
)
"""What libraries say of the usual failures, in small letters."""
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "nothing answers at this address and port"),
    (socket.gaierror, "this host is unknown"),
    (ssl.SSLCertVerificationError, "the certificate of this host is not trusted"),
    (TimeoutError, "this host does not answer"),
    (ConnectionResetError, "the connection was cut"),
)


def why(error: BaseException) -> str:
    """The reason of a failure, short and always in the same words; unknown ones as they came."""
    if isinstance(error, Problem):
        return error.detail
    text = f"{error}" or type(error).__name__
    code = _CODE.search(text)
    if code is not None and int(code.group(1)) in _CODES:
        return _CODES[int(code.group(1))]
    for kind, words in _KINDS:
        if isinstance(error, kind) or isinstance(error.__cause__, kind):
            return words
    found = (words for sign, words in _WORDS if sign in text.lower())
    return next(found, f"{type(error).__name__}: {text}"[:300])
