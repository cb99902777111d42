"""Questions from a case base: right answers with their words, wrong ones from other cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from caselib.casebase import Cases
from caselib.codebook import load
from caselib.errors import InputError
from caselib.messages import language
from caselib.model import Case, Mention
from caselib.teach import describe
from caselib.teach.pack import firsts
from caselib.teach.phrases import phrase
from caselib.teach.quiz import compare
from caselib.teach.quiz.question import KINDS, Option, Question, dice, name
from caselib.teach.story import Shelf, squeezed

WRONG = 3  # wrong answers beside the right one
LONGEST = 900  # characters of a passage: what a screen holds above the answers
DRAWN = 300  # mentions drawn to find wrong answers among: enough for three codes, and a large case base takes no longer
SHORT, LONG = 4, 60  # characters of words that can stand as an answer


def quizzes(cases: Cases, kinds: Sequence[str] = KINDS, *, most: int = 0, lang: str | None = None) -> list[Question]:
    """Questions on the cases, the same in every run.

    Parameters
    ----------
    cases
        The case base with its texts; wrong answers come from all of it.
    kinds
        ``cause`` (what is the cause), ``step`` (which step is missing), ``decide`` (what would you do, in order of how it ended),
        ``ending`` (how did it end), ``claim`` (what happened against what is advised), ``tactic`` (types matched with tactics).
    most
        At most so many of each kind; 0 for all.

    Raises
    ------
    InputError
        If a kind is unknown.
    """
    spoken = language(lang)
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise InputError(f"there is no kind of question {unknown[0]!r}; kinds: {', '.join(KINDS)}")
    pool = Pool(cases, spoken)
    makers: dict[str, Callable[[], Iterator[Question]]] = {
        "cause": lambda: _some(pool, _cause), "step": lambda: _some(pool, _step), "ending": lambda: _some(pool, _ending), "claim": lambda: _some(pool, _claim),
        "decide": lambda: compare.decide(pool.shelf, spoken), "tactic": lambda: compare.tactic(pool.shelf, spoken),
    }  # fmt: skip
    found: list[Question] = []
    for kind in kinds:
        made = list(makers[kind]())
        found += made[:most] if most else made
    return found


class Pool:
    """The cases with what can serve as a wrong answer."""

    def __init__(self, cases: Cases, lang: str) -> None:
        self.cases, self.lang, self.shelf, self.book = cases, lang, Shelf(cases), load()
        self._fit: dict[tuple[str, str], list[tuple[Case, Mention]]] = {}
        self.asked = [case for case in firsts(cases) if case.doc in cases.texts]

    def place(self, case: Case) -> str:
        """Where the case stands."""
        return describe.place(self.cases, case, self.lang)

    def others(self, case: Case, role: str, status: str, *, told: Iterable[str] = ()) -> list[tuple[Case, Mention]]:
        """Mentions of other clusters in an order of chance, one a code, without the codes of this case in any status."""
        own = {m.code for m in (*case.mentions, *case.suggestions) if m.role == role} | set(told)
        if (role, status) not in self._fit:
            self._fit[role, status] = [(each, m) for each in self.asked for m in describe.of(each, role, status) if fits(m.quote)]
        fit = self._fit[role, status]
        found: dict[str, tuple[Case, Mention]] = {}
        for each, m in dice(role, status, case.id).sample(fit, min(DRAWN, len(fit))):
            if each is not case and m.code not in own:
                found.setdefault(m.code, (each, m))
        return list(found.values())


def fits(quote: str) -> bool:
    """Whether words are neither too few nor too many to stand as an answer."""
    return SHORT <= len(quote.strip()) <= LONG


def tidy(text: str) -> str:
    """Words on one line."""
    return " ".join(text.split())


def _some(pool: Pool, make: Callable[[Pool, Case], Question | None]) -> Iterator[Question]:
    for case in pool.asked:
        if question := make(pool, case):
            yield question


def _cause(pool: Pool, case: Case) -> Question | None:
    story = pool.shelf.story(case)
    causes = [m for m in describe.of(case, "cause") if squeezed(m.quote) in squeezed(story.told)]
    others = pool.others(case, "cause", "")[:WRONG]
    if not causes or len(others) < WRONG:
        return None
    return _question(pool, "cause", case, phrase("ask_cause", pool.lang), story.told, _options(pool, (case, causes[0]), others, labels=True))


def _step(pool: Pool, case: Case) -> Question | None:
    """A step that the author misses, where there is one; else a step taken out of the text."""
    done = describe.of(case, "action", "done")
    others = pool.others(case, "action", "done")[:WRONG]
    if len(others) < WRONG:
        return None
    lacking = [m for m in describe.missing(describe.of(case, "action", "advised"), done) if fits(m.quote)]
    if lacking and done:
        told = phrase("list_join", pool.lang).join(tidy(m.quote) for m in done)
        # Labels, not words: 应当 and 建议 in the right answer alone would give it away.
        return _question(pool, "step", case, phrase("ask_advised", pool.lang), told, _options(pool, (case, lacking[0]), others, labels=True))
    settled = [m for m in done if fits(m.quote)]
    if not settled:
        return None
    taken = dice("step", case.id).choice(settled)
    before, _, behind = pool.shelf.around(case, taken.span)
    rest = f"{before}【＿＿＿】{behind}"
    if squeezed(taken.quote) in squeezed(rest) or len(squeezed(before + behind)) < SHORT:
        return None
    return _question(pool, "step", case, phrase("ask_step", pool.lang), rest, _options(pool, (case, taken), others))


def _ending(pool: Pool, case: Case) -> Question | None:
    story = pool.shelf.story(case)
    outcomes = [m for m in describe.of(case, "outcome") if m.code != "escalated" and fits(m.quote)]
    others = pool.others(case, "outcome", "", told=["escalated"])[:WRONG]
    if not outcomes or not story.told or len(others) < WRONG:
        return None
    return _question(pool, "ending", case, phrase("ask_ending", pool.lang), story.told, _options(pool, (case, outcomes[-1]), others))


def _claim(pool: Pool, case: Case) -> Question | None:
    advised = [m for m in describe.of(case, "action", "advised") if fits(m.quote)]
    others = pool.others(case, "action", "done")[:WRONG]
    if not advised or len(others) < WRONG:
        return None
    right = Option(_context(pool, case, advised[0]), True, phrase("yes_advice", pool.lang, place=pool.place(case)), case.id)
    wrong = [Option(_context(pool, each, m), False, phrase("no_done", pool.lang, place=pool.place(each)), each.id) for each, m in others]
    return _question(pool, "claim", case, phrase("ask_claim", pool.lang), "", [right, *wrong])


def _options(pool: Pool, right: tuple[Case, Mention], others: list[tuple[Case, Mention]], *, labels: bool = False) -> list[Option]:
    """The right answer and the wrong ones, as words or as their codes' labels; the feedback has the words either way."""
    made = []
    for case, m in (right, *others):
        good = m is right[1]
        text = pool.book.label(m.code, pool.lang) if labels else tidy(m.quote)
        said = phrase("yes_quote" if good else "no_other", pool.lang, quote=tidy(m.quote), place=pool.place(case))
        made.append(Option(text, good, said, case.id))
    return made


def _question(pool: Pool, kind: str, case: Case, stem: str, passage: str, options: list[Option]) -> Question | None:
    once = list({squeezed(option.text): option for option in reversed(options)}.values())
    if len(once) < len(options) or any(not squeezed(option.text) for option in options):
        return None
    dice(kind, case.id).shuffle(once)
    told = passage if len(passage) <= LONGEST else passage[:LONGEST] + "……"
    heading = f"{phrase(f'kind.{kind}', pool.lang)} · {describe.title(case, pool.lang)}"
    return Question(name(kind, case.uid, case.id), kind, heading, stem, told, tuple(once), (), phrase("source_of", pool.lang, place=pool.place(case)), case.id)


def _context(pool: Pool, case: Case, mention: Mention) -> str:
    """The sentence around a mention, its words in 【】; at most ``LONG`` characters on either side."""
    before, words, behind = pool.shelf.around(case, mention.span)
    return tidy(f"{before[-LONG:]}【{words}】{behind[:LONG]}")
