"""The pytest plugin: a scenario file that says what it expects is a test file, a claim is a test.

Collecting looks at YAML and nothing else; what simulates is imported when the first claim is tested.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from orgshift.contract_files import claims_of, claims_something

#: Per claim its ``verdict``, what was ``observed``, and the whole ``text`` of a failure.
Told = dict[str, dict[str, str]]
#: The folder in which the workers of pytest-xdist share verdicts, by the name workers know it by.
SHARED = "orgshift_shared"
_folder: pytest.StashKey[str] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of contracts."""
    group = parser.getgroup("orgshift", "claims in scenario files")
    group.addoption(
        "--orgshift-replications",
        type=int,
        metavar="N",
        help="where claims give up (default: each file's at_most)",
    )
    group.addoption(
        "--orgshift-jobs", type=int, metavar="N", help="processes to use (default: one per core)"
    )
    group.addoption(
        "--orgshift-allow-undecided",
        action="store_true",
        help="skip claims that cannot be decided, instead of failing them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known: `-m orgshift` chooses all claims."""
    config.addinivalue_line("markers", "orgshift: a claim of a scenario file")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give all workers of pytest-xdist one folder for the verdicts of files."""
    if _folder not in node.config.stash:
        node.config.stash[_folder] = tempfile.mkdtemp(prefix="orgshift-")
    node.workerinput[SHARED] = node.config.stash[_folder]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if _folder in config.stash:
        shutil.rmtree(config.stash[_folder], ignore_errors=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Return the collector of a scenario file with claims; None for any other file."""
    if not claims_something(file_path):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ContradictedError(Exception):
    """A claim is contradicted, or could not be decided; its text says everything."""


class ScenarioFile(pytest.File):
    """A scenario file; its claims share one comparison."""

    _told: Told | None = None

    def collect(self) -> Iterator[Claim]:
        """Yield an item per claim, those that the file inherits included."""
        try:
            claims = claims_of(self.path)
        except ValueError:
            import orgshift

            orgshift.load(self.path)  # it says what is wrong, and where
            raise
        for name, written in claims.items():
            yield Claim.from_parent(self, name=name, line=written.line, written_in=written.path)

    def told(self) -> Told:
        """Return the verdicts on all claims of the file, worked out once."""
        if self._told is None:
            worker = getattr(self.config, "workerinput", None)
            self._told = (
                self._judged() if worker is None else _once(self._place(worker), self._judged)
            )
        return self._told

    def _place(self, worker: dict[str, Any]) -> Path:
        return Path(worker[SHARED]) / f"{sha256(str(self.path).encode()).hexdigest()[:16]}.json"

    def _judged(self) -> Told:
        import orgshift
        from orgshift.experiments.contracts import check
        from orgshift.reports.verdicts import explained, observed

        # Workers of pytest-xdist share the cores already.
        alone = not hasattr(self.config, "workerinput")
        jobs = self.config.getoption("orgshift_jobs") or (None if alone else 1)
        most = self.config.getoption("orgshift_replications")
        checked = check(orgshift.load(self.path), replications=most, jobs=jobs)
        return {
            verdict.name: {
                "verdict": str(verdict.outcome),
                "observed": observed(verdict),
                "text": explained(verdict, checked),
            }
            for verdict in checked.verdicts
        }

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """Tell faults of the file as what they are: a list, no traceback."""
        from orgshift.errors import OrgshiftError

        if isinstance(excinfo.value, OrgshiftError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class Claim(pytest.Item):
    """One claim of a scenario file."""

    def __init__(self, *, line: int, written_in: Path, **rest: Any) -> None:
        super().__init__(**rest)
        self.line = line
        self.written_in = written_in
        self.add_marker("orgshift")

    def runtest(self) -> None:
        """Fail if the claim is contradicted, or nobody can tell."""
        assert isinstance(self.parent, ScenarioFile)
        told = self.parent.told()[self.name]
        self.user_properties.append(("observed", told["observed"]))
        if told["verdict"] == "HOLDS":
            return
        allowed = self.config.getoption("orgshift_allow_undecided")
        if told["verdict"] == "UNDECIDED" and allowed:
            pytest.skip(f"UNDECIDED: {told['observed']}")
        raise ContradictedError(told["text"])

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any) -> Any:
        """Tell what was claimed and observed, without a traceback."""
        from orgshift.errors import OrgshiftError

        if isinstance(excinfo.value, ContradictedError | OrgshiftError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the claim is written."""
        return self.written_in, self.line - 1, f"claim: {self.name}"


def _once(shared: Path, judged: Callable[[], Told]) -> Told:
    """Return what *judged* returns; only one worker works it out, the others wait for it."""
    from filelock import FileLock

    with FileLock(shared.with_suffix(".lock")):
        if not shared.exists():
            shared.write_text(json.dumps(judged()), encoding="utf-8")
    told: Told = json.loads(shared.read_text(encoding="utf-8"))
    return told
