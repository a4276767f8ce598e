"""The parts of a comparison add up to the whole: scores as exact fractions, counts, and outcomes one after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rendering.lighthouse import PACK, PROPOSAL
from tests.searching import laws

from policycheck.comparison.compare import Side, compare
from policycheck.comparison.inputs import Inputs, Text
from policycheck.errors import InputError
from policycheck.model.comparison import ABSENT, Cause, Comparison, Difference
from policycheck.model.pack import Pack
from policycheck.pipeline import pack_of

pytestmark = pytest.mark.untraced

HOURS, SPARE, FUEL = ("9", "15", "2"), ("false", "true"), ("oil", "gas")
PACKS: tuple[dict[str, tuple[str, str]], ...] = (
    {},
    {"light.yaml": ("weight: 1.5", "weight: 2.3")},
    {"light.yaml": ("id: L3\n", "id: L9\n")},
    {
        "vocabulary.schema.yaml": ("const: oil, title: whale oil", "const: wax, title: wax"),
        "advisories.yaml": ("is: oil", "is: wax"),
    },
)
PROFILES = (
    None,
    "id: mine\ntitle: Mine\nweights: equal\n",
    "id: other\ntitle: Other\nrules: {L3: {weight: 5, reason: Names first.}}\n",
)
WAIVERS = (
    None,
    (
        "waivers:\n  - {id: W-1, rule: L2, scope: north_rock, reason: Old lamp., requested_by: Ann, approved_by: Bea,"
        " from: 2020-01-01, until: 2020-06-30, ticket: T-1}\n"
    ),
)
DAYS = ("2020-02-29", "2020-07-01")


@cache
def pack(number: int) -> Pack:
    files = {name: text.encode() for name, text in PACK.items()}
    for name, (old, new) in PACKS[number].items():
        assert old.encode() in files[name]
        files[name] = files[name].replace(old.encode(), new.encode())
    return pack_of(files)


def text(content: str | None, name: str) -> Text | None:
    return None if content is None else Text(content.encode(), name)


def proposal(hours: str, spare: str, fuel: str) -> Text:
    said = PROPOSAL.replace("hours: 9", f"hours: {hours}").replace("spare: false", f"spare: {spare}")
    return Text(said.replace("fuel: oil", f"fuel: {fuel}").encode(), "north.yaml")


@cache
def result(*choice: int | str) -> Inputs:
    hours, spare, fuel, number, profile, waivers, day = choice
    return Inputs(
        proposal=proposal(str(hours), str(spare), str(fuel)),
        pack=pack(int(number)),
        profile=text(PROFILES[int(profile)], "mine.yaml"),
        waivers=text(WAIVERS[int(waivers)], "waivers.yaml"),
        as_of=str(day),
    )


choices = st.tuples(
    st.sampled_from(HOURS),
    st.sampled_from(SPARE),
    st.sampled_from(FUEL),
    st.integers(0, len(PACKS) - 1),
    st.integers(0, len(PROFILES) - 1),
    st.integers(0, 1),
    st.sampled_from(DAYS),
)


def side(choice: tuple[int | str, ...]) -> Side | None:
    """The side, where these inputs go together."""
    inputs = result(*choice)
    try:
        return Side("it", inputs.result(), inputs)
    except InputError:
        return None


@laws(25)
@given(choices, choices)
def test_the_parts_add_up_to_the_whole(one: tuple[int | str, ...], other: tuple[int | str, ...]) -> None:
    old, new = side(one), side(other)
    if old is None or new is None:
        return
    found = compare(old, new)
    causes = [cause for part in found.parts for cause in part.causes]
    assert causes == [cause for cause in Cause if cause not in found.same]
    assert all(part.why_together for part in found.parts if len(part.causes) > 1)
    adds_up(found)


def adds_up(found: Comparison) -> None:
    parts = [part.difference for part in found.parts]
    assert total(parts, scores) == nonzero(scores(found.whole))
    assert total(parts, at_best) == nonzero(at_best(found.whole))
    assert total(parts, counts) == nonzero(counts(found.whole))
    for trail in (outcomes, verdicts, waivers):
        assert in_turn([trail(part) for part in parts]) == trail(found.whole)


def scores(found: Difference) -> dict[object, Fraction]:
    return {(one.id, one.waived): one.change for one in found.scores}


def at_best(found: Difference) -> dict[object, Fraction]:
    return {(one.id, one.waived): one.change_at_best for one in found.scores}


def counts(found: Difference) -> dict[object, Fraction]:
    return {outcome: Fraction(change) for outcome, change in found.counts.items()}


def nonzero(changes: dict[object, Fraction]) -> dict[object, Fraction]:
    return {name: change for name, change in changes.items() if change}


def total(parts: list[Difference], read: Callable[[Difference], dict[object, Fraction]]) -> dict[object, Fraction]:
    sums: Counter[object] = Counter()
    for part in parts:
        for name, change in read(part).items():
            sums[name] += change  # type: ignore[assignment]
    return nonzero(dict(sums))  # type: ignore[arg-type]


Moves = dict[object, tuple[object, object]]


def outcomes(found: Difference) -> Moves:
    return {one.id: (one.before, one.after) for one in found.outcomes}


def verdicts(found: Difference) -> Moves:
    return {
        (one.id, one.waived): ((one.before, one.at_best_before), (one.after, one.at_best_after))
        for one in found.verdicts
    }


def waivers(found: Difference) -> Moves:
    return {one.id: (one.before, one.after) for one in found.waivers}


def in_turn(moves: list[Moves]) -> Moves:
    """One after another; each begins where the last one ended."""
    found: dict[object, tuple[object, object]] = {}
    for part in moves:
        for name, (before, after) in part.items():
            start, here = found.get(name, (before, before))
            assert here == before
            found[name] = (start, after)
    return {name: move for name, move in found.items() if move[0] != move[1]}


def test_each_cause_gets_what_it_changed() -> None:
    """By hand: L2 goes from contradicted to met by the proposal; then the pack makes it weigh more, 2.3 for 1.5."""
    old, new = side(("9", "false", "oil", 0, 0, 0, DAYS[0])), side(("9", "true", "oil", 1, 0, 0, DAYS[0]))
    assert old is not None
    assert new is not None
    found = compare(old, new)
    assert [part.causes for part in found.parts] == [(Cause.PROPOSAL,), (Cause.PACK,)]
    by_proposal, by_pack = (scores(part.difference)["L", False] for part in found.parts)
    before, then, after = (
        Fraction(3, 1) / Fraction("7.5"),
        Fraction("5.5") / Fraction("7.5"),
        Fraction("6.3") / Fraction("8.3"),
    )
    assert (by_proposal, by_pack) == (then - before, after - then)
    assert [(one.id, one.before, one.after) for one in found.parts[0].difference.outcomes] == [
        ("L2", "contradicted", "met"),
        ("L4", "not_met", "met"),
    ]
    assert found.parts[1].difference.outcomes == ()


def test_inputs_that_do_not_go_together_are_one_part() -> None:
    """The new pack knows no oil, and the old one no wax."""
    old = side(("9", "false", "oil", 0, 0, 0, DAYS[0]))
    wax = Inputs(proposal("9", "true", "wax"), pack(3), None, None, DAYS[1])
    assert old is not None
    found = compare(old, Side("new", wax.result(), wax))
    assert [part.causes for part in found.parts] == [(Cause.PROPOSAL, Cause.PACK), (Cause.AS_OF,)]
    assert "'wax' is not a value of 'fuel'" in found.parts[0].why_together
    adds_up(found)


def test_what_only_one_pack_has_is_absent() -> None:
    old, new = (side(("9", "false", "oil", number, 0, 0, DAYS[0])) for number in (0, 2))
    assert old is not None
    assert new is not None
    moves = {one.id: (one.before, one.after, one.trend) for one in compare(old, new).whole.outcomes}
    assert moves == {"L9": (ABSENT, "met", "neither"), "L3": ("met", ABSENT, "neither")}
