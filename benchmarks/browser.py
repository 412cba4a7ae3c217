"""What a page costs in Chromium: until its list can be used, and to open a case.

Driven over the DevTools protocol. Needs chromium and the package websockets (which LangChain's
packages bring along).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "about:blank")
CASE = """(async () => {
  const article = document.querySelector('.packed').closest('.case');
  article.querySelector('details').open = true;
  while (article.querySelector('.packed')) await new Promise((done) => setTimeout(done, 0));
  article.getBoundingClientRect();
})()"""


def timed(page: str, times: int = 5) -> tuple[float, float]:
    """Milliseconds of the processor that a page's own thread uses: until all of it is there and
    its script has run, and to open a packed case; the best of several. On a quiet machine that
    is how long they take. Raises ImportError, OSError."""
    from websockets.sync.client import connect  # noqa: PLC0415  # not needed elsewhere

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.html")
        file.write_text(page, "utf-8")
        profile = Path(folder, "profile")
        browser = subprocess.Popen(
            [str(CHROMIUM), f"--user-data-dir={profile}", *FLAGS], stderr=subprocess.DEVNULL
        )
        try:
            with connect(_address(profile), max_size=None) as socket:
                ask = _Asking(socket)
                ask.open_tab()
                measured = [ask.page(file.as_uri()) for _ in range(times)]
        finally:
            browser.terminate()
            browser.wait()
    return min(one for one, _ in measured), min(other for _, other in measured)


def _address(profile: Path) -> str:
    told = profile / "DevToolsActivePort"
    until = time.monotonic() + 30
    while not (told.exists() and told.read_text().count("\n")):
        if time.monotonic() > until:
            raise OSError("the browser did not start")
        time.sleep(0.05)
    port, path = told.read_text().split("\n")[:2]
    return f"ws://127.0.0.1:{port}{path}"


class _Asking:
    def __init__(self, socket: object) -> None:
        self.socket, self.numbers, self.session = socket, count(1), None

    def open_tab(self) -> None:
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.send("Page.enable")
        self.send("Performance.enable", timeDomain="threadTicks")

    def page(self, address: str) -> tuple[float, float]:
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=address)
        while self.value("document.readyState") != "complete":
            time.sleep(0.05)
        loaded = self.busy()
        self.value(CASE)
        return 1000 * loaded, 1000 * (self.busy() - loaded)

    def busy(self) -> float:
        """Seconds of the processor that the page's own thread has used since it was asked for."""
        told = self.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in told if one["name"] == "TaskDuration")

    def value(self, expression: str) -> object:
        told = self.send("Runtime.evaluate", expression=expression, awaitPromise=True)
        return told["result"].get("value")

    def send(self, method: str, **parameters: object) -> dict:
        number = next(self.numbers)
        asked = {"id": number, "method": method, "params": parameters}
        if self.session is not None:
            asked["sessionId"] = self.session
        self.socket.send(json.dumps(asked))
        while (told := json.loads(self.socket.recv(timeout=60))).get("id") != number:
            pass
        return told["result"]
