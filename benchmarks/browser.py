"""How soon a page can be used in Chromium, by the clock: its list, and a case of it.

Driven over the DevTools protocol. Needs chromium and the package websockets (which LangChain's
packages bring along).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "about:blank")
PROBE = """(() => {
  const look = () => {
    const field = document.querySelector('.search input');
    const list = document.querySelector('.index ol');
    const there = list && list.querySelectorAll('a').length >= ROWS && !field.closest('[hidden]');
    if (!there) return requestAnimationFrame(look);
    const ask = (query) => {
      field.value = query;
      field.dispatchEvent(new Event('input'));
    };
    ask('s:failed');
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => {
        window.answered = performance.now();
        ask('');
      };
      painted.port2.postMessage(0);
    });
  };
  requestAnimationFrame(look);
})()"""
"""In each frame: are all rows and the search there? Then search, and look at the clock, which began
with the navigation, when the answer has been painted."""
CASE = """(async () => {
  const article = [...document.querySelectorAll('.case')].at(-1);
  const began = performance.now();
  article.querySelector('details').open = true;
  while (!article.querySelector('li.step')) await new Promise((done) => setTimeout(done, 0));
  article.getBoundingClientRect();
  return performance.now() - began;
})()"""


def usable(pages: Mapping[str, tuple[str, int]], times: int = 9) -> dict[str, list[float]]:
    """Milliseconds by the clock from asking for each page until its list is painted and a search in
    it is answered, in turn; `pages` has by name the text and how many rows the list must have.
    Raises ImportError, OSError."""
    took: dict[str, list[float]] = {name: [] for name in pages}
    with _Tab() as tab:
        files = {name: tab.file(name, page) for name, (page, _) in pages.items()}
        for _ in range(times):
            for name, (_, rows) in pages.items():
                tab.load(files[name], PROBE.replace("ROWS", str(rows)))
                took[name].append(tab.value("window.answered"))
    return took


def opened(page: str, times: int = 9) -> list[float]:
    """Milliseconds by the clock until the last case, which is packed, is there."""
    with _Tab() as tab:
        file = tab.file("page", page)
        return [tab.load(file, "window.answered = true").value(CASE) for _ in range(times)]


class _Tab:
    """A tab of a browser of its own."""

    def __enter__(self) -> _Tab:
        from websockets.sync.client import connect  # noqa: PLC0415  # not needed elsewhere

        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        profile = Path(self.folder.name, "profile")
        self.browser = subprocess.Popen(
            [str(CHROMIUM), f"--user-data-dir={profile}", *FLAGS], stderr=subprocess.DEVNULL
        )
        self.opening = connect(_address(profile), max_size=None)
        self.socket = self.opening.__enter__()
        self.numbers, self.session = count(1), None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.send("Page.enable")
        return self

    def __exit__(self, *raised: object) -> None:
        self.opening.__exit__(*raised)
        self.browser.terminate()
        self.browser.wait()
        self.folder.cleanup()

    def file(self, name: str, page: str) -> str:
        """The address of a page."""
        file = Path(self.folder.name, f"{name}.html")
        file.write_text(page, "utf-8")
        return file.as_uri()

    def load(self, address: str, probe: str) -> _Tab:
        """Open a page with a script that runs before it; wait until all is there and answered."""
        self.send("Page.navigate", url="about:blank")
        script = self.send("Page.addScriptToEvaluateOnNewDocument", source=probe)
        self.send("Page.navigate", url=address)
        while not self.value("document.readyState === 'complete' && window.answered"):
            time.sleep(0.05)
        self.send("Page.removeScriptToEvaluateOnNewDocument", **script)
        return self

    def value(self, expression: str) -> object:
        told = self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
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


def _address(profile: Path) -> str:
    told = profile / "DevToolsActivePort"
    until = time.monotonic() + 30
    while not (told.exists() and told.read_text().count("\n")):
        if time.monotonic() > until:
            raise OSError("the browser did not start")
        time.sleep(0.05)
    port, path = told.read_text().split("\n")[:2]
    return f"ws://127.0.0.1:{port}{path}"
