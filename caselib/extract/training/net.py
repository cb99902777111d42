"""Fit the network of :mod:`caselib.extract.net`, with JAX: on clauses whose codes are known, on whole cases, and on how these end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from caselib.errors import InputError
from caselib.extract.layout import STATUSES, Floats, Ints, Layout
from caselib.extract.net import CLOSING, KNOWN, NO_PAIR, OUTSIDE, PAIR_BITS, UNSEEN, Heard, Net, columns, listen, tokens
from caselib.extract.reading import SECTIONS
from caselib.extract.training.samples import Sample
from caselib.lang.fold import code_points
from caselib.lang.grams import hashed
from caselib.model.case import FINALS

# Fewer annotated cases than this teach it nothing that the linear layers do not know.
LEAST_CASES = 300
# Nets that have not seen a document tell the later layers what such a net is worth.
FOLDS = 3
# Sizes, passes and rates were chosen on one fifth of the open corpus and the stories, unseen; larger ones gave less than they cost.
WIDTH, PATTERNS, TOLD, PASSES, RATE, DECAY = 64, 224, 128, 10, 2.5e-3, 0.01
# A letter in fewer samples has no vector of its own.
LEAST_SEEN = 2
# What a pair of letters that no sample has weighs where it shares a row with one that some have: its vector is all that is known of it.
UNTAUGHT = 0.05
# Shares that are left out at random while learning: letters, pairs, then numbers at the four stages.
LETTERS_OUT, PAIRS_OUT, OUT = 0.1, 0.3, (0.1, 0.3, 0.2, 0.2)
# What a whole case weighs against its clauses, its end, and whether it has more than one episode against a code.
CASE, END, SEVERAL = 0.5, 1.0, 2.0
# Rows of a batch: clauses, letters, cases.
CLAUSES, LETTERS, CASES = 512, 6144, 128
VECTORS = Path(__file__).parent / "vectors.npz"
Params = dict[str, Any]


class Item(NamedTuple):
    """A sample as numbers: what :func:`caselib.extract.net.tokens` gives, sections, wanted columns by clause and whether they are known, by case (``nan``
    where it is not known), and its end. The last column is that of turns.
    """

    chars: Ints
    pairs: Ints
    sizes: Ints
    sections: Ints
    wanted: Floats
    sure: Floats
    case: Floats
    is_case: bool
    end: int


def cross_fit(samples: Sequence[Sample], layout: Layout, folds: Sequence[int]) -> tuple[Net | None, list[Heard]]:
    """The network, and for each sample what one says that has not seen its fold; none and silence where there are too few cases.

    Raises
    ------
    InputError
        If JAX is not installed.
    """
    if sum(bool(sample.keys) for sample in samples) < LEAST_CASES:
        return None, [listen(None, layout, sample.reading) for sample in samples]
    apart = {n: fit_net([s for s, f in zip(samples, folds, strict=True) if f != n], layout) for n in sorted(set(folds))}
    return fit_net(samples, layout), [listen(apart[n], layout, sample.reading) for sample, n in zip(samples, folds, strict=True)]


def fit_net(samples: Sequence[Sample], layout: Layout) -> Net:
    """Train on all samples; the same for the same samples and number of threads."""
    try:
        import jax
        import optax
    except ImportError as missing:
        raise InputError(f"{missing.name} is missing: pip install 'caselib[train]'") from missing
    letters = _letters(samples)
    items = [_item(sample, layout, letters) for sample in samples if len(sample.reading)]
    params = _start(letters, len(columns(layout)[0]) + 1, samples)
    draw = np.random.default_rng(0)
    steps = PASSES * sum(1 for _ in _batches(items, range(len(items))))
    rate = optax.cosine_onecycle_schedule(steps, RATE, 0.2)
    learner = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=DECAY))
    state = learner.init(params)

    @jax.jit
    def step(params: Params, state: Any, batch: dict[str, Any], key: Any) -> tuple[Params, Any]:
        change, state = learner.update(jax.grad(_loss)(params, batch, key), state, params)
        return optax.apply_updates(params, change), state

    key = jax.random.PRNGKey(0)
    for _ in range(PASSES):
        for batch in _batches(items, draw.permutation(len(items)).tolist()):
            key, own = jax.random.split(key)
            params, state = step(params, state, batch, own)
    return Net(letters, **{name: np.asarray(params[name], np.float32) for name in Net._fields[1:]})


def _letters(samples: Sequence[Sample]) -> NDArray[np.uint32]:
    seen = Counter(letter for sample in samples for letter in set(sample.reading.folded))
    return np.asarray(sorted(ord(letter) for letter, count in seen.items() if count >= LEAST_SEEN), np.uint32)


def _item(sample: Sample, layout: Layout, letters: NDArray[np.uint32]) -> Item:
    laid = sample.reading
    chars, pairs, _ = tokens(laid.folded, laid.spans, letters)
    column = {(layout.codes[code], STATUSES[status]): n for n, (code, status) in enumerate(zip(*columns(layout), strict=True))}
    wanted = np.zeros((len(laid), len(column) + 1), np.float32)
    sure = np.ones_like(wanted)
    # Annotators mark one best place: another clause of the case may tell the same.
    sure[:, [n for (code, _), n in column.items() if code in sample.known]] = 0
    for row, labels in enumerate(sample.labels):
        told = {code for code, _ in labels}
        sure[row, [n for (code, _), n in column.items() if code in told]] = 1
        wanted[row, [column[label] for label in labels if label in column]] = 1
    case = np.zeros(len(column) + 1, np.float32)
    case[[column[code, status] for _, code, status in sample.keys if (code, status) in column]] = 1
    case[-1], wanted[:, -1], sure[:, -1] = _turns(sample)
    end = FINALS.index(sample.final) if sample.final in FINALS else -1
    return Item(chars, pairs, laid.spans[:, 1] - laid.spans[:, 0], laid.section_numbers, wanted, sure, case, bool(sample.keys), end)


def _turns(sample: Sample) -> tuple[float, Floats, Floats]:
    """Whether a sample has more than one episode (``nan`` if that is not known), which clauses begin a further one, and whether that is known of them."""
    begins, known = np.zeros((2, len(sample.reading)), np.float32)
    if sample.turns is None:
        return np.nan, begins, known
    begins[list(sample.turns)] = 1
    # The clause beside it may tell the same.
    known[:] = begins == 1
    known[np.convolve(begins, (1, 1, 1), "same") == 0] = 1
    return float(bool(sample.turns)), begins, known


def _start(letters: NDArray[np.uint32], out: int, samples: Sequence[Sample]) -> Params:
    """Random weights, but for the letters and pairs of letters that have a vector from elsewhere."""
    draw = np.random.default_rng(1)

    def some(rows: int, width: int, spread: float) -> Floats:
        return draw.normal(0, spread, (rows, width)).astype(np.float32)

    def layer(rows: int, width: int, spread: float = 0.0, bias: float = 0.0) -> Floats:
        return np.vstack([some(rows, width, spread or (2 / rows) ** 0.5), np.full((1, width), bias, np.float32)])

    chars, pairs = some(len(letters) + KNOWN, WIDTH, 0.3), some(NO_PAIR + 1, WIDTH, 0.1)
    if VECTORS.exists():
        _known_words(chars, pairs, letters, samples)
    chars[OUTSIDE], pairs[NO_PAIR] = 0, 0
    return {
        "chars": chars, "pairs": pairs, "look": layer(3 * WIDTH, PATTERNS), "sum": layer(2 * PATTERNS, TOLD), "section": some(len(SECTIONS), TOLD, 0.1),
        "near": layer(5 * TOLD, TOLD), "further": layer(5 * TOLD, TOLD), "out": layer(TOLD, out, 0.05, -4.5), "skip": some(2 * PATTERNS, out, 0.02),
        "ends": layer(3 * TOLD, len(FINALS), 0.05),
    }  # fmt: skip


def _known_words(chars: Floats, pairs: Floats, letters: NDArray[np.uint32], samples: Sequence[Sample]) -> None:
    """Put in the vectors of words of one and of two letters; of pairs that share a row the commoner weighs more.

    Words that no sample has keep the vector that they get here, near to those of words that were taught.
    """
    with np.load(VECTORS, allow_pickle=False) as stored:
        words, vectors = stored["words"].tobytes().decode().split("\n"), stored["vectors"].astype(np.float32) * float(stored["scale"])
    row = {letter: n + KNOWN for n, letter in enumerate(letters.tolist())}
    count: Counter[str] = Counter()
    for sample in samples:
        count.update(map("".join, zip(sample.reading.folded, sample.reading.folded[1:], strict=False)))
    total, weight = np.zeros_like(pairs), np.zeros((len(pairs), 1), np.float32)
    for word, vector in zip(words, vectors, strict=True):
        if len(word) == 1 and ord(word) in row:
            chars[row[ord(word)]] = vector
        elif len(word) == 2:
            points = code_points(word)
            bucket = int(hashed(points[:1], points[1:], bits=PAIR_BITS)[0])
            total[bucket] += (count[word] + UNTAUGHT) * vector
            weight[bucket] += count[word] + UNTAUGHT
    pairs[weight[:, 0] > 0] = (total / np.maximum(weight, UNTAUGHT))[weight[:, 0] > 0]


def _batches(items: Sequence[Item], order: Sequence[int]) -> Iterator[dict[str, Any]]:
    some: list[Item] = []
    for item in (items[n] for n in order):
        if some and (
            sum(len(each.sizes) for each in some) + len(item.sizes) > CLAUSES
            or sum(len(each.chars) for each in some) + len(item.chars) > LETTERS
            or len(some) == CASES
        ):
            yield _batch(some)
            some = []
        if len(item.sizes) <= CLAUSES and len(item.chars) <= LETTERS:
            some.append(item)
    if some:
        yield _batch(some)


def _batch(some: Sequence[Item]) -> dict[str, Any]:
    """Items one after the other, filled up to the fixed sizes: clauses belong to case ``CASES`` and letters to clause ``CLAUSES`` if to none."""
    sizes = np.concatenate([item.sizes for item in some])
    cases = np.repeat(np.arange(len(some)), [len(item.sizes) for item in some])
    first = np.repeat(np.cumsum([0, *(len(item.sizes) for item in some)])[:-1], [len(item.sizes) for item in some])
    size = np.asarray([len(item.sizes) for item in some])[cases]
    place = np.arange(len(sizes)) - first
    # Each item's letters end with an OUTSIDE that the next one brings along itself.
    chars, pairs = (np.concatenate([part[:-1] for part in parts]) for parts in zip(*((i.chars, i.pairs) for i in some), strict=True))
    near = {f"at{step}": np.where((place + step >= 0) & (place + step < size), np.arange(len(sizes)) + step, CLAUSES) for step in (-1, 1, -2)}
    made: dict[str, Any] = {
        "chars": _filled(chars, LETTERS, OUTSIDE), "pairs": _filled(pairs, LETTERS, NO_PAIR),
        "clause": _filled(np.repeat(np.arange(len(sizes)), sizes + 1), LETTERS, CLAUSES),
        "size": _filled(sizes, CLAUSES, 1).astype(np.float32), "case": _filled(cases, CLAUSES, CASES),
        "section": _filled(np.concatenate([item.sections for item in some]), CLAUSES, 0),
        "real": _filled(np.ones(len(sizes)), CLAUSES, 0).astype(np.float32),
        "closing": _filled(place >= size - CLOSING, CLAUSES, 0).astype(np.float32),
        "wanted": _filled(np.concatenate([item.wanted for item in some]), CLAUSES, 0),
        "sure": _filled(np.concatenate([item.sure for item in some]), CLAUSES, 0),
        "told": _filled(np.stack([item.case for item in some]), CASES, 0),
        "is_case": _filled(np.asarray([item.is_case for item in some]), CASES, 0).astype(np.float32),
        "end": _filled(np.asarray([item.end for item in some]), CASES, -1),
    }  # fmt: skip
    return made | {name: _filled(each, CLAUSES, CLAUSES) for name, each in near.items()}


def _filled(rows: NDArray[Any], to: int, value: int) -> NDArray[Any]:
    out = np.full((to, *rows.shape[1:]), value, dtype=rows.dtype if rows.dtype != np.int64 else np.int32)
    out[: len(rows)] = rows
    return out


def _loss(params: Params, batch: dict[str, Any], key: Any) -> Any:
    import jax
    import jax.numpy as jnp
    import optax

    out, ends = _forward(params, batch, key)
    clauses = (optax.sigmoid_binary_cross_entropy(out, batch["wanted"]) * batch["sure"] * batch["real"][:, None]).sum()
    best = jnp.maximum(jax.ops.segment_max(jnp.where(batch["real"][:, None] > 0, out, -20.0), batch["case"], CASES + 1)[:CASES], -20.0)
    told = ~jnp.isnan(batch["told"]) * jnp.where(jnp.arange(best.shape[1]) == best.shape[1] - 1, SEVERAL, 1.0)
    cases = (optax.sigmoid_binary_cross_entropy(best, jnp.nan_to_num(batch["told"])) * told * batch["is_case"][:, None]).sum()
    known = (batch["end"] >= 0).astype(jnp.float32)
    end = (optax.softmax_cross_entropy_with_integer_labels(ends, jnp.maximum(batch["end"], 0)) * known).sum()
    return (clauses + CASE * cases + END * end) / CLAUSES


def _forward(params: Params, batch: dict[str, Any], key: Any) -> tuple[Any, Any]:
    """:func:`caselib.extract.net.listen` for a batch, with parts left out at random."""
    import jax
    import jax.numpy as jnp

    keys = jax.random.split(key, 6)

    def out(n: int, x: Any) -> Any:
        return jnp.where(jax.random.bernoulli(keys[n], 1 - OUT[n], x.shape), x / (1 - OUT[n]), 0)

    def affine(x: Any, table: Any) -> Any:
        return x @ table[:-1] + table[-1]

    letters, real = (batch["chars"] > OUTSIDE)[:, None], batch["real"][:, None]
    known = jax.random.bernoulli(keys[4], 1 - LETTERS_OUT, batch["chars"].shape) | (batch["chars"] == OUTSIDE)
    paired = jax.random.bernoulli(keys[5], 1 - PAIRS_OUT, batch["pairs"].shape)
    vectors = params["chars"][jnp.where(known, batch["chars"], UNSEEN)] + jnp.where((paired & (batch["pairs"] < NO_PAIR))[:, None], params["pairs"][batch["pairs"]], 0)
    vectors = out(0, vectors * letters)
    edge = jnp.zeros_like(vectors[:1])
    three = jnp.concatenate([jnp.concatenate([edge, vectors[:-1]]), vectors, jnp.concatenate([vectors[1:], edge])], axis=1)
    seen = jax.nn.relu(affine(three, params["look"])) * letters
    sums = partial(jax.ops.segment_sum, segment_ids=batch["clause"], num_segments=CLAUSES + 1, indices_are_sorted=True)
    # Patterns are never below nothing, so that OUTSIDE does not win; clauses that only fill up have none.
    most = jnp.maximum(jax.ops.segment_max(seen, batch["clause"], CLAUSES + 1, indices_are_sorted=True)[:CLAUSES], 0)
    patterns = out(1, jnp.concatenate([most, sums(seen)[:CLAUSES] / jnp.sqrt(batch["size"])[:, None]], axis=1) * real)
    told = (jax.nn.relu(affine(patterns, params["sum"])) + params["section"][batch["section"]]) * real
    by_case = partial(jax.ops.segment_sum, segment_ids=batch["case"], num_segments=CASES + 1, indices_are_sorted=True)
    many = jnp.maximum(by_case(batch["real"]), 1)[:, None]
    for n, name in ((2, "near"), (3, "further")):
        padded = jnp.concatenate([told, jnp.zeros_like(told[:1])])
        around = [told, *(padded[batch[f"at{step}"]] for step in (-1, 1, -2)), (by_case(told) / many)[batch["case"]]]
        told = (told + jax.nn.relu(affine(out(n, jnp.concatenate(around, axis=1)), params[name]))) * real
    closing = batch["closing"][:, None] * real
    last = by_case(told * closing) / jnp.maximum(by_case(closing[:, 0]), 1)[:, None]
    largest = jnp.maximum(jax.ops.segment_max(told, batch["case"], CASES + 1, indices_are_sorted=True), -20.0)
    ends = affine(jnp.concatenate([by_case(told) / many, largest, last], axis=1)[:CASES], params["ends"])
    return affine(told, params["out"]) + patterns @ params["skip"], ends
