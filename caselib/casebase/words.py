"""Corpus work: keyword in context, words and what stands beside them, which words set one part of a case base apart, candidates for new words.

Reprints vote once: all but the concordance, which lists every place, reads one case of each duplicate cluster.
Words come from :mod:`caselib.lang.words`; one that was added there counts as one word from the next call on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from caselib.lang.clauses import sentences
from caselib.lang.fold import fold
from caselib.lang.words import words as cut

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

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


def words(cases: Cases, top: int = 100) -> pd.DataFrame:
    """The most frequent words of two characters or more.

    Returns
    -------
    DataFrame with columns ``word``, ``count``, ``n_clusters`` (clusters whose text has it), ``per_10000``.
    """
    import pandas as pd

    count: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    total = 0
    for text in _texts(cases):
        found = [text[start:end] for start, end in cut(text)]
        total += len(found)
        long = [word for word in found if len(word) > 1]
        count.update(long)
        spread.update(set(long))
    rows = [(word, n, spread[word], 1e4 * n / total) for word, n in sorted(count.items(), key=lambda item: (-item[1], item[0]))[:top]]
    return pd.DataFrame(rows, columns=["word", "count", "n_clusters", "per_10000"])


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
    ratio = np.log2(((a + 0.5) / size) / ((b + 0.5) / other))
    frame = pd.DataFrame(
        {"word": vocabulary, "count": a.astype(int), "reference_count": b.astype(int), "per_10000": 1e4 * a / size,
         "reference_per_10000": 1e4 * b / other, "g2": _likelihood(a, b, size, other), "log_ratio": ratio}
    )  # fmt: skip
    return frame[frame["log_ratio"] > 0].sort_values(["g2", "word"], ascending=[False, True]).head(top).reset_index(drop=True)


def cooccurrence(cases: Cases, keyword: str, top: int = 30) -> pd.DataFrame:
    """Words that stand in one sentence with ``keyword`` more often than elsewhere.

    The keyword is matched as characters, whatever its script and width. Ranked by the log-likelihood ratio G2 (Dunning 1993) of sentences
    with and without it; ``log_dice`` is Rychlý's (2008): 14 at most, and not dependent on the corpus' size.

    Returns
    -------
    DataFrame with columns ``word``, ``together`` (sentences with both), ``n_word``, ``n_keyword`` (sentences with either), ``g2``, ``log_dice``.
    """
    import numpy as np
    import pandas as pd

    sought = fold(keyword)
    beside: Counter[str] = Counter()
    every: Counter[str] = Counter()
    held = total = 0
    for text in _texts(cases):
        for start, end in sentences(text):
            sentence = text[start:end]
            found = {sentence[a:b] for a, b in cut(sentence) if b - a > 1}
            every.update(found)
            total += 1
            if sought and sought in sentence:
                held += 1
                beside.update(found)
    names = sorted(word for word, n in beside.items() if every[word] >= MIN_COUNT and word not in sought and sought not in word)
    a, n = (np.asarray([counts[word] for word in names], dtype=float) for counts in (beside, every))
    frame = pd.DataFrame({"word": names, "together": a.astype(int), "n_word": n.astype(int), "n_keyword": held})
    frame["g2"] = _likelihood(a, n - a, max(held, 1), max(total - held, 1))
    frame["log_dice"] = 14 + np.log2(2 * a / (n + held)) if names else np.zeros(0)
    more = a * max(total - held, 1) > (n - a) * max(held, 1)
    kept: pd.DataFrame = frame[more]
    return kept.sort_values(["g2", "word"], ascending=[False, True]).head(top).reset_index(drop=True)


def new_words(cases: Cases, top: int = 50) -> pd.DataFrame:
    """Strings of two to four Chinese characters that behave like words and that the cutter does not know: candidates for ``add_word``.

    A candidate holds together (its parts meet more often than their frequencies would have it) and stands in many
    surroundings on both sides (branching entropy, as in Jin and Tanaka-Ishii 2006). For a person to choose from: not every one is a word.

    Returns
    -------
    DataFrame with columns ``word``, ``count``, ``n_clusters``, ``cohesion`` (least pointwise mutual information over its cuts, bits), ``freedom`` (lesser of
    the two branching entropies, bits).
    """
    import pandas as pd

    from caselib.casebase.unknown import candidates

    return pd.DataFrame(candidates(_texts(cases), top), columns=["word", "count", "n_clusters", "cohesion", "freedom"])


def _likelihood(a: NDArray[np.float64], b: NDArray[np.float64], size: int, other: int) -> NDArray[np.float64]:
    """Dunning's G2 of counts ``a`` among ``size`` and ``b`` among ``other``, the rest of both left out (Rayson and Garside 2000)."""
    import numpy as np

    expected_a, expected_b = size * (a + b) / (size + other), other * (a + b) / (size + other)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * (a * np.log(a / expected_a) + np.where(b > 0, b * np.log(b / expected_b), 0)))


def _texts(cases: Cases) -> Iterator[str]:
    """The folded text of one case of each cluster."""
    seen: set[str] = set()
    for case in cases:
        cluster = case.cluster or case.id
        if cluster not in seen and case.doc in cases.texts:
            seen.add(cluster)
            yield fold(cases.text(case))


def _counts(cases: Cases) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in _texts(cases):
        found.update(text[start:end] for start, end in cut(text) if end - start > 1)
    return found
