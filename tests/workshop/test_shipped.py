"""The cases that stand beside the rules of every pack of this checkout, one by one, and what they cover."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.model.pack import Pack
from policycheck.workshop.cases import Case, Suite, subjects
from policycheck.workshop.coverage import try_suite
from policycheck.workshop.read import read_suite
from policycheck.workshop.run import reasons, run_case

pytestmark = pytest.mark.untraced

ROOT = Path(__file__).resolve().parents[2]
PACKS = (*shipped_packs(), str(ROOT / "docs" / "examples" / "minimal-pack"), str(ROOT / "templates" / "pack"))


@cache
def suite_of(name: str) -> tuple[Pack, Suite]:
    pack = load_pack(name)
    return pack, read_suite(name, pack)


CASES = [
    pytest.param(name, case, id=f"{suite_of(name)[0].id}: {case.id}")
    for name in PACKS
    for case in suite_of(name)[1].cases
]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: Case) -> None:
    pack, _ = suite_of(name)
    result = run_case(pack, subjects(pack)[case.subject], case)
    assert result.passed, f"{case.place}: {result.differences} {' '.join(reasons(pack, case))}"


@pytest.mark.parametrize("name", PACKS)
def test_every_outcome_is_reached(name: str) -> None:
    covered = try_suite(*suite_of(name)).coverage
    assert covered.missed == ()
    assert covered.refuted == ()
    assert covered.complete
