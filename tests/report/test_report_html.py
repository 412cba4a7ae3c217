"""The HTML report: right, safe, the same for the same results."""

import re

import sample

from scenario_runner.report.html import html_text


def test_the_same_results_give_the_same_page():
    """Nothing but the results goes into the page."""
    assert html_text(sample.SUITE) == html_text(sample.SUITE)


def test_every_link_leads_somewhere_in_the_page():
    """Links, shapes and anchors fit together, and no anchor is there twice."""
    page = html_text(sample.SUITE)
    anchors = re.findall(r' id="([^"]*)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(anchors)
    assert re.findall(r'(?:href|src)="(?!#)', page) == []
