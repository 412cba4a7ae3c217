"""The HTML report: right, safe, the same for the same results."""

import base64
import gzip
import re
from dataclasses import replace
from html.parser import HTMLParser

import gold
import pytest
import sample
from hostile import NASTY, infected, with_source

from scenario_runner.report import html
from scenario_runner.report.html import html_text
from scenario_runner.results.store import from_json, to_json


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and whether tags fit together."""

    VOID = frozenset(("meta", "input", "br", "img", "link"))

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.told, self.quiet = [], [], [], 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.told.append(data)


def test_the_page_of_each_case_is_as_expected(tmp_path):
    """Whole pages, compared to the letter."""
    for name in ("rich", "broken", "skipped", "travels", "lost"):
        page = html_text(sample.results(getattr(sample, name.upper())))
        body = page[page.index("<main") : page.index("</main>")] + "</main>\n"
        gold.same(f"page-{name}.html", body, tmp_path)


def test_the_same_results_give_the_same_page():
    """Nothing but the results goes into the page, and results read from a file are the same."""
    assert html_text(sample.EVERYTHING) == html_text(from_json(to_json(sample.EVERYTHING)))


def test_every_link_leads_somewhere_in_the_page():
    """Links, shapes and anchors fit together, and no anchor is there twice."""
    suite = sample.results(*sample.EVERYTHING.cases, sample.PASSES, sample.PASSES)
    page = Page(html_text(suite))
    anchors = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    links = [attributes["href"] for _, attributes in page.elements if "href" in attributes]
    assert len(anchors) == len(set(anchors))
    assert {link[:1] for link in links} == {"#"}
    assert {link[1:] for link in links} <= set(anchors)


def test_anchors_stay_when_other_cases_come_and_go():
    """A link to a step that was sent yesterday works today."""
    alone = set(re.findall(r' id="(case-[^"]*)"', html_text(sample.results(sample.RICH))))
    among = set(re.findall(r' id="(case-[^"]*)"', html_text(sample.EVERYTHING)))
    assert alone < among


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_whatever_graphs_and_files_say_is_text(nasty):
    """Hostile text in every field adds no element, no attribute and no acting character."""
    page_text = html_text(with_source(infected(sample.EVERYTHING, nasty), nasty))
    page, clean = Page(page_text), Page(html_text(sample.EVERYTHING))
    known = {name for _, attributes in clean.elements for name in attributes}
    assert {name for _, attributes in page.elements for name in attributes} <= known
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in clean.elements}
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert [tag for tag, _ in page.elements].count("style") == 1
    assert all(
        attributes["href"].startswith("#")
        for _, attributes in page.elements
        if "href" in attributes
    )
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200f\ud800]", page_text
    )
    assert page.open == []


def test_what_looks_like_a_template_is_text():
    """A graph cannot make the page's templates compute."""
    page = Page(html_text(infected(sample.EVERYTHING, NASTY["template"])))
    assert NASTY["template"] in "".join(page.told)


def test_the_page_names_its_own_style_and_script_and_allows_nothing_else():
    """The policy forbids what is not the page's own, network included."""
    page = Page(html_text(sample.EVERYTHING))
    policy = next(
        attributes["content"]
        for tag, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert re.fullmatch(
        r"default-src 'none'; base-uri 'none'; form-action 'none'; "
        r"style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'",
        policy,
    )
    assert not any("style" in attributes for _, attributes in page.elements)
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_of_many_cases_the_later_ones_are_packed(monkeypatch):
    """What needs attention stands plain; what is packed is, unpacked, what would stand there."""
    suite = sample.results(sample.PASSES, sample.RICH)
    whole = html_text(suite)
    first = whole.index("A draft is written</h2>") - whole.index("<main")
    monkeypatch.setattr(html, "PLAIN", first)
    page = html_text(suite)
    ((anchor, packed),) = re.findall(
        r'<template class="packed" id="packed-([\w-]*)">([\w+/=]*)</template>', page
    )
    assert f'<article class="case passed" id="{anchor}">' in page
    assert gzip.decompress(base64.b64decode(packed)).decode().strip() in whole
    assert html_text(suite) == page
    assert 'class="packed"' not in whole


def test_failures_come_first_and_stand_open():
    """What needs attention is at the top, unfolded with the branches that lead to it."""
    page = html_text(sample.results(sample.PASSES, sample.RICH))
    assert page.index("The reviewer changes") < page.index("A draft is written")
    opened = re.findall(
        r'<section class="branch \w+" id="[^"]*--(\w+)" data-branch="\w+">\n<details( open)?>', page
    )
    assert opened == [
        ("main", " open"),
        ("rejected", " open"),
        ("edited", ""),
        ("breaks", " open"),
        ("confused", " open"),
        ("main", " open"),
    ]


def test_a_long_message_is_folded_and_a_huge_one_is_cut():
    """One megabyte of text does not become one megabyte of page for each place it is in."""
    message = {**sample.DRAFT, "content": "word " * 200_000}
    seen = replace(sample.DRAFTED, messages=(message,), values={"messages": [message]})
    case = sample.case(branches=(sample.branch(steps=(sample.step(observation=seen),)),))
    page = html_text(sample.results(case))
    assert len(page) < 500_000
    assert "only in the JSON results" in page


def test_nothing_that_ran_is_said_too():
    """An empty run is a page as well."""
    assert "Nothing ran" in html_text(sample.results())


@pytest.mark.parametrize(
    ("files", "shorts"),
    [
        (["a.scenario.yaml"], ["a"]),
        (["x/a.scenario.yaml", "x/y/b.scenario.yml"], ["a", "y:", "b"]),
        (["/x/ab/a.yaml", "/x/ac/a.yaml"], ["ab:", "a", "ac:", "a"]),
        (["a.scenario.yaml", "x/a.scenario.yaml"], ["a", "x:", "a"]),
    ],
)
def test_the_list_of_cases_is_grouped_by_folder(files, shorts):
    """Each begins with its name; folders above all files and the suffix say nothing."""
    page = html_text(sample.results(*(sample.case(file=file) for file in files)))
    told = re.findall(r'<li class="folder">([^<]*)</li>|<span class="file">([^<]*)</span>', page)
    assert [f"{folder}:" if folder else file for folder, file in told] == shorts


def test_what_needs_attention_stands_before_the_folders():
    """With its whole path, however the run was ordered; the others come folder by folder."""
    names = ("a/one", "b/two", "a/three", "b/four")
    cases = [
        sample.case(
            file=f"{name}.scenario.yaml",
            scenario=name,
            outcome="failed" if name == "b/two" else "passed",
        )
        for name in names
    ]
    page = html_text(sample.results(*cases))
    told = re.findall(r'<li class="folder">([^<]*)</li>|<span class="file">([^<]*)</span>', page)
    assert ["".join(one) for one in told] == ["b/two", "a", "one", "three", "b", "four"]


def test_every_shape_that_a_step_can_have_is_there():
    """Acts that this version does not know get a shape too."""
    acts = ["invoke", "resume", "edit", "regenerate", "retry", "reload", "something new"]
    steps = tuple(sample.step(id=f"#{n}", act=act) for n, act in enumerate(acts, start=1))
    page = Page(html_text(sample.results(sample.case(branches=(sample.branch(steps=steps),)))))
    anchors = {attributes.get("id") for _, attributes in page.elements}
    used = {attributes["href"][1:] for tag, attributes in page.elements if tag == "use"}
    assert {f"a-{act}" for act in acts[:-1]} | {"a-command"} <= used <= anchors


def test_a_branch_from_an_unknown_moment_still_has_its_place():
    """Moments of a later language are told as they are written."""
    branch = sample.branch(name="b", start="before review")
    page = html_text(sample.results(sample.case(branches=(sample.branch(), branch))))
    assert "continues before review" in page


def test_a_long_run_tells_its_slowest_cases():
    """Five of them, the slowest first; of a short run the list itself is enough."""
    cases = tuple(sample.case(scenario=f"Case {n}", duration=n / 10) for n in range(12))
    page = html_text(sample.results(*cases))
    told = page[page.index(">Slowest<") : page.index("</nav>")]
    assert re.findall(">(Case [0-9]+)<", told) == [f"Case {n}" for n in (11, 10, 9, 8, 7)]
    assert "1.10 s" in told
    assert ">Slowest<" not in html_text(sample.results(*cases[:10]))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("`at` goes back, `<b>` stays", "<code>at</code> goes back, <code>&lt;b&gt;</code> stays"),
        ("one ` alone", "one ` alone"),
        ("nothing", "nothing"),
    ],
)
def test_code_in_a_description_is_shown_as_code(written, shown):
    """Where backticks come in pairs; whatever is between them is text."""
    page = html_text(sample.results(replace(sample.PASSES, description=written)))
    assert f'<p class="lead">{shown}</p>' in page
