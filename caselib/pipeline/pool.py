"""Processes of this machine that share what was loaded before they were begun."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any


@contextmanager
def processes(workers: int, initializer: Callable[..., None] | None = None, initargs: tuple[Any, ...] = ()) -> Iterator[ProcessPoolExecutor]:
    """An executor of so many processes.

    Where they are forked they have the parent's memory until they write to it. The collector of circles writes to every object that it looks at, so what
    is there already is set aside from it (``gc.freeze``): codebook and scorer stay in memory once.
    """
    gc.freeze()
    try:
        with ProcessPoolExecutor(workers, initializer=initializer, initargs=initargs) as pool:
            yield pool
    finally:
        gc.unfreeze()
