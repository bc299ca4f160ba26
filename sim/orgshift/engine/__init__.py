"""How time passes: luck, work, the flow of features, changes, and the run that ties them."""

from orgshift.engine.run import Run, run

__all__ = ["Run", "run"]
