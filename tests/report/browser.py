"""A page in Chromium: the document after its scripts ran, and what the console said."""

import json
import re
import shutil
import subprocess
from html import unescape

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
    "--enable-logging=stderr",
    "--virtual-time-budget=2000",
    "--dump-dom",
)


def opened(file, folder, *, width=1280, anchor=""):
    """A file as a reader opens it; `folder` takes the browser's profile."""
    command = [
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},900",
    ]
    done = subprocess.run(
        [*command, file.as_uri() + anchor], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def browse(page, folder, *, width=1280, anchor=""):
    """A page's text, in the same way."""
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
