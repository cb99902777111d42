"""Corpus work: keyword in context, and which words set one part of a case base apart from another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from caselib.lang.fold import fold
from caselib.lang.words import words

if TYPE_CHECKING:
    import pandas as pd

    from caselib.casebase.cases import Cases

# Words seen fewer times than this in both parts together are not ranked: their ratio is noise (Rayson and Garside 2000 ask for an expected count of 5).
MIN_COUNT = 5


def concordance(cases: Cases, keyword: str, width: int = 20) -> pd.DataFrame:
    """Keyword in context over the source text of the cases.

    The keyword is matched whatever its script and width; context is counted in characters, line ends shown as spaces.

    Returns
    -------
    DataFrame with columns ``case``, ``left``, ``keyword``, ``right``, ``start``, ``end``, ``place``: source positions; one row an occurrence.
    """
    import pandas as pd

    sought = fold(keyword)
    rows = []
    for case in cases:
        source = cases.texts[case.doc]
        text = cases.text(case)
        folded = fold(text)
        at = folded.find(sought)
        while at >= 0 and sought:
            end = at + len(sought)
            start = case.span.start + at
            context = (text[max(0, at - width) : at], text[at:end], text[end : end + width])
            rows.append((case.id, *(part.replace("\n", " ") for part in context), start, start + len(sought), source.place(start)))
            at = folded.find(sought, end)
    return pd.DataFrame(rows, columns=["case", "left", "keyword", "right", "start", "end", "place"])


def keyness(cases: Cases, reference: Cases, top: int = 50) -> pd.DataFrame:
    """Words that are more frequent in ``cases`` than in ``reference``.

    Words come from jieba on folded text, single characters left out. Ranked by the log-likelihood ratio G2
    (Dunning 1993), with the binary log of the ratio of relative frequencies as effect size (Hardie 2014, half a count added).

    Returns
    -------
    DataFrame with columns ``word``, ``count``, ``reference_count``, ``per_10000``, ``reference_per_10000``, ``g2``, ``log_ratio``.
    """
    import numpy as np
    import pandas as pd

    ours, theirs = _counts(cases), _counts(reference)
    size, other = max(ours.total(), 1), max(theirs.total(), 1)
    vocabulary = sorted(word for word, count in ours.items() if count + theirs[word] >= MIN_COUNT)
    a = np.asarray([ours[word] for word in vocabulary], dtype=float)
    b = np.asarray([theirs[word] for word in vocabulary], dtype=float)
    expected_a, expected_b = size * (a + b) / (size + other), other * (a + b) / (size + other)
    with np.errstate(divide="ignore", invalid="ignore"):
        g2 = 2 * (a * np.log(a / expected_a) + np.where(b > 0, b * np.log(b / expected_b), 0))
    ratio = np.log2(((a + 0.5) / size) / ((b + 0.5) / other))
    frame = pd.DataFrame(
        {"word": vocabulary, "count": a.astype(int), "reference_count": b.astype(int), "per_10000": 1e4 * a / size,
         "reference_per_10000": 1e4 * b / other, "g2": g2, "log_ratio": ratio}
    )  # fmt: skip
    return frame[frame["log_ratio"] > 0].sort_values(["g2", "word"], ascending=[False, True]).head(top).reset_index(drop=True)


def _counts(cases: Iterable[object]) -> Counter[str]:
    from caselib.casebase.cases import Cases

    assert isinstance(cases, Cases)
    found: Counter[str] = Counter()
    for case in cases:
        text = fold(cases.text(case))
        found.update(text[start:end] for start, end in words(text) if end - start > 1)
    return found
