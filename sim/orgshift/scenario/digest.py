"""Digests: what is simulated, in a few hexadecimal digits."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from orgshift.scenario.show import understood

if TYPE_CHECKING:
    from orgshift.scenario.schema import Scenario

#: What a scenario tells about itself, and nobody simulates; luck is named apart.
TOLD = (
    "title", "question", "story", "expected", "sources", "expect", "certainty", "replications", "seed",
)  # fmt: skip


def digest(scenario: Scenario) -> str:
    """Return 16 digits of all settings; what is only told, not simulated, left out."""
    return _hashed(_simulated(scenario))[:16]


def digests_by_variant(scenario: Scenario) -> dict[str, str]:
    """Return, per variant, 64 digits of all that can change what comes out of it.

    That is the organisation and the variant's own changes: no other variant, no title, no name.
    """
    common = _simulated(scenario)
    variants = common.pop("variants")
    return {
        name: _hashed(common | {"changes": variant.get("changes", {}) if variant != "{}" else {}})
        for name, variant in variants.items()
    }


def settings(scenario: Scenario) -> dict[str, str]:
    """Return every setting that is simulated by its path, as it would be written."""
    found: dict[str, str] = {}

    def walk(path: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{path}.{key}" if path else str(key), inner)
        else:
            found[path] = str(value)

    walk("", _simulated(scenario))
    return found


def _simulated(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in understood(scenario).items() if key not in TOLD}


def _hashed(settings: dict[str, Any]) -> str:
    # The order of teams, steps and changes is part of what is asked.
    text = json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
