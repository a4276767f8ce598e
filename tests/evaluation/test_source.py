"""Conditions as Python source: when it is made, and that a stranger's pack gets no word into it.

That it means what the closures mean is held by test_laws and, for each operator, by test_logic.
"""

from __future__ import annotations

from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from tests.packs import holds

from policycheck.evaluation import program as programs
from policycheck.evaluation.access import Run
from policycheck.evaluation.recording import RecordingCompiler
from policycheck.evaluation.source import DEEPEST, SourceCompiler
from policycheck.model.condition import All, Comparator, FieldPath, Leaf, ListSource, Operand, Origin, Over, Quantifier
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind
from policycheck.pipeline import Auditor, evaluate, load_pack, load_proposal

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "reference-complete" / "proposal.yaml"
HOSTILE = 'x")\n    raise SystemExit("out")  #'
TEXT = Field(Kind.TEXT, "text")


def leaf(*keys: str, origin: Origin = Origin.ROOT) -> Leaf:
    return Leaf(FieldPath(".".join(keys), origin, keys, TEXT), Comparator.IS, Operand((HOSTILE,)))


def words(code: CodeType) -> str:
    """Every name and constant in a function's code."""
    return f"{code.co_names} {code.co_varnames} {code.co_consts}"


def test_words_of_a_pack_are_never_code() -> None:
    source = ListSource("list", Origin.ROOT, None, ((HOSTILE, HOSTILE),), TEXT)
    bad: Any = HOSTILE  # the reader of packs lets no such thing through
    over = Over(Quantifier.EVERY, source, satisfies=leaf(HOSTILE, origin=Origin.ITEM), if_empty=bad)
    test: Any = SourceCompiler().test(All((leaf(HOSTILE, "y"), leaf("class"), over)))
    section = {"y": HOSTILE, HOSTILE: [{HOSTILE: HOSTILE}]}
    assert test(None, Run({HOSTILE: section, "class": HOSTILE})) is True
    assert test(None, Run({HOSTILE: section, "class": "other"})) is False
    assert not [word for word in ("SystemExit", "class", "'y'") if word in words(test.__code__)]
    assert set(test.__globals__["__builtins__"]) == {"len"}


def test_words_of_a_pack_are_never_code_that_records() -> None:
    source = ListSource("list", Origin.ROOT, None, ((HOSTILE, HOSTILE),), TEXT)
    bad: Any = HOSTILE
    over = Over(Quantifier.EVERY, source, satisfies=leaf(HOSTILE, origin=Origin.ITEM), if_empty=bad)
    test: Any = RecordingCompiler().test(All((leaf(HOSTILE, "y"), leaf("class"), over)))
    run = Run({HOSTILE: {"y": HOSTILE, HOSTILE: [{HOSTILE: HOSTILE}]}, "class": HOSTILE})
    assert test(None, run) is True
    assert [len(part.parts) for part in run.frame[0].parts] == [0, 0, 1]
    assert not [word for word in ("SystemExit", "class", "'y'") if word in words(test.__code__)]
    assert set(test.__globals__["__builtins__"]) == {"len"}


@pytest.mark.parametrize("depth", [DEEPEST, DEEPEST + 1, 50])
def test_conditions_are_nested_as_deep_as_a_pack_may(depth: int) -> None:
    """Python allows twenty loops in each other, and a hundred levels of indentation."""
    condition: Any = {"field": "orchard.keeper", "is": "Ann"}
    for _ in range(depth):
        condition = {"every": "orchard.trees[]", "satisfies": condition}
    trees: dict[str, Any] = {"orchard": {"keeper": "Ann", "trees": [{"height": 1}]}}
    assert holds(condition, trees) is True
    trees["orchard"]["keeper"] = "Bob"
    assert holds(condition, trees) is False
    del trees["orchard"]["keeper"]
    assert holds(condition, trees) is None


def test_source_is_made_for_a_pack_that_is_used_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "OFTEN", 3)
    pack = load_pack()
    proposal = load_proposal(str(EXAMPLE), pack)
    first = programs.program(pack)
    told = [evaluate(pack, proposal, explain=False) for _ in range(3)]
    assert programs.program(pack) is not first
    assert told[0].exit_reason == told[2].exit_reason
    outcomes = [[(f.outcome, f.possible) for grade in one.grades for f in grade.findings] for one in told]
    assert outcomes[0] == outcomes[2]


@pytest.mark.parametrize(
    "example", sorted(EXAMPLE.parents[1].glob("*/proposal.yaml")), ids=lambda file: file.parent.name
)
def test_a_pack_that_is_used_often_explains_itself_in_the_same_words(example: Path) -> None:
    audited = Auditor().audit(str(example))
    pack, proposal = audited.pack, audited.proposal
    before = explained(pack, proposal)
    programs.hasten(pack)
    assert explained(pack, proposal) == before


def explained(pack: Pack, proposal: Proposal) -> Any:
    told = evaluate(pack, proposal)
    findings = [(f.rule.id, f.facts, f.why, f.support) for grade in told.grades for f in grade.findings]
    return findings, [(one.facts, one.why, one.answer) for one in (*told.advisories, *told.tensions)]
