"""A headless Chromium of our own: started with an empty profile, ended by its own id."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.capture.wire import Wire
from jalons.webaudit.engine.errors import WebAuditError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    # tabs visited side by side all go at full speed
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--remote-debugging-port=0",
)
START_SECONDS = 30.0
STOP_SECONDS = 5.0


def find_chromium() -> str:
    """The path of the browser: the variable ``CHROMIUM``, or else the first one on the PATH.

    Raises ``WebAuditError`` (``chromium_missing``).
    """
    named = os.environ.get("CHROMIUM", "")
    for name in (named,) if named else NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise WebAuditError("chromium_missing", named=named or ", ".join(NAMES))


@dataclass(frozen=True, slots=True)
class Identity:
    """A separate visitor (a role): its own cookies and storage, its language and its headers."""

    browser_context: str
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = "fr-FR"


class Browser:
    """A connection to a running browser: visitors and tabs. For the use of one thread."""

    wire: Wire

    @property
    def version(self) -> str:
        """Its name and version, e.g. ``Chrome/156.0.8078.79``."""
        return str(self.wire.call("Browser.getVersion")["product"])

    @contextmanager
    def identity(
        self, *, headers: Mapping[str, str] | None = None, language: str = "fr-FR"
    ) -> Iterator[Identity]:
        """A separate visitor, forgotten at the end."""
        made = self.wire.call("Target.createBrowserContext", disposeOnDetach=True)
        context: str = made["browserContextId"]
        try:
            yield Identity(context, dict(headers or {}), language)
        finally:
            self.wire.call("Target.disposeBrowserContext", browserContextId=context)

    @contextmanager
    def tab(
        self,
        identity: Identity | None = None,
        *,
        width: int = 1920,
        height: int = 1080,
        javascript: bool = True,
    ) -> Iterator[Tab]:
        """A tab of a size in CSS pixels, closed at the end; of a fresh visitor by default."""
        if identity is None:
            with (
                self.identity() as fresh,
                self.tab(fresh, width=width, height=height, javascript=javascript) as tab,
            ):
                yield tab
            return
        made = self.wire.call(
            "Target.createTarget",
            url="about:blank",
            browserContextId=identity.browser_context,
        )
        target: str = made["targetId"]
        session: str = self.wire.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        try:
            tab = Tab(self.wire, session)
            tab.prepare(width=width, height=height, javascript=javascript)
            tab.introduce(language=identity.language, headers=identity.headers)
            yield tab
        finally:
            self.wire.forget(session)
            with contextlib.suppress(WebAuditError):
                self.wire.call("Target.closeTarget", targetId=target)


class Chromium(Browser):
    """A running browser, to be used as a context manager; one process for many pages.

    ``sandbox=None`` keeps the browser's sandbox except for root, to whom Chromium refuses it.
    With ``shared``, pages of one site share that many processes: less time, for pages of our own.
    """

    def __init__(
        self, path: str | None = None, *, sandbox: bool | None = None, shared: int | None = None
    ) -> None:
        self._path = path or find_chromium()
        self._shared = () if shared is None else (f"--renderer-process-limit={shared}",)
        self._sandbox = os.geteuid() != 0 if sandbox is None else sandbox

    def __enter__(self) -> Chromium:
        self._profile = tempfile.TemporaryDirectory(
            prefix="jalons-chromium-", ignore_cleanup_errors=True
        )
        flags = [*FLAGS, *self._shared, f"--user-data-dir={self._profile.name}"]
        if not self._sandbox:
            flags.append("--no-sandbox")
        self._process = subprocess.Popen(  # noqa: S603  the path is the user's own browser
            [*_ending_with_us(), self._path, *flags, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that it ends with all its children, and only them
        )
        try:
            self._devtools = self._address()
            self.wire = Wire(self._devtools)
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
        with contextlib.suppress(WebAuditError):
            self.wire.call("Browser.close", seconds=STOP_SECONDS)
        self.wire.close()
        self._end()

    @contextmanager
    def connection(self) -> Iterator[Browser]:
        """Another connection to this browser, for another thread; closed at the end."""
        browser = Browser()
        browser.wire = Wire(self._devtools)
        try:
            yield browser
        finally:
            browser.wire.close()

    def _address(self) -> str:
        """The address the browser writes in its profile once it listens."""
        file = Path(self._profile.name) / "DevToolsActivePort"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise WebAuditError("chromium_ended", exit_code=self._process.returncode)
            lines = file.read_text("ascii").splitlines() if file.exists() else []
            if len(lines) == 2:
                return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
            time.sleep(0.02)
        raise WebAuditError("chromium_slow", seconds=START_SECONDS)

    def _end(self) -> None:
        wait_or_kill(self._process, STOP_SECONDS)
        self._profile.cleanup()


def wait_or_kill(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process that ends; past ``seconds``, kill it and its children."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(seconds)


def _ending_with_us() -> list[str]:
    """On Linux, what makes the browser end when this process is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
