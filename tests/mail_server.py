"""A mail server on loopback that stores what it receives, and may refuse some of it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Letters:
    """What arrived: each recipient and text, and how many letters are to be refused first."""

    port: int = 0
    refusing: int = 0
    to: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def accepts(self, address: str, text: str) -> bool:
        """Store a letter unless it is one to refuse."""
        with self.lock:
            if self.refusing:
                self.refusing -= 1
                return False
            self.to.append(address)
            self.texts.append(text)
            return True


@contextmanager
def mail_server() -> Iterator[Letters]:
    """Serve SMTP on a free port until the block ends."""
    letters = Letters()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 ready")
            to, text, in_letter = "", "", False
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                if in_letter:
                    if line == ".":
                        in_letter = False
                        self.say("250 stored" if letters.accepts(to, text) else "451 not now")
                    else:
                        text += f"{line}\n"
                elif line.upper().startswith("RCPT TO:"):
                    to = line[9:].strip("<> ")
                    self.say("250 ok")
                elif line.upper() == "DATA":
                    text, in_letter = "", True
                    self.say("354 go on")
                elif line.upper() == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        letters.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield letters
        finally:
            server.shutdown()
