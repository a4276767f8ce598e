"""Proposals made to hurt whoever prints them, each as bad in one way as the reader of proposals lets through.

They are made from a pack's vocabulary, so that nasty text stands in every field that holds text, and go through the
real reader and engine. `ATTACKS` names them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, cycle, islice
from typing import Any

from policycheck.load.document import PROPOSAL_LIMITS, parse_document
from policycheck.load.proposal import build_proposal
from policycheck.model.assessment import Assessment
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import Field, Kind, Means
from policycheck.pipeline import evaluate

Data = dict[str, Any]

ROOM = 0.97
"""The part of the limits that is used: the header and the braces need the rest."""

MARKUP = (
    "</pre></style><script>alert(1)</script> <img src=file:///etc/passwd> <a href='javascript:alert(1)'>here</a> "
    "<link rel=attachment href=file:///etc/passwd> <style>@import url(http://example.org/x.css)</style> "
    "{{ 7*7 }} {% include '/etc/passwd' %} &lt;b&gt; ]]> \u202edrowssap\u202c zero\u200bwidth \u2066a\u2069 \U0001f600 "
)
ADDRESSES = ("javascript:alert(1)", "file:///etc/passwd", "http://example.org/", "data:text/html,x", "HTTPS://x y")

TEXTS: Mapping[str, Callable[[int], str]] = {
    "markup": lambda size: _filled(MARKUP, size),
    "one long word": lambda size: "W" * size,
    "a long word in Hangul": lambda size: "김" * size,
    "marks on one letter": lambda size: "e" + "\u0301" * (size - 1),
    "a mark on every letter": lambda size: _filled("e\u0301\u0302\u0303", size),
    "changing direction": lambda size: _filled("a\u202e", size),
    "no glyph, all different": lambda size: "x" + "".join(chr(0xE000 + n % 6400) for n in range(size - 1)),
    "one letter, one space": lambda size: _filled("a ", size),
    "all kinds of script": lambda size: _filled("a김б王α ", size),
}
"""Texts of any length, each of them hard on a printer in its own way."""


def _filled(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size].strip().ljust(size, ".")


def header(text: str = "nothing", **more: Any) -> Data:
    """The header of a proposal, with a text wherever one fits."""
    named = {"id": "hostile", "status": "", "basis": "as_written", "date": "2024-02-01"}
    return named | {"title": text, "author": text, "note": text} | more


def texts(pack: Pack, kind: str) -> Data:
    """The same text in every field that holds text, as long as all of it may be."""
    places = sum(1 for _ in _texts(_document(pack, "\0")))
    limits, sample = PROPOSAL_LIMITS, TEXTS[kind](2_000)
    wide = len(json.dumps(sample, ensure_ascii=False).encode()) / len(sample)
    bare = len(json.dumps(_document(pack, ""), ensure_ascii=False).encode())
    size = min(limits.scalar, int((limits.max_bytes * ROOM - bare) / places / wide))
    return _document(pack, TEXTS[kind](size))


def _texts(value: Any) -> Iterator[str]:
    """Every text that was filled in."""
    if isinstance(value, str):
        yield from [value] if "\0" in value else []
    else:
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _texts(part)


def _document(pack: Pack, text: str) -> Data:
    """A document with this text in every field that holds text, and one entry of everything else."""
    sections = {
        name: _made(field, text) for name, field in pack.vocabulary.root.properties.items() if name in _sections(pack)
    }
    path = next(iter(_paths(sections)))
    source = {"id": "S", "cite": text, "url": text, "note": text}
    links = [{"id": f"S{n}", "cite": text, "url": address} for n, address in enumerate(ADDRESSES)]
    return {
        "proposal": _head(pack, text, sources=[source, *links]),
        **sections,
        "evidence": [{"for": path, "says": text, "where": text, "source": "S", "note": text}],
        "risks": [{"topic": concern.slug, "mitigation": text, "note": text} for concern in pack.concerns],
        "responses": [{"finding": name, "text": text} for name in _findings(pack)],
    }


def _sections(pack: Pack) -> set[str]:
    return set(chain.from_iterable(recommendation.sections for recommendation in pack.recommendations))


def _findings(pack: Pack) -> list[str]:
    rules = [rule.id for recommendation in pack.recommendations for rule in recommendation.rules]
    return rules + [concern.id for concern in pack.concerns]


def _head(pack: Pack, text: str = "nothing", **more: Any) -> Data:
    fields = pack.vocabulary.root.properties["proposal"].properties
    return (
        header(text)
        | {name: _made(fields[name], text) for name in ("actor", "status")}
        | {"covers": [pack.comprehensive]}
        | more
    )


def _made(field: Field, text: str) -> Any:
    """A value for a field with everything in it."""
    match field.kind:
        case Kind.OBJECT:
            return {name: _made(part, text) for name, part in field.properties.items()}
        case Kind.LIST:
            return [] if field.item is None else [_made(field.item, text)]
        case Kind.ENUM:
            return next(value for value, about in field.values.items() if about.means is Means.ITSELF)
        case Kind.NUMBER:
            return field.minimum if field.minimum is not None else field.maximum or 0
        case Kind.BOOLEAN:
            return False
        case Kind.DATE:
            return "2024-02-01"
        case Kind.TEXT:
            return text


def _paths(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _paths(part, f"{path}.{name}" if path else name)
    else:
        yield path


def _many(pack: Pack, count: int, part: str, entries: list[Data]) -> Data:
    """A sound document in which one part holds very many entries."""
    document = _document(pack, "some words")
    inside = document["proposal"] if part == "sources" else document
    inside[part] = [
        entry | ({"id": f"S{n}"} if part == "sources" else {}) for n, entry in enumerate(islice(cycle(entries), count))
    ]
    if part == "sources":
        inside[part][0]["id"] = "S"
    return document


def sources(pack: Pack) -> Data:
    """Thousands of sources."""
    return _many(pack, 4_500, "sources", [{"cite": "A book", "url": "https://example.org/" + "x" * 60}])


def evidence(pack: Pack) -> Data:
    """Thousands of entries of evidence, for every field there is."""
    known = [path for path in _paths(_document(pack, "word")) if path.partition(".")[0] in _sections(pack)]
    entry = {"says": "what it says", "where": "page 1", "source": "S", "contested": True}
    return _many(pack, 2_900, "evidence", [entry | {"for": path} for path in known])


def risks(pack: Pack) -> Data:
    """Thousands of answers to the same few risks."""
    return _many(pack, 5_000, "risks", [{"topic": one.slug, "mitigation": "we shall see"} for one in pack.concerns])


OWN = frozenset({"proposal", "evidence", "risks", "responses"})
"""The parts of a document that the envelope defines."""


def items(pack: Pack) -> Data:
    """Every list of the vocabulary as long as all of them together may be."""
    few = _document(pack, "word")
    nodes, longer = _nodes(few), _nodes(_longer(few, 2)) - _nodes(few)
    return _longer(few, 1 + int((PROPOSAL_LIMITS.nodes * ROOM - nodes) / max(longer, 1)))


def _longer(document: Data, times: int) -> Data:
    """The document with the entries of its sections' lists so many times."""
    return {name: part if name in OWN else _repeated(part, times) for name, part in document.items()}


def _repeated(section: Data, times: int) -> Data:
    return {name: part * times if _is_of_objects(part) else part for name, part in section.items()}


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _nodes(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_nodes, value.values()))
    return 1 + sum(map(_nodes, value)) if isinstance(value, list) else 1


def _empty_lines(pack: Pack) -> str:
    text = _sound(pack)
    return text + "\n" * _left(text)


def _comments(pack: Pack) -> str:
    text = _sound(pack)
    return "# x\n" * (_left(text) // 4) + text


def _sound(pack: Pack) -> str:
    return _as_text(_document(pack, "some words"))


def _left(text: str) -> int:
    """The bytes that a file may have beside this text."""
    return int(PROPOSAL_LIMITS.max_bytes * ROOM) - len(text.encode())


def _as_text(document: Data) -> str:
    return json.dumps(document, indent=0, ensure_ascii=False)


def _text_attack(kind: str) -> Callable[[Pack], str]:
    return lambda pack: _as_text(texts(pack, kind))


COMMENTS = "a quarter of a million comments"

ATTACKS: Mapping[str, Callable[[Pack], str]] = {
    **{kind: _text_attack(kind) for kind in TEXTS},
    "thousands of sources": lambda pack: _as_text(sources(pack)),
    "thousands of evidence": lambda pack: _as_text(evidence(pack)),
    "thousands of risks": lambda pack: _as_text(risks(pack)),
    "thousands of items": lambda pack: _as_text(items(pack)),
    "a million empty lines": _empty_lines,
    COMMENTS: _comments,
    "one line of a megabyte": lambda pack: json.dumps(texts(pack, "one long word"), ensure_ascii=False),
}
"""What a file holds that does one thing as badly as the reader of proposals lets it."""


def hostile(pack: Pack, attack: str) -> Assessment:
    """What the engine makes of such a proposal. Raises InputError where the reader does not let it through."""
    name = "hostile.yaml" if attack == COMMENTS else "hostile.json"
    document, problems = parse_document(ATTACKS[attack](pack), name)
    return evaluate(pack, build_proposal(document, problems, pack))
