"""What a drafter may do at a place of a proposal: one edit of each kind that rules tell apart.

What states a fact stays as it is: fields that the vocabulary keeps from the drafter, the names of items, and the
header. Nothing that is stated is left out again, since saying nothing mends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from policycheck.authoring.edits import Does, Edit, edit
from policycheck.authoring.questions import MOST_VALUES, answers
from policycheck.authoring.readings import Keys, leaves_of, readings
from policycheck.model.change import value_at
from policycheck.model.document import Path
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import ENVELOPE, REMARKS, Field, Kind
from policycheck.workshop.sites import TEXTS, Site

Choice = tuple[Edit, ...]
"""Edits that belong together: a field, and what has to stand beside it."""


class Drafter:
    """Names the edits that a drafter may make where something is read. `read` is what is read of a whole proposal.

    `wide`: one edit of each kind that any rule tells apart, and not only whoever reads.
    """

    def __init__(self, pack: Pack, read: Site, *, wide: bool = False) -> None:
        self._root = pack.vocabulary.root
        self._read = read
        self._known = readings(pack).root if wide else read

    def at(self, values: Any, path: Path) -> Iterator[Choice]:
        """The edits at a place and inside it, of what is read there."""
        if not path or path[0] in ENVELOPE or self._is_name(path):
            return
        field = self._field(path)
        if field is not None:
            yield from self._inside(field, self._site(self._read, path), values, path)

    def removal(self, values: Any, path: Path) -> Iterator[Choice]:
        """Taking an item away, where which items there are is for the drafter to say."""
        holder = self._field(path[:-1])
        if path[0] not in ENVELOPE and holder is not None and holder.drafter and value_at(values, path) is not None:
            yield (edit(Does.REMOVE, path),)

    @property
    def keys(self) -> tuple[Keys, ...]:
        """Every field that is read, without positions in lists."""
        return tuple(keys for keys in leaves_of(self._read) if keys)

    # the place

    def _field(self, path: Path) -> Field | None:
        field: Field | None = self._root
        for step in path:
            field = None if field is None else field.item if isinstance(step, int) else field.properties.get(step)
        return field

    def _is_name(self, path: Path) -> bool:
        """Whether an item is known by what stands there, or it is a remark or something inside one."""
        fields = [self._field(path[:at]) for at in range(len(path))]
        return any(
            field is not None and (step == field.label or step in REMARKS)
            for field, step in zip(fields, path, strict=True)
        )

    def _site(self, root: Site, path: Path) -> Site:
        here: Site | None = root
        for step in path:
            here = None if here is None else here.item if isinstance(step, int) else here.parts.get(step)
        field = self._field(path)
        assert field is not None
        return here or Site(field, required=True)

    # the edits

    def _inside(self, field: Field, read: Site, values: Any, path: Path) -> Iterator[Choice]:
        if field.kind is Kind.OBJECT:
            for key, part in read.parts.items():
                if key not in REMARKS and key != field.label:
                    yield from self._inside(part.field, part, values, (*path, key))
        elif field.item is not None and field.item.kind is Kind.OBJECT:
            yield from self._of_items(field, read, values, path)
        elif field.drafter:
            found = self._plain_list(values, path) if field.kind is Kind.LIST else self._single(field, values, path)
            for one in found:
                yield from self._with_required(values, one)

    def _of_items(self, field: Field, read: Site, values: Any, path: Path) -> Iterator[Choice]:
        assert field.item is not None
        places = [(*path, at) for at in range(len(value_at(values, path) or ()))]
        if read.item is not None:
            for place in places:
                yield from self._inside(field.item, read.item, values, place)
        if not field.drafter:
            return
        for item in islice(self._new(path, field.item), MOST_VALUES):
            yield from self._with_required(values, edit(Does.NEW, path, item))
        for place in places:
            yield from self.removal(values, place)

    def _new(self, path: Path, item: Field) -> Iterator[Any]:
        """Items of each kind, with their names and what they must have; of one with neither, a field that is read."""
        site = self._site(self._known, (*path, 0))
        keys = [key for key in item.properties if key in item.required or key == item.label]
        if not keys:
            yield from (_drafted(one, item) for one in answers(site) if _may_choose(one, item))
            return
        for chosen in product(*(self._first_values((*path, 0, key)) for key in keys)):
            yield dict(zip(keys, chosen, strict=True))

    def _first_values(self, path: Path) -> list[Any]:
        """What a field may say that has to be there: a list has one item. Where nobody reads, one value will do."""
        site, field = self._site(self._known, path), self._field(path)
        assert field is not None
        numbers = field.kind in {Kind.NUMBER, Kind.DATE}
        every = (kind[0] for kind in site.offered()) if numbers else answers(site)
        found = (one for one in every if not isinstance(one, list) or len(one) == 1)
        return [_drafted(one, field) for one in islice(found, MOST_VALUES) if _may_choose(one, field)]

    def _single(self, field: Field, values: Any, path: Path) -> Iterator[Edit]:
        held = value_at(values, path)
        if field.kind is Kind.TEXT and held is not None:
            return  # Any other words would do as well as those that stand there.
        site = self._site(self._known, path)
        for kind in site.offered():
            value = next((one for one in kind if _may_choose(one, field)), None)
            if value is not None and not _is_of(held, kind, site):
                yield edit(Does.STATE, path, _drafted(value, field))

    def _plain_list(self, values: Any, path: Path) -> Iterator[Edit]:
        held, known = value_at(values, path), self._site(self._known, path)
        item = known.field.item
        assert item is not None
        inner = Site(item)
        inner.sets = [*known.sets, *(known.item.sets if known.item is not None else ())]
        for kind in inner.plain():
            offered = (_drafted(one, item) for one in kind if _may_choose(one, item))
            value = next((one for one in offered if one not in (held or ())), None)
            if value is not None:
                yield edit(Does.ADD, path, value)
        yield from (edit(Does.DROP, path, value) for value in held or ())
        if held is None:
            yield edit(Does.STATE, path, [])

    def _with_required(self, values: Any, one: Edit) -> Iterator[Choice]:
        """An edit with what has to stand beside it: a section may ask for some of its fields."""
        beside: list[list[Edit]] = []
        for at in range(1, len(one.path)):
            place = one.path[:at]
            field = self._field(place)
            if field is None or field.kind is not Kind.OBJECT or value_at(values, place) is not None:
                continue
            missing = [key for key in field.properties if key in field.required and key != one.path[at]]
            beside += [self._companions((*place, key)) for key in missing]
        for chosen in islice(product(*beside), MOST_VALUES):
            yield (one, *chosen)

    def _companions(self, path: Path) -> list[Edit]:
        return [edit(Does.STATE, path, value) for value in self._first_values(path)]


def _is_of(held: Any, kind: list[Any], site: Site) -> bool:
    """Whether what is stated already is of that kind."""
    if held is None or site.field.kind not in {Kind.NUMBER, Kind.DATE}:
        return held in kind
    return site.kind_of(held) == site.kind_of(kind[0])


def _may_choose(value: Any, field: Field) -> bool:
    """Whether a drafter may choose all of a value: some values of an enumeration say that something has happened."""
    if field.kind is Kind.OBJECT:
        return all(_may_choose(part, field.properties[key]) for key, part in value.items())
    if field.kind is Kind.LIST and field.item is not None:
        return all(_may_choose(part, field.item) for part in value)
    known = field.values.get(value) if isinstance(value, str) else None
    return known is None or known.drafter


def _drafted(value: Any, field: Field) -> Any:
    """The value, with what is to be put into words named after its field."""
    if isinstance(value, dict):
        return {key: _drafted(part, field.properties[key]) for key, part in value.items()}
    if isinstance(value, list) and field.item is not None:
        return [_drafted(part, field.item) for part in value]
    if field.kind is Kind.TEXT and value in TEXTS:
        number = TEXTS.index(value)
        return f"to be drafted: {field.title or 'text'}" + (f" ({number + 1})" if number else "")
    return value
