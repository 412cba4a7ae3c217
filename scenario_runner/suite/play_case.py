"""One case of a run: played in a worker, its secrets masked, its databases kept."""

from __future__ import annotations

from scenario_runner.graphs.tracing import tracing_of
from scenario_runner.masking.veil import veiled
from scenario_runner.results.masked import masked
from scenario_runner.results.model import CaseResult
from scenario_runner.suite.assemble import played_case
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.conditions import skip_reason
from scenario_runner.suite.databases import database_folder, forget, is_kept, write_manifest
from scenario_runner.suite.drive import drive
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.secrets import Secrets, hiding, secrets_of
from scenario_runner.suite.storing import password_values
from scenario_runner.suite.told import Job
from scenario_runner.suite.unplayed import broken_case, skipped_case, unready_case


def play_case(case: Case | BrokenCase, options: Options, place: Place) -> CaseResult:
    """One case, played at `place`."""
    if isinstance(case, BrokenCase):
        return broken_case(case)
    secrets = hiding(secrets_of(case.scenario), password_values(options.storage))
    with veiled(secrets.mask):
        return masked(_play_case(case, secrets, options, place), secrets.mask)


def _play_case(case: Case, secrets: Secrets, options: Options, place: Place) -> CaseResult:
    if (reason := skip_reason(case.scenario.skip)) is not None:
        return skipped_case(case, reason)
    if secrets.problems:
        return unready_case(case, secrets.problems)
    root = options.keep_databases or options.keep_failed
    keep = database_folder(case, root) if root is not None else None
    job = Job(
        scenario=case.scenario,
        only=case.branches,
        timeout=options.timeout if options.timeout is not None else case.scenario.timeout,
        keep=str(keep) if keep is not None else None,
        keep_only_bad=options.keep_databases is None,
        verify=options.verify,
        record=options.record,
        traced=tracing_of(options.trace),
        storage=options.storage,
        keep_on_server=options.keep_on_server,
        case=case.id,
        secrets=secrets.values,
        mask=secrets.mask,
        record_models=options.on_models is not None,
        update_snapshots=options.update_snapshots,
        beginning=case.beginning,
        seen=str(options.seen) if options.seen is not None else None,
    )
    if keep is not None and case.beginning is None:
        forget(keep)
    played = drive(job, place)
    if options.on_models is not None:
        options.on_models(case, {name: each.heard for name, each in played.branches.items()})
    kept = str(keep) if keep is not None and is_kept(keep) else None
    result = played_case(case, played, database=kept)
    if keep is not None and kept is not None:
        write_manifest(keep, result)
    return result
