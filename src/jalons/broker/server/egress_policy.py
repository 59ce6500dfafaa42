"""Where the broker may send: public addresses only, unless the operator says so.

Redirections are followed nowhere.
"""

from __future__ import annotations

import asyncio
import socket

from jalons.broker.engine.problems import Problem
from jalons.kernel.network.addresses import Reach


async def resolved(reach: Reach, host: str, port: int) -> str:
    """The address to connect to for a host.

    Raises ``Problem`` (Forbidden) when every address of it is refused, ``OSError`` when it has
    none.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if address := reach.chosen(host, (str(place[0]) for *_, place in found)):
        return address
    raise Problem("Forbidden", f"{host} is at an address this broker does not send to")
