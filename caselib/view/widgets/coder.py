"""Coder: code, review, link and settle cases by mouse or keyboard; every decision is in the log before it is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from caselib.assets import word
from caselib.casebase import Cases
from caselib.coding.events import Event, Key
from caselib.coding.session import Session
from caselib.errors import CaselibError, InputError
from caselib.model import Case, Span
from caselib.model.case import ROLES, STATUSES
from caselib.view import html
from caselib.view.widgets.base import View
from caselib.view.widgets.coder_state import contents, desk, narrowed, queued, work

if TYPE_CHECKING:
    import pandas as pd

Request = dict[str, Any]


class Coder(View):
    """A coder's desk; see :func:`caselib.code`.

    Attributes
    ----------
    selected
        The mention at hand, ``["<uid of the case>/<id of the mention>"]``.
    passage
        The text selected last: ``{"case", "doc", "start", "end", "quote"}`` in code points of the source.
    """

    scripts: ClassVar[tuple[str, ...]] = ("text.js", "coder_alone.js", "coder_paper.js", "coder_palette.js", "coder_side.js", "coder.js")
    sheets: ClassVar[tuple[str, ...]] = ("coder.css",)
    groups: ClassVar[tuple[str, ...]] = ("coder", "case")
    title: ClassVar[str] = "coder.title"

    coder = t.Unicode().tag(sync=True)
    blind = t.Bool().tag(sync=True)
    names = t.List(t.Unicode()).tag(sync=True)
    toc: t.List[dict[str, Any]] = t.List().tag(sync=True)
    desk = t.Dict().tag(sync=True)
    work = t.Dict().tag(sync=True)
    reply = t.Dict().tag(sync=True)
    passage = t.Dict().tag(sync=True)

    def __init__(self, session: Session, first: Case | str | None = None, lang: str | None = None) -> None:
        if not session.order:
            raise InputError("there is no case to code; look at cases.problems for what was not read")
        self.session = session
        self._wanted = ""
        super().__init__(session.cases, lang, coder=session.coder, blind=session.blind, names=list(session.compared), toc=contents(session.cases))
        self.show(first if isinstance(first, str) else first.uid if first else session.order[0])

    # What the next cell works with

    @property
    def coding(self) -> Cases:
        """The case base with every decision so far: what ``cl.mine``, tables and reports take."""
        return self.session.coding

    @property
    def events(self) -> list[Event]:
        """The decisions of this coder's log, undo and redo among them: what ``learn`` and agreement take."""
        return self.session.events

    @property
    def log(self) -> Path:
        """Where the decisions stand."""
        return self.session.log

    @property
    def precision(self) -> pd.DataFrame:
        """How often rules and codes were right among what was reviewed; see :func:`caselib.coding.review.precision`."""
        import pandas as pd

        rows = [(row.by, row.name, row.right, row.reviewed, row.share, row.low, row.high) for row in self.session.precision()]
        return pd.DataFrame(rows, columns=["by", "name", "right", "reviewed", "precision", "low", "high"])

    @property
    def queue(self) -> pd.DataFrame:
        """What awaits review, the most doubtful first."""
        import pandas as pd

        columns = ["uid", "id", "role", "code", "status", "confidence", "doubt", "rule", "quote"]
        return pd.DataFrame([[row[name] for name in columns] for row in map(queued, self.session.queue())], columns=columns)

    def show(self, case: str, mention: str = "") -> None:
        """Open the case with this id or uid; ``mention`` is the id of the one to take up."""
        uid = self.session.cases[case].uid
        with self.hold_sync():
            self.desk, self.work = desk(self.session, uid), work(self.session, self._wanted)
            self.selected = [f"{uid}/{mention}"] if mention else []

    def close(self) -> None:
        """Let go of the log (another program may take it up) and of the view."""
        if hasattr(self, "session"):  # ipywidgets closes what was never finished, too
            self.session.close()
        super().close()

    # What the screen asks for

    def answer(self, request: Request) -> None:
        """Carry a request out and send what stands now; an error's sentence is shown, and nothing was decided."""
        told: dict[str, Any] = {"n": request.get("n", 0)}
        try:
            told |= self._carried_out(request)
        except CaselibError as error:
            told |= {"error": str(error)}
        except (KeyError, TypeError, ValueError) as error:
            told |= {"error": f"{type(error).__name__}: {error}"}
        uid = str(told.pop("uid", "")) or self.desk["uid"]
        with self.hold_sync():
            self.desk, self.work = desk(self.session, uid), work(self.session, self._wanted)
            if "mention" in told:
                self.selected = [f"{uid}/{told['mention']}"] if told["mention"] else []
            self.reply = told

    def _carried_out(self, request: Request) -> dict[str, Any]:
        kind = str(request.get("kind", ""))
        if kind in ("open", "wanted"):
            return self._opened(request)
        if kind in ("undo", "redo"):
            return self._stepped(self.session.undo() if kind == "undo" else self.session.redo())
        if kind not in _DECISIONS:
            raise InputError(f"the view asked for {kind!r}, which this release does not know; run the cell again")
        uid = str(request.get("case", "")) or self.desk["uid"]
        hangs = self.session.links(uid, str(request["mention"])) if kind == "reject" else []
        if hangs and not request.get("sure"):
            return {"uid": uid, "ask": "links", "count": len(hangs), "mention": str(request["mention"])}
        made = _DECISIONS[kind](self.session, uid, request)
        return {"done": kind, "count": len(made)} | self._next(uid, request, made)

    def _next(self, uid: str, request: Request, made: list[Event]) -> dict[str, Any]:
        """Where the screen goes: the next of the queue while reviewing, else to what was made."""
        if "queue" in request:
            items = narrowed(self.session.queue(), self._wanted)
            if items:
                item = items[min(int(request["queue"]), len(items) - 1)]
                return {"uid": item.case.uid, "mention": item.mention.id}
            return {"uid": uid, "mention": ""}
        at = next((e.to if e.kind == "recode" else e.at for e in reversed(made) if e.kind in ("span", "accept", "recode")), None)
        if at is None:
            return {"uid": uid} | ({"mention": ""} if request.get("kind") == "reject" else {})
        case = self.session.case(uid)
        found = next((m.id for m in case.mentions if m.span == at.span and m.key == at.key), "")
        return {"uid": uid, "mention": found}

    def _opened(self, request: Request) -> dict[str, Any]:
        if request["kind"] == "wanted":
            self._wanted = str(request.get("wanted", ""))
            return {}
        uid = self.session.cases[str(request["case"])].uid
        return {"uid": uid, "mention": str(request.get("mention", ""))}

    def _stepped(self, made: list[Event]) -> dict[str, Any]:
        """After undo or redo: to the case, and to the mention where it stands again."""
        if not made:
            return {"done": "nothing"}
        event = next((e for e in self.session.events if e.id == made[-1].of), None)
        uid = made[-1].case if made[-1].case in self.session.order else self.desk["uid"]
        mention = ""
        if event and event.at:
            marks = [m for m in (event.at, event.to) if m]
            case = self.session.case(uid)
            mention = next((m.id for m in (*case.mentions, *case.suggestions) for at in marks if m.span == at.span and m.key == at.key), "")
        return {"uid": uid, "mention": mention, "done": made[-1].kind}

    # Without a kernel

    def snapshot(self) -> str:
        """The card of the case at hand, as it is coded, and how much is decided."""
        case = self.session.case(self.desk["uid"])
        told = word("coder.snapshot", self.lang, coder=self.coder, decided=self.work["decided"], left=self.work["all"])
        return f"<p>{escape(told)}</p>{html.case(case, self.session.text(case.uid), self.lang)}"

    def state(self) -> dict[str, Any]:
        """The stand-alone page carries all cases, so that a coder without Python can work in it and hand back a log."""
        own = ("lang", "words", "codes", "coder", "blind", "names", "toc", "desk", "selected", "passage", "reply", "error")
        values = {name: getattr(self, name) for name in own}
        session = self.session
        everything = {**self.work, "queue": [queued(item) for item in session.queue()]}
        return values | {"work": everything, "library": {uid: desk(session, uid) for uid in session.order}}


def _key(request: Request) -> Key:
    role, code, status = (str(request.get(name, "")) for name in ("role", "code", "status"))
    if role not in ROLES or not code or (role == "action") != (status in STATUSES):
        raise InputError(f"{role}:{code}:{status} is no code; an action needs a status, causes and outcomes have none")
    return role, code, status


def _span(session: Session, uid: str, request: Request) -> Span:
    start, end = int(request["start"]), int(request["end"])
    if not 0 <= start < end <= len(session.text(uid).text):
        raise InputError("nothing is selected; mark some words in the text first")
    return Span(start, end)


def _recoded(session: Session, uid: str, request: Request) -> list[Event]:
    return session.recode(uid, str(request["mention"]), _key(request), _span(session, uid, request) if "start" in request else None)


_DECISIONS: dict[str, Callable[[Session, str, Request], list[Event]]] = {
    "code": lambda s, uid, r: s.code(uid, _span(s, uid, r), _key(r)),
    "accept": lambda s, uid, r: s.accept(uid, str(r["mention"])),
    "reject": lambda s, uid, r: s.reject(uid, str(r["mention"])),
    "recode": _recoded,
    "link": lambda s, uid, r: s.link(uid, str(r["source"]), str(r["target"]), "explicit" if r.get("basis") == "explicit" else "sequence", str(r.get("note", ""))),
    "unlink": lambda s, uid, r: s.unlink(uid, str(r["source"]), str(r["target"])),
    "border": lambda s, uid, r: s.move(uid, "end" if r["side"] == "end" else "start", int(r["to"])),
    "memo": lambda s, uid, r: s.memo(uid, str(r.get("mention", "")) or None, str(r["note"])),
    "drop": lambda s, uid, r: s.drop(str(r["event"])),
    "place": lambda s, uid, r: s.place(str(r["event"]), uid, _span(s, uid, r)),
    "resolve": lambda s, uid, r: s.resolve(int(r["row"]), str(r["choice"]), _key(r) if r.get("code") else None),
}  # fmt: skip
