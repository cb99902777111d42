"""The tree of a document's headings, found from how their styles nest, without any fixed order of styles."""

from __future__ import annotations

from dataclasses import dataclass, field

from caselib.segment.heads import Head

# The usual order of numbering styles in Chinese documents (GB/T 9704: 一、（一）1.（1）); used only where a document does not show its own.
RANKS = {"roman": 1, "cn": 2, "pcn": 3, "num": 4, "pnum": 5, "hnum": 5, "circ": 6, "alpha": 7}


@dataclass(slots=True)
class Node:
    """A heading with the pieces ``[first, end)`` under it; the root has no heading."""

    head: Head | None
    first: int
    end: int = 0
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def own(self) -> int:
        """Where the first child begins: the pieces before it are the node's own."""
        return self.children[0].first if self.children else self.end


def outline(heads: list[Head], pieces: int) -> Node:
    """Nest the headings.

    A style that is open closes all that opened behind it; a new one goes deeper. Heading levels of the format close what
    is of equal or higher level. An unmarked title closes everything up to the last heading with a level.
    """
    root = Node(None, 0, pieces)
    stack = [root]
    following = _next_cases(heads)
    for k, head in enumerate(heads):
        if not (head.key == "title" and _within(stack, following[k])):
            _pop(stack, head)
        node = Node(head, head.index, pieces, stack[-1])
        stack[-1].children.append(node)
        stack.append(node)
    _close(root, pieces)
    return root


def _next_cases(heads: list[Head]) -> list[int]:
    """For every heading the number of the next case heading behind it, or 0."""
    numbers = [0] * len(heads)
    number = 0
    for k in range(len(heads) - 1, -1, -1):
        numbers[k] = number
        if heads[k].kind == "case":
            number = heads[k].number
    return numbers


def _within(stack: list[Node], following: int) -> bool:
    """Whether a title stands inside a case (a subtitle, a line of furniture): the next number is still to come."""
    open_case = next((node.head for node in reversed(stack) if node.head and node.head.kind == "case"), None)
    return open_case is not None and following > 1 and following == open_case.number + 1


def _pop(stack: list[Node], head: Head) -> None:
    while (top := stack[-1].head) is not None and top.kind == "comment" and top.key == "line":
        stack.pop()
    if head.level:
        while stack[-1].head and (not stack[-1].head.level or stack[-1].head.level >= head.level):
            stack.pop()
        return
    if head.key == "title":
        while stack[-1].head and not stack[-1].head.level:
            stack.pop()
        return
    keys = [node.head.key if node.head and not (node.head.level and node.head.key != "case") else "" for node in stack]
    if head.key in keys:
        at = len(keys) - 1 - keys[::-1].index(head.key)
        del stack[at:]
    elif head.key in RANKS and head.kind != "case":
        while stack[-1].head and not stack[-1].head.level and RANKS.get(stack[-1].head.key, 0) > RANKS[head.key]:
            stack.pop()
    elif head.kind == "case":
        # The first case under a numbered heading goes deeper; a part or title line above it does not hold it.
        while stack[-1].head and stack[-1].head.key in ("line", "eight", "alpha", "hnum", "circ"):
            stack.pop()


def _close(node: Node, end: int) -> None:
    todo = [(node, end)]
    while todo:
        current, stop = todo.pop()
        current.end = stop
        for i, child in enumerate(current.children):
            nearest = current.children[i + 1].first if i + 1 < len(current.children) else stop
            todo.append((child, nearest))
