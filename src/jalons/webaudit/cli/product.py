"""The product itself, started as a separate process in a data folder that is thrown away."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from jalons.webaudit.capture.chromium import wait_or_kill
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.survey import Route

START_SECONDS = 180.0  # the first start loads the territories
STOP_SECONDS = 15.0
COMMAND_SECONDS = 600.0
JALONS = (sys.executable, "-m", "jalons.site.cli")
PAGES = (sys.executable, "-m", "jalons.site.pages.named_pages")


class Product:
    """Jalons with its demonstration, or empty, answering on a free port of this machine only.

    A context manager; at its end the process it started is ended, and its data folder removed.
    """

    def __init__(self, *, empty: bool = False) -> None:
        self._empty = empty

    def __enter__(self) -> Product:
        self._folder = tempfile.TemporaryDirectory(prefix="jalons-audit-")
        own = {name: value for name, value in os.environ.items() if not name.startswith("JALONS_")}
        self._environment = own | {"JALONS_DATA_DIR": str(Path(self._folder.name) / "data")}
        self._log = Path(self._folder.name) / "server.log"
        self._server: subprocess.Popen[bytes] | None = None
        try:
            if not self._empty:
                self._run(*JALONS, "demo", "load", "--json")
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def routes(self) -> tuple[Route, ...]:
        """The named pages of the product, as it lists them itself."""
        listed: list[dict[str, Any]] = json.loads(self._run(*PAGES))
        return tuple(Route(**entry) for entry in listed)

    def sign_in_links(self) -> dict[str, str]:
        """For each role, the full address of its one-time sign-in link; none when empty."""
        if self._empty:
            return {}
        listed = json.loads(self._run(*JALONS, "demo", "links", "--json"))
        return {entry["role"]: self.address + entry["url"] for entry in listed}

    def _start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(  # noqa: S603  our own command
                [*JALONS, "serve", "--port", str(port)],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._server.poll() is not None:
                raise WebAuditError(
                    "product_ended", exit_code=self._server.returncode, output=self._last_words()
                )
            if time.monotonic() > deadline:
                raise WebAuditError("product_slow", seconds=START_SECONDS)
            time.sleep(0.1)

    def _answers(self) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(self.address, timeout=10):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _run(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603  our own command
            command,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        if done.returncode:
            raise WebAuditError(
                "product_command",
                command=" ".join(command[2:]),
                exit_code=done.returncode,
                output=done.stderr.strip()[-500:],
            )
        return done.stdout

    def _last_words(self) -> str:
        return self._log.read_text("utf-8", errors="replace").strip()[-500:]

    def _end(self) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGTERM)
            wait_or_kill(self._server, STOP_SECONDS)
        self._folder.cleanup()
