"""Whether two graphs say the same."""

from __future__ import annotations

from typing import Any


def same(one: Any, other: Any) -> None:
    """Nodes, edges and every number on them are equal, NaN to NaN; so is the stamp."""
    assert dict(one.nodes(data=True)) == dict(other.nodes(data=True))
    assert set(one.edges) == set(other.edges)
    assert {key: value for key, value in one.graph.items() if key != "data"} == {key: value for key, value in other.graph.items() if key != "data"}
    for source, target, row in one.edges(data=True):
        told = other.edges[source, target]
        assert list(row) == list(told)
        differ = {name: (value, told[name]) for name, value in row.items() if value != told[name] and not (value != value and told[name] != told[name])}
        assert not differ, (source, target, differ)
