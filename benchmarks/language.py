"""What reading costs: `validate` against a bare YAML loader and one pass of jsonschema, and
`--help` against the imports that every command line of this kind has.

Whole processes are measured, several times in turn: the seconds of the processor that they take,
since each computes from its beginning to its end and other work on the machine would blur the
clock. The table gives medians and the median of the ratios.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from suite import process

SCENARIO = """\
# yaml-language-server: $schema=../schemas/scenario.schema.json
scenario: The reviewer changes their mind, number {number}
description: >
  After approving once, the reviewer goes back to the draft and rejects it.
  The refusal must be told to the user, and nothing may be published.
tags: [hitl, smoke, "area-{area}"]
graph: publish.py:graph
variables:
  user: Ada
  topic: "tea and {number} cups"
  greeting: "Hello, I am {{{{ user }}}}"
steps:
  - id: draft
    description: The user asks for an article.
    invoke:
      messages:
        - role: user
          content: "{{{{ greeting }}}}. Write about {{{{ topic }}}}, please."
    save:
      first: $.messages[0].content
    expect:
      next: [review]
      visited: [write, review]
      interrupts:
        - node: review
          value: {{question: Publish?, draft: {{$contains: tea}}}}
  - id: approved
    resume: {{approve: true, by: "{{{{ user }}}} of number {number}"}}
    expect:
      values: {{status: published, revision: {number}}}
      visited: [review, publish]
      last_message: {{role: assistant, content: {{$matches: "^Published .* tea"}}}}
      checkpoints: {{added: 2, sources: [loop, loop]}}
  - id: thanks
    invoke: {{messages: [{{role: user, content: Thank you}}]}}
    expect:
      next: []
      interrupts: []
      paths:
        "$.values.messages[-1].content": {{$contains: welcome}}
        "$.values.revision": {{$gte: {number}}}
branches:
  rejected:
    from: draft
    description: The reviewer says no.
    steps:
      - resume: {{approve: false, reason: too short}}
        expect:
          values: {{status: rejected}}
          last_message: {{role: assistant, content: {{$contains: too short}}}}
  answers:
    from: draft
    for_each: [{{id: "yes", answer: true}}, {{id: "no", answer: false}}, {{id: odd, answer: "??"}}]
    steps:
      - resume: "{{{{ answer }}}}"
        expect: {{interrupts: []}}
compare:
  - branches: [main, rejected]
    equal: ["$.values.messages[0:2]"]
    differ: ["$.values.status"]
"""

BARE = """
import json, sys
from pathlib import Path
import jsonschema, yaml

schema = json.loads(Path(sys.argv[1]).read_text())
validator = jsonschema.Draft7Validator(schema)
for path in sorted(Path(sys.argv[2]).glob("*.scenario.yaml")):
    data = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    assert not list(validator.iter_errors(data))
"""

SCHEMA = Path(__file__).resolve().parent.parent / "schemas" / "scenario.schema.json"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.files)
        print(f"{'':72} {'ours':>8} {'theirs':>8} {'ratio':>6} {'lowest to highest':>15}  at most")
        for figure, ours, theirs, most in figures(folder, options.files):
            pairs = [(taken(ours), taken(theirs)) for _ in range(options.runs + 1)][1:]
            mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
            ratios = sorted(one / another for one, another in pairs)
            ratio = statistics.median(ratios)
            print(
                f"{figure:72} {mine:7.2f}s {other:7.2f}s {ratio:6.2f}"
                f" {ratios[0]:6.2f} to {ratios[-1]:.2f}  {most}"
            )


def taken(run: Callable[[], None]) -> float:
    """Seconds of the processor that a process takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def prepare(folder: Path, files: int) -> None:
    """Write the scenarios, and the script that only loads them."""
    (folder / "many").mkdir()
    (folder / "many" / "publish.py").write_text("graph = None\n")
    for number in range(files):
        text = SCENARIO.format(number=number, area=number % 20)
        (folder / "many" / f"{number:04}.scenario.yaml").write_text(text)
    (folder / "bare.py").write_text(BARE)


def figures(
    folder: Path, files: int
) -> list[tuple[str, Callable[[], None], Callable[[], None], float]]:
    """Each figure: what it is, ours, theirs, and the ratio aimed at."""
    return [
        (
            f"validate {files:,} scenarios of 60 lines, against CSafeLoader and jsonschema",
            process(folder, "-m", "scenario_runner", "validate", "many"),
            process(folder, "bare.py", str(SCHEMA), "many"),
            3,
        ),
        (
            "--help, against the import of click, yaml and jsonschema",
            process(folder, "-m", "scenario_runner", "--help"),
            process(folder, "-c", "import click, yaml, jsonschema"),
            1.5,
        ),
    ]


if __name__ == "__main__":
    main()
