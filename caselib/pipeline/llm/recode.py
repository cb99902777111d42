"""Cases with the mentions that a language model finds; what it did not answer or could not prove stays as caselib found it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from caselib.casebase import Cases
from caselib.clean import clean
from caselib.errors import Address, InputError, Problem
from caselib.extract.case import carry_on
from caselib.extract.episodes import episodes, story_of
from caselib.extract.links import links
from caselib.extract.reading import Reading, read_segment
from caselib.extract.scorer import hear
from caselib.model import Case, CleanText, Mention, SourceText, Span
from caselib.pipeline.bar import bar
from caselib.pipeline.llm.answer import AnswerError, Claim, claims, instructions, question
from caselib.pipeline.llm.ground import ground
from caselib.pipeline.llm.wire import WireError, address, post
from caselib.pipeline.redo import drawn
from caselib.pipeline.settings import Settings
from caselib.privacy import Aliases, mask
from caselib.segment import segment

# Of a malformed answer the same question is asked once more; a model that fails twice on a text fails again.
ASKED = 2
# After so many cases in a row without an answer the address is given up.
GIVE_UP = 5
# A model's word for it is not a measured probability: half, or what the scorer says where it found the same.
CONFIDENCE = 0.5
# Tokens: Chinese takes 0.6 to 1 of them a character in the usual vocabularies; an answer of ten mentions takes 500.
_PER_CHARACTER, _ANSWER = 1.0, 500

Send = Callable[[str, dict[str, Any], str], Any]


@dataclass(frozen=True, slots=True)
class Model:
    """Where and what to ask. ``key`` is sent as a bearer token; ``price`` is in money a million tokens; ``masked`` hides personal data first."""

    url: str
    name: str = "default"
    key: str = field(default="", repr=False)
    price: float | None = None
    masked: bool = True
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would send, at most: cases, characters, tokens (asked and answered), and money where a price is known."""

    cases: int
    characters: int
    tokens: int
    cost: float | None


@dataclass
class Tally:
    """What came of it: cases answered and failed, mentions grounded and refused (not of the schema, or not in the text)."""

    answered: int = 0
    failed: int = 0
    grounded: int = 0
    refused: int = 0


def estimate(cases: Cases, model: Model, settings: Settings | None = None) -> Estimate:
    """What asking would cost; nothing is sent."""
    whole = len(instructions((settings or Settings()).tools().codebook))
    told = [case for case in cases if case.doc in cases.texts]
    characters = sum(whole + case.span.end - case.span.start for case in told)
    tokens = int(characters * _PER_CHARACTER) + _ANSWER * len(told)
    return Estimate(len(told), characters, tokens, None if model.price is None else round(tokens * model.price / 1e6, 2))


def recode(cases: Cases, model: Model, settings: Settings | None = None, *, agreed: bool = False, send: Send | None = None) -> tuple[Cases, Tally]:
    """Ask the model for the mentions of every case.

    Parameters
    ----------
    cases
        As parsed, with their texts.
    model
        Whom to ask.
    settings
        The codebook, and the scorer for rounds and links.
    agreed
        That the texts may be sent to the address; see :func:`estimate`.
    send
        Another way to put a question (address, body, key) and get the parsed answer, for tests.

    Returns
    -------
    Cases, Tally
        A case without an answer stays as it was; failures and refusals are also listed in ``problems``.

    Raises
    ------
    InputError
        If nobody agreed, or the address is none.
    """
    url = address(model.url)
    if not agreed:
        would = estimate(cases, model, settings)
        raise InputError(f"{would.cases} cases ({would.characters:,} characters, about {would.tokens:,} tokens) would be sent to {url}; agree to it first")
    work = _Work(cases, model, settings or Settings(), url, send or (lambda to, body, key: post(to, body, key, model.timeout)))
    made = tuple(work.case(case) for case in bar(iter(cases.cases), len(cases), None, unit="case"))
    return replace(cases, cases=made, problems=(*cases.problems, *work.problems)), work.tally


class _Work:
    def __init__(self, cases: Cases, model: Model, settings: Settings, url: str, send: Send) -> None:
        self.texts, self.model, self.tools, self.url, self.send = cases.texts, model, settings.tools(), url, send
        self.aliases = Aliases()
        self.tally = Tally()
        self.problems: list[Problem] = []
        self.silent = 0
        self.laid: tuple[SourceText, CleanText] | None = None

    def case(self, case: Case) -> Case:
        """The case with the model's mentions, or as it was."""
        source = self.texts.get(case.doc)
        if source is None:
            return case
        shown = case.span.of(source.text)
        masked = mask(shown, aliases=self.aliases) if self.model.masked else None
        text = masked.text if masked else shown
        try:
            told, wrong = self._ask(text)
        except (WireError, AnswerError) as error:
            self.silent += 1
            self.tally.failed += 1
            self._problem("llm_failed", case, source, reason=str(error))
            return case
        self.silent = 0
        places: dict[tuple[str, str, str], Span] = {}
        for claim in told:
            span = ground(claim.quote, text)
            if span is None:
                wrong += 1
                continue
            back = masked.offsets.source(span) if masked else span
            places.setdefault(_key(claim), Span(case.span.start + back.start, case.span.start + back.end))
        self.tally.answered += 1
        self.tally.grounded += len(places)
        self.tally.refused += wrong
        if wrong:
            self._problem("llm_refused", case, source, count=wrong)
        return self._with(case, source, places)

    def _ask(self, text: str) -> tuple[list[Claim], int]:
        if self.silent >= GIVE_UP:
            raise WireError(f"not asked after {GIVE_UP} failures in a row")
        body = question(self.tools.codebook, self.model.name, text)
        for _ in range(ASKED - 1):
            try:
                return claims(self.send(self.url, body, self.model.key), self.tools.codebook)
            except AnswerError:
                continue
        return claims(self.send(self.url, body, self.model.key), self.tools.codebook)

    def _with(self, case: Case, source: SourceText, places: dict[tuple[str, str, str], Span]) -> Case:
        """The case with these mentions, its rounds and links made anew."""
        if self.laid is None or self.laid[0] is not source:
            self.laid = (source, clean(source))
        cleaned = self.laid[1]
        laid = read_segment(cleaned, drawn(case, segment(cleaned)), self.tools.cues)
        known = {m.key: m for m in (*case.suggestions, *case.mentions)}
        made = []
        for number, (key, span) in enumerate(sorted(places.items(), key=lambda entry: (entry[1], entry[0])), 1):
            was = known.get(key)
            sure = max(CONFIDENCE, was.confidence) if was else CONFIDENCE
            actor = was.actor if was else "customer" if key[2] == "demanded" else "unknown"
            realised = was.realised if was else "unknown" if key[2] == "done" else ""
            made.append(Mention(f"m{number}", *key, span, span.of(source.text), "llm", sure, realised, actor))
        rounds = case.episodes
        if case.kind == "incident":
            clauses = [_clause(cleaned, laid, mention) for mention in made]
            story = story_of(made, clauses, laid.sections, hear(self.tools.model, laid).turns)
            rounds = episodes(story, laid.folded, self.tools.model.meta.get("rounds", {}), carry_on(self.tools.codebook))
        # What caselib found and the model did not name is left for review.
        numbered = enumerate((m for m in (*case.mentions, *case.suggestions) if m.key not in places), 1)
        left = tuple(replace(m, id=f"s{n}") for n, m in numbered)
        return replace(case, mentions=tuple(made), suggestions=left, episodes=rounds, links=links(cleaned, laid, made, rounds, self.tools.model))

    def _problem(self, code: str, case: Case, source: SourceText, **details: str | int) -> None:
        line = source.text.count("\n", 0, case.span.start) + 1
        self.problems.append(Problem(code, Address(case.doc, line=line), dict(details), "notice" if code == "llm_refused" else "error"))


def _key(claim: Claim) -> tuple[str, str, str]:
    return claim.role, claim.code, claim.status


def _clause(cleaned: CleanText, laid: Reading, mention: Mention) -> int:
    """The clause of its case that a mention stands in, or the last one before it."""
    return max(bisect_right(laid.clauses, (cleaned.at(mention.span.start) - laid.base, len(laid.folded))) - 1, 0)
