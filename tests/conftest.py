"""What all tests share: scenarios from a few lines of text, through the public loader."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import orgshift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

settings.register_profile(
    "house", deadline=None, max_examples=40, suppress_health_check=list(HealthCheck)
)
settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def _no_cache() -> Iterator[None]:
    """Let no test read what another has simulated, nor touch the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORGSHIFT_CACHE", "off")
        yield


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a cache of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("ORGSHIFT_CACHE", str(folder))
    return folder


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[..., orgshift.Scenario]:
    """Return a function that loads a scenario from text (`extends: bare` is put in front)."""

    def load(text: str, *overrides: str, base: str | None = "bare") -> orgshift.Scenario:
        path = tmp_path / "scenario.yaml"
        head = "orgshift: 1\ntitle: test\n" + (f"extends: {base}\n" if base else "")
        path.write_text(head + dedent(text), encoding="utf-8")
        return orgshift.load(path, overrides=list(overrides))

    return load
