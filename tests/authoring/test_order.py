"""The order of questions: what can move the verdicts most comes first, and no answer raises what is left at best."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

import pytest
from tests.authoring.reveal import Choose, masked, revealed
from tests.rendering.lighthouse import PACK, PROPOSAL

from policycheck.authoring.order import ranked
from policycheck.authoring.questions import Question, questions
from policycheck.authoring.standing import Intervals, intervals
from policycheck.load.schema import Validator
from policycheck.model.assessment import Assessment
from policycheck.model.change import Set, changed
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.pipeline import Auditor, load_pack, pack_of, proposal_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/proposal.yaml"))
ANSWERS = 8

_WEIGHT = "weight: {}\n            severity: minor\n            why: Somebody"
HEAVY = PACK | {"light.yaml": PACK["light.yaml"].replace(_WEIGHT.format(1), _WEIGHT.format(9))}
"""The lighthouse, where naming the keeper weighs more than all the rest."""

DARK = """
proposal: {id: dark, title: A dark rock, actor: keeper, status: draft, basis: as_written, date: 2020-02-29,
           covers: [lamp, sound]}
lamp: {hours: 2}
"""


def lighthouse(text: str, files: dict[str, str] = PACK) -> tuple[Pack, Proposal]:
    pack = pack_of({name: content.encode() for name, content in files.items()})
    return pack, proposal_of(text.encode(), "a.yaml", pack)


def names(pack: Pack, proposal: Proposal) -> list[str]:
    return [one.question.name for one in ranked(pack, proposal)]


def test_weight_alone_would_ask_for_the_wrong_field_first() -> None:
    pack, proposal = lighthouse(DARK, HEAVY)
    order = ranked(pack, proposal)
    heaviest = max(order, key=lambda one: one.weight)
    assert heaviest.question.name == "lamp.keeper"
    assert heaviest.weight == 10  # L3, and L5 that reads it too
    assert heaviest.most.levels == 0  # the cap of L1 holds the verdict down, whoever keeps the lamp
    assert order[0].question.name == "horn.loud"
    assert order[0].most.levels == 3
    assert order[0].weight == 1


def test_only_what_is_not_stated_and_read_by_an_open_rule_is_asked() -> None:
    pack, proposal = lighthouse(DARK.replace("hours: 2", "hours: 2, keeper: Ann, spare: true"))
    assert names(pack, proposal) == ["horn.loud", "lamp.fuel"]
    pack, proposal = lighthouse(DARK.replace("sound", "boats"))
    assert "horn.loud" not in names(pack, proposal)  # out of scope
    assert "boats.names" in names(pack, proposal)  # decides whether B applies


def test_what_is_written_as_not_stated_is_not_asked_again() -> None:
    found = audited(ROOT / "examples" / "reference-complete" / "proposal.yaml")
    value = changed(found.proposal.document.value, Set(("objective", "end_state"), "not_stated"))
    assert all(one.name != "objective.end_state" for one in questions(found.pack, value))


def test_an_interval_narrows_as_the_proposal_says_more() -> None:
    pack, proposal = lighthouse(DARK)
    before = intervals(pack, proposal.values)["H"]
    assert [before.low, before.high, before.levels] == [0, 1, 3]
    after = intervals(pack, changed(proposal.values, Set(("horn", "loud"), True)))["H"]
    assert [after.low, after.high, after.levels] == [1, 1, 0]


AUDITOR = Auditor(explain=False)


@cache
def audited(path: Path) -> Assessment:
    return AUDITOR.audit(str(path))


def by_movement(pack: Pack) -> Choose:
    def choose(now: Proposal, left: list[Question]) -> Question:
        known = {one.name: one for one in left}
        return next((known[one.question.name] for one in ranked(pack, now) if one.question.name in known), left[0])

    return choose


def by_file(full: Proposal) -> Choose:
    return lambda _, left: min(left, key=lambda one: full.document.spans[one.path].start)


def widths(steps: list[Intervals]) -> list[Fraction]:
    """The mean width after no answer, one, two and so on; where no more can be asked, the last one stays."""
    found = [sum((one.width for one in step.values()), Fraction(0)) / max(1, len(steps[0])) for step in steps]
    return [*found, *[found[-1]] * (ANSWERS + 1 - len(found))]


@pytest.mark.untraced
def test_over_the_examples_the_order_leaves_no_more_open_than_that_of_the_file() -> None:
    ours, files = [Fraction(0)] * (ANSWERS + 1), [Fraction(0)] * (ANSWERS + 1)
    for example in EXAMPLES:
        found = audited(example)
        for total, choose in ((ours, by_movement(found.pack)), (files, by_file(found.proposal))):
            steps = list(islice(revealed(found.pack, found.proposal, choose), ANSWERS + 1))
            never_rises(example, steps)
            for at, width in enumerate(widths(steps)):
                total[at] += width
    assert all(our <= file for our, file in zip(ours, files, strict=True))
    assert ours[-1] < files[-1] * Fraction(9, 10)


def never_rises(example: Path, steps: list[Intervals]) -> None:
    for before, after in pairwise(steps):
        assert after.keys() <= before.keys(), example
        for name, now in after.items():
            assert now.high <= before[name].high, (example, name)
            assert now.best.rank <= before[name].best.rank, (example, name)


@pytest.mark.parametrize("name", ["korean-peninsula", "fair-data"])
def test_every_answer_that_is_tried_is_valid(name: str) -> None:
    pack = load_pack(name)
    example = next(one for one in EXAMPLES if audited(one).pack.id == name)
    bare = masked(audited(example).proposal)
    asked = questions(pack, bare)
    assert len(asked) > 10
    is_valid = Validator(pack.vocabulary.schema).is_valid
    for one in asked:
        for value in one.values:
            assert is_valid(changed(bare, Set(one.path, value))), (one.name, value)


def test_the_order_is_the_same_each_time() -> None:
    found = audited(EXAMPLES[0])
    again = Auditor(explain=False).audit(str(EXAMPLES[0]))
    assert names(found.pack, found.proposal) == names(again.pack, again.proposal)


def test_a_proposal_that_says_all_has_nothing_to_ask() -> None:
    pack, proposal = lighthouse(PROPOSAL)
    assert names(pack, proposal) == ["boats.names"]
