"""`fix`: what it writes, what it says, and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.load.test_renames import NEW, OLD
from tests.renamed import renamed_pack

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]

SAID = """\
a.yaml:6:1: warning is called alarm now
a.yaml:7:3: channels is called ways now
a.yaml:7:14: siren is called horn now
a.yaml:8:3: tested is called trial now
a.yaml:8:13: monthly is called each_month now
a.yaml:9:3: shelters is called places now
a.yaml:10:7: beds is called berths now
a.yaml:12:8: beds is called berths now
a.yaml:14:11: warning.shelters[0].beds is called alarm.places[0].berths now
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`a.yaml` in the working folder, and the pack that it has to be fixed for."""
    monkeypatch.chdir(tmp_path)
    renamed_pack(tmp_path / "pack")
    (tmp_path / "a.yaml").write_text(OLD, encoding="utf-8")
    return tmp_path / "a.yaml"


def fix(*arguments: str) -> int:
    return run(["fix", *arguments, "--pack", "pack"])


def test_the_file_is_rewritten(file: Path, capfd: Capture) -> None:
    assert fix("a.yaml") == 0
    assert file.read_text(encoding="utf-8") == NEW
    assert capfd.readouterr() == ("", SAID + "  Written: a.yaml\n")
    assert fix("a.yaml") == 0
    assert capfd.readouterr() == ("", "a.yaml: every name is the present one.\n")


def test_check_writes_nothing(file: Path, capfd: Capture) -> None:
    assert fix("a.yaml", "--check") == 1
    assert capfd.readouterr() == ("", SAID)
    assert file.read_text(encoding="utf-8") == OLD
    file.write_text(NEW, encoding="utf-8")
    assert fix("a.yaml", "--check") == 0


def test_diff_prints_the_changed_lines_and_writes_nothing(file: Path, capfd: Capture) -> None:
    assert fix("a.yaml", "--diff") == 1
    lines = capfd.readouterr().out.splitlines()
    assert lines[:2] == ["--- a.yaml", "+++ a.yaml"]
    assert [line[1:] for line in lines[2:] if line[0] == "-"] == [
        old for old, new in zip(OLD.splitlines(), NEW.splitlines(), strict=True) if old != new
    ]
    assert [line[1:] for line in lines[2:] if line[0] == "+"] == [
        new for old, new in zip(OLD.splitlines(), NEW.splitlines(), strict=True) if old != new
    ]
    assert file.read_text(encoding="utf-8") == OLD


def test_what_cannot_be_fixed_is_left_and_said(file: Path, capfd: Capture) -> None:
    (file.parent / "b.yaml").write_text(OLD.replace("  shelters:", "  ways: [radio]\n  shelters:"), encoding="utf-8")
    assert fix("b.yaml", "none.yaml", "a.yaml") == 2
    assert file.read_text(encoding="utf-8") == NEW
    said = capfd.readouterr().err
    assert "b.yaml:7:3: error: 'channels' and 'ways' are the former and the present name" in said
    assert "[DOC-FILE-MISSING]" in said


def test_a_file_that_cannot_be_read_is_no_success(file: Path, capfd: Capture) -> None:
    file.write_text(OLD + "a: [\n", encoding="utf-8")
    assert fix("a.yaml", "--check") == 2
    assert "[DOC-SYNTAX]" in capfd.readouterr().err


def test_standard_input_goes_to_standard_output(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "policycheck", "fix", "-", "--pack", "pack"],
        input=OLD.encode(),
        capture_output=True,
        cwd=file.parent,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, NEW.encode())
    assert done.stderr.decode().replace("<stdin>", "a.yaml") == SAID
