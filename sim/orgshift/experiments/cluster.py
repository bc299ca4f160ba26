"""A dask.distributed cluster as the ``Executor`` that replications run on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from importlib.util import find_spec
from typing import Any, TypeVar

from orgshift import store
from orgshift.errors import OrgshiftError

Result = TypeVar("Result")
#: How long a scheduler has to answer, and its first worker to come.
TIMEOUT_S = 10.0


class Cluster(Executor):
    """The workers behind a scheduler at *address*, such as ``tcp://127.0.0.1:8786``.

    Raises OrgshiftError if the extra is not installed, if no scheduler with a worker answers within
    *timeout* seconds, and if a worker has another build, for its results would be other ones.
    """

    def __init__(self, address: str, timeout: float = TIMEOUT_S) -> None:
        if find_spec("distributed") is None:
            raise OrgshiftError(
                "--scheduler needs the extra 'cluster': pip install 'orgshift[cluster]'"
            )
        from distributed import Client

        # What goes wrong is raised; a log of it beside would only be noise.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            self._client = Client(address, timeout=timeout, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise OrgshiftError(
                f"no dask scheduler answers at {address} within {timeout:g} s; start one with "
                "`dask scheduler`, and its address is on the first lines"
            ) from error
        try:
            self._check(address, timeout)
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _check(self, address: str, timeout: float) -> None:
        try:
            self._client.wait_for_workers(1, timeout=timeout)
        except TimeoutError as error:
            raise OrgshiftError(
                f"the scheduler at {address} has no workers; start some with `dask worker {address}`"
            ) from error
        ours = store.build()
        for worker, build in self._client.run(_build_of_worker).items():
            if build is None:
                raise OrgshiftError(f"the worker at {worker} has no orgshift installed")
            unlike = [f"{name} {build.get(name)}, here {one}" for name, one in ours.items()
                      if build.get(name) != one]  # fmt: skip
            if unlike:
                raise OrgshiftError(
                    f"the worker at {worker} has another build: {'; '.join(unlike)}; only the same "
                    "build gives the same bits"
                )

    def submit(self, work: Callable[..., Result], /, *args: Any, **named: Any) -> Future[Result]:
        """Let some worker do *work*. A result that the cluster cannot give raises BrokenExecutor."""
        outer: Future[Result] = Future()
        inner: Future[Result] = self._executor.submit(work, *args, **named)
        inner.add_done_callback(partial(_pass_on, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster, which stays up; what nobody waits for any more is cancelled."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def _build_of_worker() -> dict[str, str]:
    return store.build()


def _pass_on(outer: Future[Result], inner: Future[Result]) -> None:
    from distributed import KilledWorker

    if inner.cancelled():
        outer.set_exception(BrokenExecutor("the connection to the scheduler was lost"))
    elif isinstance(error := inner.exception(), KilledWorker):
        outer.set_exception(BrokenExecutor(str(error)))
    elif error is not None:
        outer.set_exception(error)
    else:
        outer.set_result(inner.result())
