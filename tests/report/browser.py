"""A page in Chromium: the document after its scripts ran, and what the console said."""

import json
import re
from contextlib import closing
from html import unescape

from tab import CHROMIUM, Tab

__all__ = ["CHROMIUM", "browse", "opened", "played"]

BUDGET = 2_000
"""Milliseconds of the page's own time, which passes as fast as its scripts are done."""


def opened(file, folder, *, width=1280, anchor=""):
    """A file as a reader opens it, in a tab of its own."""
    with closing(Tab(folder)) as tab:
        tab.visit(file.as_uri() + anchor, width=width, budget=BUDGET)
        return tab.value("document.documentElement.outerHTML"), tab.said()


def browse(page, folder, *, width=1280, anchor=""):
    """A page's text, in the same way; `folder` takes it as a file."""
    file = folder / "report.html"
    file.write_text(page, "utf-8")
    return opened(file, folder, width=width, anchor=anchor)


def played(page, folder, script, *, anchor="", more=""):
    """What a test's own script said, after it did to the page what a reader does; `more` are
    scripts that it uses."""
    page = re.sub(r"<meta http-equiv[^>]*>", "", page)
    whole = (
        "(async () => { const said = [];"
        "const one = (what) => document.querySelector(what);"
        "const all = (what) => [...document.querySelectorAll(what)];"
        "const wait = (time = 60) => new Promise((done) => setTimeout(done, time));"
        "const key = (name) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));"
        "const type = (text) => { const field = one('.search input'); field.value = text;"
        "field.dispatchEvent(new Event('input')); };"
        f"try {{ await wait(); {script} }} catch (error) {{ said.push(String(error)); }}"
        "document.title = JSON.stringify(said); })();"
    )
    page = page.replace("</body>", f"{more}<script>{whole}</script></body>")
    dom, console = browse(page, folder, anchor=anchor)
    assert console == []
    return json.loads(unescape(re.search("<title>(.*)</title>", dom)[1]))
