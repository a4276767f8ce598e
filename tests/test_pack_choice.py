"""Which pack judges a proposal, how it is named again, and what is said when it is probably the wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import FILES
from tests.rendering.lighthouse import write_files

from policycheck.errors import InputError
from policycheck.pipeline import DEFAULT_PACK, Auditor, evaluate, load_pack, load_proposal
from policycheck.rendering import render

PASSING = FILES["passing.yaml"]
STRANGER = """\
proposal: {id: plan, title: Plan, actor: US, status: draft, basis: as_written, date: 2026-01-15, covers: [sanctions]}
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a pack in `place/pack`, seen from the folder itself."""
    (tmp_path / "place").mkdir()
    write_files(tmp_path / "place")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def audited(room: Path, wanted: str, pack: str = "") -> str:
    """The command that the summary of such a proposal ends with."""
    head = f"pack: {wanted}\n" if wanted else ""
    (room / "place" / "mine.yaml").write_text(head + PASSING, encoding="utf-8")
    assessment = Auditor(pack=pack).audit("place/mine.yaml")
    assert assessment.pack.id == "lighthouse"
    return render(assessment, "terminal").decode().splitlines()[-1].strip()


def test_a_folder_is_seen_from_the_proposal(room: Path) -> None:
    assert audited(room, "pack") == "policycheck explain ID --pack place/pack"
    assert audited(room, "../place/pack") == "policycheck explain ID --pack place/pack"
    assert audited(room, str(room / "place" / "pack")) == f"policycheck explain ID --pack {room / 'place' / 'pack'}"


def test_else_it_is_seen_from_here(room: Path) -> None:
    assert audited(room, "place/pack") == "policycheck explain ID --pack place/pack"


def test_the_command_line_goes_before_the_proposal(room: Path) -> None:
    assert audited(room, "fair-data", pack="place/pack") == "policycheck explain ID --pack place/pack"


def test_a_name_with_a_space_is_quoted(room: Path) -> None:
    (room / "place" / "pack").rename(room / "place" / "a pack")
    assert audited(room, "a pack") == "policycheck explain ID --pack 'place/a pack'"


def test_a_shipped_pack_goes_before_a_folder_of_its_name(room: Path) -> None:
    (room / "place" / "pack").rename(room / "place" / "fair-data")
    (room / "mine.yaml").write_text("pack: fair-data\n" + STRANGER, encoding="utf-8")
    with pytest.raises(InputError, match="covers"):
        Auditor().audit("mine.yaml")


def test_the_default_pack_needs_no_option() -> None:
    example = str(Path(__file__).resolve().parents[1] / "examples" / "singapore-2018" / "proposal.yaml")
    for assessment in (Auditor().audit(example), evaluate(load_pack(), load_proposal(example, load_pack()))):
        assert "--pack" not in render(assessment, "terminal").decode()


def problems(room: Path, text: str, pack: str = "") -> list[str]:
    (room / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Auditor(pack=pack).audit("mine.yaml")
    return [problem.code for problem in caught.value.problems]


def test_a_section_of_another_pack_is_told_apart(room: Path) -> None:
    assert problems(room, STRANGER + "findability: {pid: doi}\n")[0] == "USE-PACK"
    assert "USE-PACK" not in problems(room, STRANGER + "findable: {pid: doi}\n"), "no pack has it"
    assert "USE-PACK" not in problems(room, f"pack: {DEFAULT_PACK}\n{STRANGER}findability: {{pid: doi}}\n")
    assert "USE-PACK" not in problems(room, STRANGER + "findability: {pid: doi}\n", pack=DEFAULT_PACK)
    assert "USE-PACK" not in problems(room, STRANGER.replace("sanctions", "sanction")), "no strange section"
