"""A tab of Chromium that stays open: one browser for the tests of a module."""

import json
import subprocess
import time
from contextlib import ExitStack
from itertools import count

from browser import CHROMIUM
from websockets.sync.client import connect

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")
ERRORS = {"Runtime.exceptionThrown", "Log.entryAdded", "Security.securityStateChanged"}


class Tab:
    """Driven over the DevTools protocol; `folder` takes the profile and the pages."""

    def __init__(self, folder):
        self.folder, self.numbers, self.session, self.events = folder, count(1), None, []
        flags = (*FLAGS, "--remote-debugging-port=0", f"--user-data-dir={folder / 'profile'}")
        self.browser = subprocess.Popen(
            [CHROMIUM, *flags, "about:blank"], stderr=subprocess.DEVNULL
        )
        self.ends = ExitStack()
        self.ends.callback(self._end)
        self.socket = self.ends.enter_context(connect(self._address(), max_size=None))
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def _address(self):
        told = self.folder / "profile" / "DevToolsActivePort"
        until = time.monotonic() + 30
        while not (told.exists() and told.read_text().count("\n")):
            assert time.monotonic() < until, "the browser did not start"
            time.sleep(0.05)
        port, path = told.read_text().split("\n")[:2]
        return f"ws://127.0.0.1:{port}{path}"

    def close(self):
        """End the browser."""
        self.ends.close()

    def _end(self):
        self.browser.terminate()
        self.browser.wait()

    def send(self, method, **parameters):
        """The answer to a command; what happened meanwhile is kept."""
        asked = {"id": next(self.numbers), "method": method, "params": parameters}
        self.socket.send(json.dumps(asked | ({"sessionId": self.session} if self.session else {})))
        while (told := json.loads(self.socket.recv(timeout=60))).get("id") != asked["id"]:
            self.events.append(told)
        return told["result"]

    def open(self, page, *, width=1280, scripts=True, media="", anchor=""):
        """A page as a reader opens it; returns the tab."""
        file = self.folder / "report.html"
        file.write_text(page, "utf-8")
        self.events.clear()
        sizes = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **sizes)
        self.send("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.send("Emulation.setEmulatedMedia", media=media)
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=file.as_uri() + anchor)
        return self.until("document.readyState === 'complete' && location.protocol === 'file:'")

    def until(self, expression):
        """Wait until something is so."""
        end = time.monotonic() + 20
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
        self.value("0")
        return [one["params"] for one in self.events if one.get("method") in ERRORS]
