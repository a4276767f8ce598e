"""Reports in files: several in one run, several proposals, old or new and never half."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import PASSING

from policycheck.cli.door import run
from policycheck.errors import RenderError
from policycheck.model.assessment import Assessment
from policycheck.rendering import Format
from policycheck.rendering.options import Options


def evaluate(line: str) -> int:
    return run(["evaluate", *line.split(), "--pack", "pack"])


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_several_outputs_in_one_run(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("failing.yaml -o out/a.json -o b.TXT -f terminal") == 1
    said = capfd.readouterr()
    assert json.loads((room / "out" / "a.json").read_bytes())["exit_code"] == 1
    assert (room / "b.TXT").read_text(encoding="utf-8") == said.out
    assert said.err == (
        "failing.yaml: Gate failed:\n  It does not meet L (Keep the light).\n  Written: out/a.json, b.TXT\n"
    )


def test_a_format_may_stand_before_the_path(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """As for the summary of a job, whose name has no ending; what stands before a colon may also be a drive."""
    assert evaluate("failing.yaml -o markdown:summary -o json:b.sarif -o csv:tables/ -o C:/a.json -o csv:d.e:f -q") == 1
    assert (room / "summary").read_text(encoding="utf-8").startswith("## Audit")
    assert json.loads((room / "b.sarif").read_bytes())["exit_code"] == 1
    assert names(room / "tables") == ["south_rock.csv"]
    assert json.loads((room / "C:" / "a.json").read_bytes())["exit_code"] == 1
    assert (room / "d.e:f").read_text(encoding="utf-8").startswith("proposal,")


def test_a_folder_with_a_format_of_its_own_leaves_f_to_standard_output(
    room: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("failing.yaml -f github -o csv:tables/ -q") == 1
    assert capfd.readouterr().out.startswith("::error ")
    assert evaluate("failing.yaml -f github -o csv:tables/ -o reports/ -q") == 1
    assert capfd.readouterr().out == ""
    assert (names(room / "tables"), names(room / "reports")) == (["south_rock.csv"], ["south_rock.github.txt"])
    assert evaluate("failing.yaml -o csv:tables/ -q") == 1
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("output", ["sarfi:summary", "json:", "summary", ":a", "JSON:summary"])
def test_a_path_without_a_format(output: str, room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = names(room)
    assert evaluate(f"failing.yaml -o {output}") == 2
    said = capfd.readouterr().err
    assert "no format has this ending" in said
    assert "-o markdown:summary" in said
    assert names(room) == before


def test_the_longest_ending_counts(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("failing.yaml -o a.sarif -o a.full.sarif -o a.github.txt -o a.txt -o a.xml -o a.csv -q") == 1
    few, all_ = (json.loads((room / name).read_bytes())["runs"][0]["results"] for name in ("a.sarif", "a.full.sarif"))
    assert len(few) < len(all_)
    assert (room / "a.github.txt").read_bytes().startswith(b"::error")
    assert b"Gate failed" in (room / "a.txt").read_bytes()
    assert (room / "a.xml").read_bytes().startswith(b"<?xml")


def test_files_alone_leave_standard_output_empty(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("passing.yaml -o a.json -q") == 0
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


def test_json_on_standard_output_is_json_only(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("warned.yaml -f json") == 0
    said = capfd.readouterr()
    assert json.loads(said.out)["exit_code"] == 0
    assert "warning" in said.err


def test_a_folder_gets_every_format_of_every_proposal(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("passing.yaml failing.yaml -o new/reports/ -f json -f terminal") == 1
    expected = ["north_rock.json", "north_rock.txt", "south_rock.json", "south_rock.txt"]
    assert names(room / "new" / "reports") == expected
    assert capfd.readouterr().out == ""


def test_bad_files_do_not_stop_the_others(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("broken.yaml missing.yaml a_folder failing.yaml passing.yaml -o r/ -f json") == 2
    assert names(room / "r") == ["north_rock.json", "south_rock.json"]
    said = capfd.readouterr().err
    for name in ("broken.yaml", "missing.yaml"):
        assert f"{name}: not evaluated" in said
    assert "there is no proposal in the folder a_folder" in said


def test_several_reports_on_the_screen_are_kept_apart(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("broken.yaml passing.yaml failing.yaml") == 2
    out = capfd.readouterr().out
    assert out.startswith("North Rock")
    assert out.count("\n\n\nNorth Rock") == 1


def test_what_was_there_stays_when_rendering_fails(
    room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    real = Format.render

    def render(self: Format, assessment: Assessment, options: Options) -> bytes:
        if self.name == "pdf":
            raise RenderError("the library Pango is missing", "apt-get install libpango-1.0-0")
        return real(self, assessment, options)

    monkeypatch.setattr(Format, "render", render)
    (room / "a.pdf").write_bytes(b"old")
    assert evaluate("passing.yaml -o a.pdf -o a.json") == 2
    assert (room / "a.pdf").read_bytes() == b"old"
    assert json.loads((room / "a.json").read_bytes())["exit_code"] == 0
    said = capfd.readouterr().err
    assert "error: the library Pango is missing\n  help: apt-get install libpango-1.0-0\n" in said
    assert said.endswith("passing.yaml: Gate passed.\n  Written: a.json\n")


def test_no_half_file_and_no_temporary_file_is_left(
    room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    before = names(room)
    (room / "a.json").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", fail)
    assert evaluate("passing.yaml -o a.json") == 2
    assert (room / "a.json").read_bytes() == b"old"
    assert names(room) == sorted([*before, "a.json"])
    assert capfd.readouterr().err == "error: cannot write a.json: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links work differently there")
def test_links_are_followed_and_permissions_kept(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    real = room / "real.json"
    real.write_bytes(b"old")
    real.chmod(0o640)
    (room / "link.json").symlink_to(real)
    assert evaluate("passing.yaml -o link.json") == 0
    assert (room / "link.json").is_symlink()
    assert json.loads(real.read_bytes())["exit_code"] == 0
    assert real.stat().st_mode & 0o777 == 0o640
    assert evaluate("passing.yaml -o fresh.json") == 0
    mask = os.umask(0)
    os.umask(mask)
    assert (room / "fresh.json").stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes work differently there")
def test_a_named_pipe_is_written_to_and_stays(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(room / "pipe.json")
    reader = os.open(room / "pipe.json", os.O_RDONLY | os.O_NONBLOCK)
    assert evaluate("passing.yaml -o pipe.json -q") == 0
    assert os.read(reader, 1) == b"{"
    os.close(reader)
    assert (room / "pipe.json").is_fifo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_unwritable_folder(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (room / "a_folder").chmod(0o500)
    assert evaluate("passing.yaml -o a_folder/a.json") == 2
    said = capfd.readouterr().err
    assert "error: cannot write a_folder/a.json: Permission denied\n  help: Check that you may write into" in said


def test_permission_denied_in_words(
    room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(**options: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", fail)
    assert evaluate("passing.yaml -o a_folder/a.json") == 2
    said = capfd.readouterr().err
    assert "error: cannot write a_folder/a.json: Permission denied\n  help: Check that you may write into" in said


def test_a_proposal_is_never_overwritten(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """North Rock as JSON, named as its own report would be."""
    (room / "north_rock.json").write_text(as_json(), encoding="utf-8")
    before = (room / "north_rock.json").read_bytes()
    assert evaluate("north_rock.json -o ./ -f json") == 2
    assert (room / "north_rock.json").read_bytes() == before
    assert "it would overwrite a proposal" in capfd.readouterr().err


def as_json() -> str:
    from policycheck.load.document import parse_document

    document, _ = parse_document(PASSING, "x.yaml")
    assert document is not None
    return json.dumps(document.value)


def test_the_same_proposal_twice_is_harmless(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("passing.yaml passing.yaml -o r/ -f json") == 0
    assert names(room / "r") == ["north_rock.json"]


def test_ids_that_differ_in_case_only_count_as_one(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (room / "loud.yaml").write_text(PASSING.replace("north_rock", "NORTH_ROCK"), encoding="utf-8")
    assert evaluate("passing.yaml loud.yaml -o r/ -f json") == 2
    assert names(room / "r") == ["north_rock.json"]


def test_standard_input(program: object, room: Path) -> None:
    assert callable(program)
    done = program("evaluate", "-", "--pack", "pack", "-o", "a.json", stdin=PASSING)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "<stdin>: Gate passed.\n  Written: a.json\n"
