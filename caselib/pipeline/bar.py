"""The progress bar: what is done, at which rate, and how long it will take."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def bar(given: Iterable[T], total: int, progress: bool | None, unit: str = "B", size: Callable[[T], int] = lambda _: 1) -> Iterator[T]:
    """The same items, with a bar of ``total`` units of which every item is ``size``; ``None`` shows it where a person is likely to see it."""
    notebook = "ipykernel" in sys.modules
    if progress is False or (progress is None and not notebook and not (sys.stderr and sys.stderr.isatty())):
        # Nobody would see it: tqdm is not even loaded.
        yield from given
        return
    with warnings.catch_warnings():
        # Without ipywidgets tqdm draws a plain bar in a notebook, and warns of it; there is nothing to be done about it there.
        warnings.simplefilter("ignore")
        if notebook:
            from tqdm.auto import tqdm
        else:
            from tqdm import tqdm

        shown = tqdm(total=total, unit=unit, unit_scale=unit == "B", disable=None if progress is None else not progress, leave=False)
    with shown:
        for each in given:
            shown.update(size(each))
            yield each
