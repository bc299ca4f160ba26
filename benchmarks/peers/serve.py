"""Answer requests for one peer in its own environment: `python serve.py ciw`.

Each line of stdin is a JSON list: a function of the peer's module and its arguments. Each line of
stdout is one too: the processor seconds of the call, and what it returned.
"""

import gc
import importlib
import json
import os
import sys
from time import thread_time


def main(name: str) -> None:
    """Serve until there is nothing more to read."""
    peer = importlib.import_module(f"in_{name}")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a peer prints is no answer
    for line in sys.stdin:
        function, *arguments = json.loads(line)
        gc.collect()
        began = thread_time()
        answer = getattr(peer, function)(*arguments)
        print(json.dumps([thread_time() - began, answer]), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
