"""Every report names where the conversations were kept: here, on a LangGraph server, or both."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import sample

from scenario_runner.language.load import load_cases
from scenario_runner.report.ctrf import ctrf_text
from scenario_runner.report.html import html_text
from scenario_runner.report.junit import junit_text
from scenario_runner.report.markdown import markdown_text
from scenario_runner.report.storage import storage_told
from scenario_runner.suite.case import server_name

SERVER = "refund on the server at http://127.0.0.1:2024"
HERE, THERE = sample.case(), sample.case(server=SERVER)
UNPLAYED = sample.case(branches=(), outcome="skipped")


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        ([], "sqlite"),
        ([HERE], "sqlite"),
        ([THERE], SERVER),
        ([THERE, UNPLAYED], SERVER),
        ([UNPLAYED], "sqlite"),
        ([THERE, HERE, THERE], f"sqlite; {SERVER}"),
        ([replace(THERE, server=f"{n}") for n in range(5)], "0; 1; 2; 2 more"),
    ],
)
def test_what_was_played_says_where_it_was_kept(cases, told):
    """A file that could not be played was kept nowhere."""
    assert storage_told(sample.ENVIRONMENT, cases) == told


def test_each_report_names_the_server():
    """And not the database that this run could have used."""
    results = sample.results(replace(THERE, outcome="failed"))
    page, table = html_text(results), markdown_text(results)
    assert f"<dt>Storage</dt><dd>{SERVER}</dd>" in page.replace("\n", "")
    assert f"storage `{SERVER}`" in page  # as a bug report to paste
    assert f"storage `{SERVER}`" in table
    root = ET.fromstring(junit_text(results))
    assert root.find(".//property[@name='saver']").get("value") == SERVER
    assert json.loads(ctrf_text(results))["results"]["environment"]["extra"]["saver"] == SERVER


@pytest.mark.parametrize(
    ("graph", "named"),
    [
        ("{url: 'http://127.0.0.1:2024', assistant: refund}", SERVER),
        ("{url: '{{ where }}', assistant: '{{ who }}'}", "refund on the server at http://[::1]:9"),
        (
            "{url: 'http://{{ env.HOST }}', assistant: refund}",
            "refund on the server at http://{{ env.HOST }}",
        ),
        ("{state: {n: integer}, nodes: {a: {returns: {}}}, edges: [START -> a]}", None),
    ],
)
def test_the_server_is_named_as_the_scenario_names_it(tmp_path: Path, graph, named):
    """Names of variables and rows replaced; a template that only a run can fill in stays."""
    file = tmp_path / "one.scenario.yaml"
    file.write_text(
        f"scenario: One\ngraph: {graph}\nsecrets: [HOST]\n"
        "variables: {where: 'http://[::1]:9'}\nparameters: [{who: refund}]\nsteps: [{invoke: {}}]\n"
    )
    (scenario,) = load_cases(file)
    assert server_name(scenario) == named
