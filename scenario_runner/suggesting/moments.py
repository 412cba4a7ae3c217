"""Where suggested branches start: at steps by their ids, which are given where there are none."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenario_runner.language.value import Data, Pointer
from scenario_runner.results.model import BranchResult, CaseResult, StepResult
from scenario_runner.suggesting.model import IdGiven

MAIN = "main"


@dataclass(kw_only=True)
class Moments:
    """The steps of a case."""

    data: Data
    """The scenario, with the ids given so far."""
    case: CaseResult
    given: dict[Pointer, IdGiven] = field(default_factory=dict)

    def after(self, branch: str, step: StepResult, like: str) -> str:
        """The moment after a step, as `from` has it; an id that it needs begins `like` this."""
        name = self.id_of(branch, step, like)
        return name if branch == MAIN else f"{branch}/{name}"

    def id_of(self, branch: str, step: StepResult, like: str) -> str:
        """The id of a step, which it is given where it has none."""
        if not step.id.startswith("#"):
            return step.id
        result = self._branch(branch)
        pointer = (*_steps(branch), result.steps.index(step))
        if pointer not in self.given:
            taken = {one.id for one in result.steps} | {
                one.id for place, one in self.given.items() if place[:-1] == pointer[:-1]
            }
            numbers = (f"{like}-{n}" if n > 1 else like for n in range(1, len(taken) + 2))
            self.given[pointer] = IdGiven(
                pointer=pointer,
                id=next(name for name in numbers if name not in taken),
                line=step.line,
                file=step.file or self.case.file,
            )
        return self.given[pointer].id

    def answered(self, branch: str, asked: StepResult, path: str) -> StepResult | None:
        """The step of the branch, after the one that asked, that answered the question."""
        steps = self._branch(branch).steps
        for step in steps[steps.index(asked) + 1 :]:
            if step.observation is None or step.thread != asked.thread:
                continue
            if any(one.path.split("[")[0] == path for one in step.observation.answers):
                return step
        return None

    def named(self) -> Data:
        """The scenario with the ids given."""
        data = self.data
        for pointer, one in self.given.items():
            data = _with_id(data, pointer, one.id)
        return data

    def _branch(self, name: str) -> BranchResult:
        return next(one for one in self.case.branches if one.name == name)


def _steps(branch: str) -> Pointer:
    name = branch.partition("[")[0]
    return ("steps",) if name == MAIN else ("branches", name, "steps")


def _with_id(data: Data, pointer: Pointer, name: str) -> Data:
    if not pointer:
        return {"id": name, **data}
    first, *rest = pointer
    if isinstance(data, dict):
        return {k: _with_id(v, tuple(rest), name) if k == first else v for k, v in data.items()}
    return [_with_id(v, tuple(rest), name) if n == first else v for n, v in enumerate(data)]
