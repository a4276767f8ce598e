"""A hundred different valid proposals: the examples with seeded changes of values, all within the vocabulary.

Every second one comes from the fullest example, the others from the rest in turn. The same seed gives the same corpus.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from policycheck.errors import InputError
from policycheck.evaluation import broken_checks
from policycheck.load.document import parse_document
from policycheck.load.proposal import build_proposal, read_document, wanted_pack
from policycheck.load.schema import Validator
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind, Means
from policycheck.pipeline import DEFAULT_PACK
from policycheck.resources import read_schema

COUNT = 100
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
FULLEST = "reference-complete"
FEWEST, MOST = 3, 12
"""How many changes are tried on one proposal."""


@dataclass(frozen=True)
class Sample:
    """One proposal: its name, its values, and the same as JSON text."""

    name: str
    value: Mapping[str, Any]
    text: str

    def load(self, pack: Pack) -> Proposal:
        """The proposal, read anew: nothing computed for an earlier one is left on it. Raises InputError."""
        document, problems = parse_document(self.text, f"{self.name}.json")
        proposal = build_proposal(document, problems, pack)
        broken = broken_checks(pack, proposal)
        if broken:
            raise InputError(broken)
        return proposal


def make_samples(pack: Pack, count: int = COUNT) -> tuple[Sample, ...]:
    """Different valid proposals. They differ in what they state, not in their names only."""
    bases, change = _bases(pack), _Change(pack)
    samples: list[Sample] = []
    seen: set[str] = set()
    seed = 0
    while len(samples) < count:
        seed += 1
        base = bases[0] if len(samples) % 2 == 0 else bases[1 + (len(samples) // 2) % (len(bases) - 1)]
        value = change.changed(base, Random(f"policycheck {seed}"))
        stated = json.dumps(value, sort_keys=True)
        sample = _named(value, len(samples))
        if stated not in seen and _is_valid(sample, pack):
            seen.add(stated)
            samples.append(sample)
    return tuple(samples)


def example_files(pack: str = DEFAULT_PACK) -> tuple[Path, ...]:
    """The proposals for the pack of that id under examples/, the fullest first."""
    files = [file for file in sorted(EXAMPLES.glob("*/proposal.yaml")) if _wanted(file) == pack]
    return tuple(sorted(files, key=lambda file: file.parent.name != FULLEST))


def _wanted(file: Path) -> str:
    document, _ = read_document(str(file))
    return wanted_pack(document) or DEFAULT_PACK


def _bases(pack: Pack) -> tuple[Mapping[str, Any], ...]:
    documents = [read_document(str(file))[0] for file in example_files(pack.id)]
    return tuple(document.value for document in documents if document is not None)


def _named(value: Mapping[str, Any], number: int) -> Sample:
    name = f"sample-{number:03}"
    named = {**value, "proposal": {**value["proposal"], "id": name}}
    return Sample(name, named, json.dumps(named, ensure_ascii=False))


def _is_valid(sample: Sample, pack: Pack) -> bool:
    try:
        sample.load(pack)
    except InputError:
        return False
    return True


Place = tuple[Any, Any, Field]
"""A container in the document, a key or position in it, and the field that belongs there."""


class _Change:
    """Sets, removes and appends values in the pack's own sections; what leaves the schema is not done."""

    def __init__(self, pack: Pack) -> None:
        envelope = json.loads(read_schema("envelope"))["properties"]
        fields = pack.vocabulary.root.properties
        self._sections = {name: field for name, field in fields.items() if name not in envelope}
        self._validator = Validator(pack.vocabulary.schema)

    def changed(self, base: Mapping[str, Any], random: Random) -> dict[str, Any]:
        """A copy with some changes, each of which leaves it valid for the schema."""
        value: dict[str, Any] = copy.deepcopy(dict(base))
        for _ in range(random.randint(FEWEST, MOST)):
            tried = copy.deepcopy(value)
            container, key, field = random.choice(list(self._places(tried)))
            random.choice((_set, _remove, _append))(container, key, field, random)
            if self._validator.is_valid(tried):
                value = tried
        return value

    def _places(self, value: dict[str, Any]) -> Iterator[Place]:
        for name, field in self._sections.items():
            if name in value:
                yield from _within(value[name], field)


def _within(value: Any, field: Field) -> Iterator[Place]:
    """Every place below a value where something stands or could stand."""
    if isinstance(value, dict):
        for name, inner in field.properties.items():
            yield value, name, inner
            if name in value:
                yield from _within(value[name], inner)
    elif isinstance(value, list) and field.item is not None:
        for index, part in enumerate(value):
            yield value, index, field.item
            yield from _within(part, field.item)


def _set(container: Any, key: Any, field: Field, random: Random) -> None:
    container[key] = _made(field, random)


def _remove(container: Any, key: Any, field: Field, random: Random) -> None:  # noqa: ARG001 - like the others
    if isinstance(container, list) or key in container:
        del container[key]


def _append(container: Any, key: Any, field: Field, random: Random) -> None:
    if isinstance(container, list):
        container.append(_made(field, random))
    elif field.kind is Kind.LIST and field.item is not None:
        container[key] = [*container.get(key, ()), _made(field.item, random)]
    else:
        _set(container, key, field, random)


def _made(field: Field, random: Random) -> Any:
    """A value for a field: of its enumeration, within its bounds, and with all that it requires inside."""
    match field.kind:
        case Kind.ENUM:
            return random.choice([value for value, about in field.values.items() if about.means is not Means.NONE])
        case Kind.BOOLEAN:
            return random.random() < 0.5
        case Kind.NUMBER:
            low, high = field.minimum or 0, 10.0 if field.maximum is None else field.maximum
            return round(random.uniform(low, high), 2) if high <= 1 else random.randint(int(low), int(high))
        case Kind.DATE:
            return f"{random.randint(1995, 2025)}-{random.randint(1, 12):02}-15"
        case Kind.LIST:
            return [] if field.item is None else [_made(field.item, random)]
        case Kind.OBJECT:
            return _made_object(field, random)
        case _:
            return f"as agreed under point {random.randint(1, 999)}"


def _made_object(field: Field, random: Random) -> dict[str, Any]:
    names = [name for name in field.properties if name in field.required or random.random() < 0.3]
    return {name: _made(field.properties[name], random) for name in names}
