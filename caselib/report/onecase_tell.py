"""What the sections of a report on one case are told by: each function says one thing that the case tells, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from caselib.assets import word
from caselib.model import Case, Field, Mention, Money, Span
from caselib.report.numbering import numeral
from caselib.report.parts import Evidence, Finding, Paragraph, Part, Quotes, Table
from caselib.report.say import Listed, Speaker
from caselib.report.tally import Tally
from caselib.view import record

Section = Callable[["Teller"], Iterator[Part]]
OBSTRUCT = "obstruct"  # family of the actions that make a complaint worse
ESSENTIAL = ("date", "organisation", "channel", "customer", "responsibility", "days_to_resolution")  # named where they are not told
SURE = 0.65  # confidence below which a fact of the table is marked: that of firm and product, which are cut from running text by rule (0.6)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


class Teller(Speaker):
    """A speaker about one case."""

    def __init__(self, tally: Tally, lang: str, case: Case) -> None:
        super().__init__(tally, lang)
        self.case = case

    def told(self, key: str, mentions: Sequence[Mention]) -> Paragraph:
        """A sentence that lists mentions with their words."""
        return Paragraph((self.say(key, self.behind(mentions), list=self.items(mentions)),))

    def behind(self, mentions: Iterable[Mention]) -> list[Evidence | None]:
        """The passages of mentions, in order of the text."""
        return [self.of(self.case, span) for span in dict.fromkeys(m.span for m in sorted(mentions, key=lambda m: m.span))]

    def items(self, mentions: Sequence[Mention]) -> Listed:
        """``道歉（企业：“上门道歉”）``, each code once, in order of the text."""
        once = {m.code: m for m in sorted(mentions, key=lambda m: m.span, reverse=True)}
        shown = [self._item(m) for m in reversed(once.values())]
        return Listed(self.joined(shown), ())

    def joined(self, shown: Iterable[str]) -> str:
        """Items side by side."""
        return ("、" if self.lang == "zh" else ", ").join(shown)

    def amounts(self, sums: Iterable[Money]) -> str:
        """Sums of money, each once."""
        return self.joined(dict.fromkeys(record.amount(money, self.lang) for money in sums))

    def counted(self, mentions: Sequence[Mention]) -> Listed:
        """一是…；二是…, each code once; a single one without its number."""
        once = {m.code: m for m in sorted(mentions, key=lambda m: m.span, reverse=True)}
        shown = [self._item(m) for m in reversed(once.values())]
        if len(shown) == 1:
            return Listed(shown[0], ())
        if self.lang == "en":
            return Listed("; ".join(f"({n}) {item}" for n, item in enumerate(shown, 1)), ())
        return Listed("；".join(f"{numeral(n)}是{item}" for n, item in enumerate(shown, 1)), ())

    def mentions(self, role: str, status: str = "", codes: Sequence[str] = (), others: Sequence[str] = ()) -> list[Mention]:
        """The case's mentions of a role and status: of these codes, or of all but ``others``."""
        found = [m for m in self.case.mentions if m.role == role and m.status == status]
        return [m for m in found if (m.code in codes if codes else m.code not in others)]

    def untold(self, name: str) -> Paragraph:
        """The mark that a section has nothing to say."""
        return Paragraph((self.say("single.untold", name=name),))

    def family(self, mention: Mention) -> str:
        code = self.book.codes.get(mention.code)
        return code.family if code else ""

    def _item(self, mention: Mention) -> str:
        who = word(f"actor.{mention.actor}", self.lang) if mention.role == "action" and mention.actor not in ("", "unknown") else ""
        how = word(f"realised.{mention.realised}", self.lang) if mention.realised in ("agreed", "offered") else ""
        said = ("，" if self.lang == "zh" else ", ").join(part for part in (who, how) if part)
        words = " ".join(mention.quote.split())
        quote = f"「{words}」" if set(words) & set("“”") else f"“{words}”"
        zh = self.lang == "zh"
        return self.label(mention.code) + (f"（{said}{'：' if said else ''}{quote}）" if zh else f" ({said}{': ' if said else ''}{quote})")


def opening(say: Teller) -> Iterator[Part]:
    """When, who, how, in which trade, in one sentence. Firm and product stand in the table, where they can be marked."""
    case, lang = say.case, say.lang
    when, who, how, trade = (field if field and field.confidence >= SURE else None for field in (case.date or case.year, case.customer, case.channel, case.industry))
    used = [field for field in (when, who, how, trade) if field]
    if not used:
        return
    blanks = {
        "when": word("tell.on" if when is case.date and len(str(when.value)) == 10 else "tell.in", lang, date=spoken_date(str(when.value), lang)) if when else "",
        "who": str(who.value) if who else word("tell.who", lang),
        "how": word("tell.how", lang, channel=say.label(str(how.value), "channel")) if how else "",
        "trade": word("tell.trade", lang, trade=say.label(str(trade.value))) if trade else "",
    }
    shown = [say.of(case, field.span) for field in used if field.span]
    yield Paragraph((say.say("single.opening", [*shown, *([] if shown else [say.opening(case)])], **blanks),))


def spoken_date(date: str, lang: str) -> str:
    """``2023-06-11`` as people write it; what is no such date stays as it is.

    Examples
    --------
    >>> spoken_date("2023-06-11", "zh"), spoken_date("2023-06", "zh"), spoken_date("2023-06", "en"), spoken_date("去年", "zh")
    ('2023 年 6 月 11 日', '2023 年 6 月', 'June 2023', '去年')
    """
    found = _DATE.fullmatch(date)
    if not found:
        return date
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if lang == "zh":
        return f"{year} 年" + (f" {month} 月" if month else "") + (f" {day} 日" if day else "")
    name = _MONTHS[month - 1] if 1 <= month <= 12 else ""
    return " ".join(part for part in (str(day) if day else "", name, str(year)) if part)


def facts(say: Teller) -> Iterator[Part]:
    """The table of facts; doubtful ones are marked, essential ones that are not told are named."""
    case, lang = say.case, say.lang
    names = {word(f"field.{'location' if name == 'place' else name}", lang): getattr(case, name) for name in record.FACTS}
    doubtful = {name for name, field in names.items() if isinstance(field, Field) and field.confidence < SURE}
    dated = word("field.year", lang) if case.date and case.year and str(case.date.value).startswith(str(case.year.value)) else ""
    rows = [(name, value + (word("tell.doubtful", lang) if name in doubtful else "")) for name, value in record.facts(case, say.book, lang) if name != dated]
    head = (word("report.fact", lang), word("report.value", lang))
    yield Table("facts", word("report.facts", lang), head, tuple(rows), widths=(0.3, 0.7))
    if missing := [word(f"field.{name}", lang) for name in ESSENTIAL if getattr(case, name) is None]:
        yield Paragraph((say.say("single.missing", list=say.joined(missing)),))


def causes(codes: Sequence[str] = (), others: Sequence[str] = ()) -> Section:
    """What the complaint is about."""

    def told(say: Teller) -> Iterator[Part]:
        if found := say.mentions("cause", "", codes, others):
            yield Paragraph((say.say("single.root" if codes else "single.cause", say.behind(found), list=say.counted(found)),))

    return told


def wishes(say: Teller) -> Iterator[Part]:
    """What the customer demanded, and the sums."""
    if found := say.mentions("action", "demanded"):
        yield say.told("single.demands", found)
    claimed = [money for money in say.case.money if money.role == "claimed"]
    if claimed:
        yield Paragraph((say.say("single.claimed", [say.of(say.case, money.span) for money in claimed], list=say.amounts(claimed)),))


def unmet(say: Teller) -> Iterator[Part]:
    """What was demanded and is not told as done."""
    done = {m.code for m in say.mentions("action", "done")}
    if found := [m for m in say.mentions("action", "demanded") if m.code not in done]:
        names = say.joined(f"“{label}”" for label in dict.fromkeys(say.label(m.code) for m in found))
        yield Paragraph((say.say("single.demanded", say.behind(found), list=names),))


def done(key: str, codes: Sequence[str] = (), others: Sequence[str] = ()) -> Section:
    """What was done, of these codes or of all but ``others``; what made matters worse is told apart (:func:`adverse`)."""

    def told(say: Teller) -> Iterator[Part]:
        if found := [m for m in say.mentions("action", "done", codes, others) if say.family(m) != OBSTRUCT]:
            yield say.told(key, found)

    return told


def adverse(say: Teller) -> Iterator[Part]:
    """Handling that made matters worse."""
    if found := [m for m in say.mentions("action", "done") if say.family(m) == OBSTRUCT]:
        yield say.told("single.adverse", found)


def advised(codes: Sequence[str] = (), others: Sequence[str] = ()) -> Section:
    """What the author advises and the case does not tell as done."""

    def told(say: Teller) -> Iterator[Part]:
        settled = {m.code for m in say.mentions("action", "done")}
        if found := [m for m in say.mentions("action", "advised", codes, others) if m.code not in settled]:
            yield say.told("single.advised", found)

    return told


def proposed(say: Teller) -> Iterator[Part]:
    """Every measure that the author proposes."""
    if found := say.mentions("action", "advised"):
        yield say.told("single.chosen", found)


def team(say: Teller) -> Iterator[Part]:
    """Who acted. Who leads and who does what is the firm's to say."""
    acting = [m for m in say.mentions("action", "done") if m.actor not in ("", "unknown", "customer")]
    if acting:
        first = {m.actor: m for m in sorted(acting, key=lambda m: m.span, reverse=True)}
        actors = say.joined(word(f"actor.{actor}", say.lang) for actor in reversed(first))
        yield Paragraph((say.say("single.team", say.behind(first.values()), list=actors),))
    yield Paragraph((say.say("single.team_missing"),))


def responsible(say: Teller) -> Iterator[Part]:
    """Who is responsible, as the case tells it."""
    if say.case.responsibility:
        span = say.case.responsibility.span
        shown = [found for found in ([say.of(say.case, span)] if span else []) if found]
        yield Paragraph((say.say("single.responsibility", shown, label=word(f"responsibility.{say.case.responsibility.value}", say.lang)),))
        if shown:
            yield Quotes(tuple(shown))


def outcomes(say: Teller) -> Iterator[Part]:
    """What came of it, and how it ended for the customer."""
    said: list[Finding] = []
    if found := say.mentions("outcome"):
        said.append(say.say("single.outcome", say.behind(found), list=say.items(found)))
    if say.case.final and say.case.final.value != "unknown":
        said.append(say.say("single.final", [say.ending(say.case)], final=word(f"final.{say.case.final.value}", say.lang)))
    if said:
        yield Paragraph(tuple(said))


def sums(say: Teller) -> Iterator[Part]:
    """What was offered and paid, and how long it took."""
    case, said = say.case, []
    given = [money for money in case.money if money.role in ("offered", "paid")]
    if given:
        said.append(say.say("single.money", [say.of(case, money.span) for money in given], list=say.amounts(given)))
    if case.days_to_resolution:
        span = case.days_to_resolution.span
        days = record.spoken("days_to_resolution", case.days_to_resolution.value, say.book, say.lang)
        key = "single.days" if case.days_to_resolution.value else "single.same_day"
        said.append(say.say(key, [say.of(case, span)] if span else [], **({"days": days} if case.days_to_resolution.value else {})))
    if said:
        yield Paragraph(tuple(said))


def rounds(say: Teller) -> Iterator[Part]:
    """The rounds of handling as a table, where there are several."""
    if len(say.case.episodes) < 2:
        return
    by_id = {m.id: m for m in say.case.mentions}
    head = tuple(word(key, say.lang) for key in ("tell.round", "role.cause", "role.action", "role.outcome"))
    rows = []
    for n, episode in enumerate(say.case.episodes, 1):
        cells = [record.names([by_id[i] for i in ids if i in by_id], say.book, say.lang) for ids in (episode.causes, episode.actions, episode.outcomes)]
        rows.append((str(n), *(cell or word("case.nothing", say.lang) for cell in cells)))
    yield Table("rounds", word("tell.rounds", say.lang), head, tuple(rows), widths=(0.1, 0.3, 0.34, 0.26))


def passages(key: str, *names: str) -> Section:
    """The lines of the case's parts of these names, behind a sentence that announces them."""

    def told(say: Teller) -> Iterator[Part]:
        if found := tuple(_lines(say, names)):
            yield Paragraph((say.say(key),))
            yield Quotes(found)

    return told


def _lines(say: Teller, names: Sequence[str]) -> Iterator[Evidence]:
    text = say.cases.texts.get(say.case.doc)
    for name, span in _whole(say.case):
        if name not in names or text is None:
            continue
        at = span.start
        for line in span.of(text.text).splitlines(keepends=True):
            body = line.strip()
            if any(char.isalnum() for char in body):
                start = at + line.index(body)
                if passage := say.of(say.case, Span(start, start + len(body))):
                    yield passage
            at += len(line)


def _whole(case: Case) -> Iterator[tuple[str, Span]]:
    """The case's parts with what lies between them: what no part covers is situation, the title left out."""
    title = case.title.span if case.title else None
    at = max(case.span.start, title.end) if title and title.start == case.span.start else case.span.start
    for name, span in sorted(case.parts, key=lambda part: part[1]):
        if at < span.start:
            yield "situation", Span(at, span.start)
        yield name, span
        at = max(at, span.end)
    if at < case.span.end:
        yield "situation", Span(at, case.span.end)


