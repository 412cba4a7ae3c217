"""axe-core finds nothing to object to, in light and dark, with everything open."""

import json
from importlib.resources import files

import pytest
import sample
from browser import CHROMIUM, played
from sample_more import DRAWN, changed, since

from scenario_runner.report.html import html_text

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

SCRIPT = """
    for (const one of all('details')) one.open = true;
    await wait(300);
    for (const each of all('.case .tools > button')) each.click();
    for (const theme of ['light', 'dark']) {
      document.documentElement.dataset.theme = theme;
      await wait(100);
      const found = await axe.run(document, { resultTypes: ['violations'] });
      for (const { id, nodes } of found.violations) {
        said.push([theme, id, ...nodes.slice(0, 5).map((node) => node.html.slice(0, 300))]);
      }
    }
    said.push('looked');
"""


def test_axe_finds_no_violation(tmp_path):
    """Cases of all kinds, graphs with gaps, an earlier run beside, two branches compared."""
    after = sample.results(*DRAWN.cases, *sample.EVERYTHING.cases[1:], outcome="error")
    page = html_text(after, since(changed(), after))
    axe = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    said = played(page, tmp_path, SCRIPT, more=f"<script>{axe}</script>")
    assert said == ["looked"], json.dumps(said, indent=1)
