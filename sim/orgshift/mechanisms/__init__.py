"""Ways of working: one file each. A plain dict names them; without its line a way is not there."""

from __future__ import annotations

from orgshift.mechanisms.base import GroupMechanism, Mechanism
from orgshift.mechanisms.central_service import CentralService
from orgshift.mechanisms.cognitive_load import CognitiveLoad
from orgshift.mechanisms.community import Community
from orgshift.mechanisms.dependencies import Dependencies
from orgshift.mechanisms.enabling import Enabling
from orgshift.mechanisms.failed_changes import FailedChanges
from orgshift.mechanisms.platform import Platform
from orgshift.mechanisms.shared_environments import SharedEnvironments
from orgshift.mechanisms.shared_pain import SharedPain
from orgshift.mechanisms.skill import Skill
from orgshift.mechanisms.toil import Toil
from orgshift.mechanisms.turnover import Turnover

#: By the name a scenario uses, under `mechanisms:` or as the `kind` of a group.
MECHANISMS: dict[str, type[Mechanism]] = {
    "toil": Toil,
    "skill": Skill,
    "failed_changes": FailedChanges,
    "shared_environments": SharedEnvironments,
    "platform": Platform,
    "central-service": CentralService,
    "cognitive_load": CognitiveLoad,
    "dependencies": Dependencies,
    "turnover": Turnover,
    "shared_pain": SharedPain,
    "enabling": Enabling,
    "community": Community,
}

__all__ = ["MECHANISMS", "GroupMechanism", "Mechanism"]
