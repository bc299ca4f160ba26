"""Ways of working: one file each. A plain dict names them; without its line a way is not there."""

from __future__ import annotations

from orgshift.mechanisms.base import GroupMechanism, Mechanism
from orgshift.mechanisms.failed_changes import FailedChanges
from orgshift.mechanisms.platform import Platform
from orgshift.mechanisms.shared_environments import SharedEnvironments
from orgshift.mechanisms.skill import Skill
from orgshift.mechanisms.toil import Toil

#: By the name a scenario uses, under `mechanisms:` or as the `kind` of a group.
MECHANISMS: dict[str, type[Mechanism]] = {
    "toil": Toil,
    "skill": Skill,
    "failed_changes": FailedChanges,
    "shared_environments": SharedEnvironments,
    "platform": Platform,
}

__all__ = ["MECHANISMS", "GroupMechanism", "Mechanism"]
