"""Tabs of Chromium: one browser for all tests of a session."""

import functools
import json
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from websockets.sync.client import connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=SpareRendererForSitePerProcess,BackForwardCache",
)
ERRORS = {"Runtime.exceptionThrown", "Log.entryAdded", "Security.securityStateChanged"}


class Browser:
    """The process, and where it listens; `folder` takes its profile."""

    def __init__(self, folder):
        self.folder = folder
        flags = (*FLAGS, "--remote-debugging-port=0", f"--user-data-dir={folder / 'profile'}")
        self.process = subprocess.Popen(
            [CHROMIUM, *flags, "about:blank"], stderr=subprocess.DEVNULL
        )

    @functools.cached_property
    def address(self):
        """Asked when it has had time to start."""
        told = self.folder / "profile" / "DevToolsActivePort"
        until = time.monotonic() + 60
        while not (told.exists() and told.read_text().count("\n")):
            assert time.monotonic() < until, "the browser did not start"
            time.sleep(0.05)
        port, path = told.read_text().split("\n")[:2]
        return f"ws://127.0.0.1:{port}{path}"

    def end(self):
        """End it."""
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def browser():
    """The one of this session, started when a test first wants it; see conftest for its end."""
    return Browser(Path(tempfile.mkdtemp(prefix="browser-")))


def end_browser():
    """End the one of this session, if it was wanted."""
    if browser.cache_info().currsize:
        browser().end()
        browser.cache_clear()


class Tab:
    """Driven over the DevTools protocol; `folder` takes the pages. What they stored is gone when
    it is closed."""

    def __init__(self, folder):
        self.folder, self.numbers, self.session, self.events = folder, count(1), None, []
        self.ends = ExitStack()
        self.socket = self.ends.enter_context(connect(browser().address, max_size=None))
        self.target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=self.target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def close(self):
        """Leave nothing to whoever is next."""
        self.send("Storage.clearDataForOrigin", origin="file://", storageTypes="all")
        self.session = None
        self.send("Target.closeTarget", targetId=self.target)
        self.ends.close()

    def send(self, method, **parameters):
        """The answer to a command; what happened meanwhile is kept."""
        asked = {"id": next(self.numbers), "method": method, "params": parameters}
        self.socket.send(json.dumps(asked | ({"sessionId": self.session} if self.session else {})))
        while (told := json.loads(self.socket.recv(timeout=60))).get("id") != asked["id"]:
            self.events.append(told)
        return told["result"]

    def open(self, page, *, width=1280, height=900, scripts=True, media="", anchor=""):
        """A page as a reader opens it; returns the tab."""
        file = self.folder / "report.html"
        file.write_text(page, "utf-8")
        self.events.clear()
        self._sized(width, height)
        self.send("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.send("Emulation.setEmulatedMedia", media=media)
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=file.as_uri() + anchor)
        return self.until("document.readyState === 'complete' && location.protocol === 'file:'")

    def visit(self, address, *, width, budget):
        """A page whose own time goes on for so many milliseconds: as fast as its scripts are
        done, and not at all while they are not."""
        self.send("Emulation.setFocusEmulationEnabled", enabled=True)
        self._sized(width, 900)
        self.send("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.protocol === 'file:'")
        self.send(
            "Emulation.setVirtualTimePolicy",
            policy="pauseIfNetworkFetchesPending",
            budget=budget,
            maxVirtualTimeTaskStarvationCount=9999,
        )
        while self._next()["method"] != "Emulation.virtualTimeBudgetExpired":
            pass

    def _next(self):
        self.events.append(json.loads(self.socket.recv(timeout=60)))
        return self.events[-1]

    def _sized(self, width, height):
        sizes = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **sizes)

    def until(self, expression):
        """Wait until something is so."""
        end = time.monotonic() + 60
        while not self.value(f"Boolean({expression})"):
            assert time.monotonic() < end, f"never so: {expression}"
            time.sleep(0.02)
        return self

    def value(self, expression):
        """What an expression is in the page."""
        asked = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        told = self.send("Runtime.evaluate", **asked)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def press(self, key, text=""):
        """A key as a keyboard sends it."""
        for kind in ("keyDown", "keyUp"):
            code = {"Enter": 13, "Tab": 9}.get(key, 0)
            told = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            self.send(
                "Input.dispatchKeyEvent", **told, **({"text": text} if kind == "keyDown" else {})
            )

    def complaints(self):
        """What the console said, exceptions included."""
        return self._told(ERRORS)

    def said(self):
        """All that the console said."""
        return self._told({*ERRORS, "Runtime.consoleAPICalled"})

    def _told(self, methods):
        self.value("0")
        return [one["params"] for one in self.events if one.get("method") in methods]
