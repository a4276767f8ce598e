"""The documentation holds what it says: commands, output, options, exit codes, codes of problems, links, examples."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import yaml

from policycheck.agreement.codings import MOST_CODERS
from policycheck.agreement.matching import MOST_PAIRS
from policycheck.cli import guard
from policycheck.cli.commands import policycheck as program
from policycheck.evaluation import say_inline
from policycheck.load.applied import apply_profile
from policycheck.load.conditions import ConditionReader
from policycheck.load.configuration import read_configuration
from policycheck.load.definitions import Definitions
from policycheck.load.document import PACK_LIMITS, load_document, parse_document
from policycheck.load.pack import load_pack
from policycheck.load.pack_definitions import read_definitions
from policycheck.load.pack_folders import shipped_packs
from policycheck.load.problems import Problems
from policycheck.load.profile import profile_from, shipped_profiles
from policycheck.load.proposal import read_document, wanted_pack
from policycheck.load.sources import ENDINGS, MOST_FOUND
from policycheck.model.agreement import SCALE
from policycheck.model.assessment import Assessment
from policycheck.model.condition import Comparator, Quantifier
from policycheck.model.outcome import BLOCKED, GRADES, Outcome
from policycheck.model.pack import Pack
from policycheck.model.waiver import MOST_DAYS, Remark
from policycheck.pipeline import DEFAULT_PACK, Auditor
from policycheck.rendering import FORMATS
from policycheck.resources import read_schema
from policycheck.verification import Answer, bounds

pytestmark = pytest.mark.untraced

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [README, *DOCS, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "examples" / "README.md"]
MINIMAL = ROOT / "docs" / "examples" / "minimal-pack"
MINIMAL_PROPOSAL = ROOT / "docs" / "examples" / "minimal-proposal.yaml"
TUTORIAL = ROOT / "docs" / "tutorial-pack.md"
TUTORIAL_CI = ROOT / "docs" / "tutorial-ci.md"
"""Its commands run in tests/ways_in/test_tutorial.py, beside the other ways in."""
TUTORIAL_MEMO = ROOT / "docs" / "tutorial-memo.md"
"""Its commands, and what is typed in it, run in tests/test_tutorial_memo.py."""
LEFT_OUT = "[...]"


EXAMPLES = sorted((ROOT / "examples").glob("*/proposal.yaml"))


def pack_of(example: Path) -> str:
    """The id of the pack that an example is for."""
    return wanted_pack(read_document(str(example))[0]) or DEFAULT_PACK


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(page: Path, kind: str) -> Iterator[str]:
    """The contents of every code block of that kind."""
    for found in re.finditer(rf"^```{kind}\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL):
        yield found[1]


def rows(page: Path, head: str) -> list[list[str]]:
    """The cells of the table whose head is that line, code marks and escapes taken away."""
    _, found, rest = text(page).partition(f"\n{head}\n")
    assert found, f"{page.name} has no table {head}"
    lines = rest.splitlines()[1:]
    table = lines[: next((n for n, line in enumerate(lines) if not line.startswith("|")), len(lines))]
    return [[_cell(cell) for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]


def _cell(cell: str) -> str:
    return cell.strip().replace("\\|", "|").replace("`", "")


# ---------------------------------------------------------------- commands and what they print


class Shown(NamedTuple):
    """A command as a page shows it, the lines below it, and the exit code, where it is asked for."""

    command: str
    lines: tuple[str, ...]
    code: int | None


def shown(block: str) -> list[Shown]:
    out: list[Shown] = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        if command == "echo $?":
            out[-1] = out[-1]._replace(code=int(lines[0]))
        else:
            out.append(Shown(command, tuple(lines), None))
    return out


BLOCKS = [
    pytest.param(shown(block), id=f"{page.name}-{number}")
    for page in PAGES
    if page not in {TUTORIAL, TUTORIAL_CI, TUTORIAL_MEMO}
    for number, block in enumerate(fences(page, "console"))
]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder in which the files that the pages name are found, and into which anything may be written."""
    for name in ("docs", "examples", "rules"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    return tmp_path


@pytest.mark.parametrize("commands", BLOCKS)
def test_commands_run_and_print_what_is_shown(commands: list[Shown], room: Path) -> None:
    """The commands of one block run one after another in one room."""
    assert commands, "a console block shows at least one command"
    for command in commands:
        _run(command, room)


def _run(command: Shown, room: Path, accepted: tuple[int, ...] = (guard.YES, guard.NO)) -> None:
    words = shlex.split(command.command)
    assert words[0] == "policycheck", "only commands of the program are shown as console"
    if any(word.endswith(".pdf") for word in words):
        needs_pango()
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=room,
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode in (accepted if command.code is None else (command.code,)), done.stderr
    stands_in(command.lines, [*done.stdout.splitlines(), *done.stderr.splitlines()])


def needs_pango() -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("Pango is not on this machine")


def stands_in(lines: tuple[str, ...], printed: list[str]) -> None:
    """Each run of lines between two marks of what is left out stands whole in what was printed, in that order."""
    at, anywhere = 0, False
    for run in "\n".join(lines).split(LEFT_OUT):
        wanted = run.strip("\n").split("\n") if run.strip("\n") else []
        places = range(at, len(printed) - len(wanted) + 1) if anywhere else [at]
        found = next((place for place in places if printed[place : place + len(wanted)] == wanted), None)
        assert found is not None, "not printed like this:\n" + "\n".join(wanted) + "\n--- but:\n" + "\n".join(printed)
        at, anywhere = found + len(wanted), True


def test_every_command_is_shown_somewhere() -> None:
    said = " ".join(text(page) for page in PAGES)
    for name, _ in _commands(program):
        assert f"policycheck {name}" in said


def test_bounds_on_reports_are_those_of_the_code() -> None:
    said = [row[1] for row in rows(ROOT / "docs" / "verify.md", "| bound | at most |")]
    most = [f"{bounds.MOST_BYTES >> 20} MiB", str(bounds.MOST_FILES), f"{bounds.MOST_CARRIED >> 20} MiB"]
    assert said == [*most, str(bounds.MOST_RATIO)]


def test_answers_on_reports_are_those_of_the_code() -> None:
    said = [row[:2] for row in rows(ROOT / "docs" / "verify.md", "| exit | answer | when |")]
    assert said == [[str(answer.value), answer.words] for answer in Answer]


def test_python_examples_run(room: Path) -> None:
    for block in fences(README, "python"):
        done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, cwd=room, check=False)
        assert (done.returncode, done.stderr) == (0, "")


# ---------------------------------------------------------------- tables of the README


def _commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for key, inner in command.commands.items():
            yield from _commands(inner, f"{name} {key}".strip())
    else:
        yield name, command


def test_options_are_those_of_help() -> None:
    wanted = []
    for name, command in _commands(program):
        context = click.Context(command)
        for option in command.params:
            record = option.get_help_record(context) if isinstance(option, click.Option) else None
            if record is not None:
                wanted.append([name, record[0], " ".join(record[1].split())])
    assert sorted(rows(README, "| command | option | meaning |")) == sorted(wanted)


def test_commands_are_those_of_help() -> None:
    said = {row[0].removeprefix("policycheck "): row[1] for row in rows(README, "| command | what it does |")}
    wanted = {}
    for name, command in _commands(program):
        usage = [piece for piece in command.collect_usage_pieces(click.Context(command)) if piece != "[OPTIONS]"]
        wanted[" ".join([name, *usage])] = command.get_short_help_str(limit=200)
    assert said == wanted


def test_exit_codes_agree() -> None:
    said = rows(README, "| code | meaning |")
    codes = [guard.YES, guard.NO, guard.COULD_NOT, guard.BUG, guard.INTERRUPTED]
    assert [int(code) for code, _ in said] == codes
    for _, command in [("", program), *_commands(program)]:
        assert command.epilog is not None
        assert re.findall(r"^  (\d+) +(.+)$", command.epilog, re.MULTILINE) == [tuple(row) for row in said]


def test_formats_are_those_there_are() -> None:
    said = [row[:2] for row in rows(README, "| format | ending | what |")]
    assert said == [[known.name, known.suffix] for known in FORMATS]


def test_the_packs_are_those_that_ship() -> None:
    said = rows(README, "| pack | what it judges | recommendations | rules | advisories | tensions | examples |")
    wanted = []
    for name in shipped_packs():
        pack = load_pack(name)
        counts = (
            len(pack.recommendations),
            sum(len(one.rules) for one in pack.recommendations),
            len(pack.advisories),
            len(pack.tensions),
            sum(pack_of(folder) == name for folder in EXAMPLES),
        )
        wanted.append([name, *map(str, counts)])
    assert sorted([re.sub(r"\[|\]\(.*\)", "", row[0]), *row[2:]] for row in said) == wanted


def test_recommendations_are_those_of_the_pack() -> None:
    pack = load_pack("korean-peninsula")
    said = rows(README, "| id | recommendation | rules |")
    assert [(row[0], int(row[2])) for row in said] == [(one.id, len(one.rules)) for one in pack.recommendations]
    for row, one in zip(said, pack.recommendations, strict=True):
        assert row[1].partition(" (")[0] == one.title
    counts = f"{len(pack.advisories)} advisories (risks) and {len(pack.tensions)} tensions"
    assert counts in " ".join(text(README).split())


def test_the_proposal_in_the_readme_loads(tmp_path: Path) -> None:
    for page in (README, ROOT / "docs" / "proposal-format.md"):
        file = tmp_path / "proposal.yaml"
        file.write_text(next(fences(page, "yaml")), encoding="utf-8")
        assert Auditor().audit(str(file)).proposal.warnings == ()


# ---------------------------------------------------------------- codes of problems


def test_codes_are_those_of_the_program() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    used = set(re.findall(r'"((?:CONFIG|DOC|PACK|PROFILE|TEST|USE|WAIVER)-[A-Z-]+)"', source))
    explained = (ROOT / "src" / "policycheck" / "load" / "explained.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r'Said\([^"]*"([A-Z]+)"', explained))
    assert {"UNKNOWN", "MISSING", "SHAPE"} <= kinds
    used |= {f"{prefix}-{kind}" for prefix in ("CONFIG", "DOC", "PACK", "PROFILE", "TEST", "WAIVER") for kind in kinds}
    names = ("proposal-format", "pack-format", "profiles", "rule-tests", "waivers", "configuration")
    every = " ".join(text(ROOT / "docs" / f"{name}.md") for name in names)
    said = set(re.findall(r"`((?:CONFIG|DOC|PACK|PROFILE|TEST|USE|WAIVER)-[A-Z-]+)`", every))
    said -= {"DOC-", "PACK-", "TEST-"}
    assert said == used


def test_codes_of_comparisons_are_those_of_the_program() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    used = set(re.findall(r'"((?:RES|DIFF)-[A-Z-]+)"', source))
    assert {row[0] for row in rows(ROOT / "docs" / "diff.md", "| code | problem |")} == used


def test_codes_of_agreement_are_those_of_the_program() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    used = set(re.findall(r'"(AGREE-[A-Z-]+)"', source))
    page = ROOT / "docs" / "agreement.md"
    assert {row[0] for row in rows(page, "| code | problem |")} == used
    assert f"At most {MOST_CODERS} coders" in text(page)
    assert f"{MOST_PAIRS:,} pairs of items" in text(page)
    assert ", ".join(f"`{outcome.value}`" for outcome in SCALE) in " ".join(text(page).split())


# ---------------------------------------------------------------- profiles and the gate


def test_the_profile_that_is_shown_fits_the_pack() -> None:
    pack = load_pack("korean-peninsula")
    made = apply_profile(pack, profile_from(next(fences(ROOT / "docs" / "profiles.md", "yaml")), "ministry.yaml"))
    assert made.profile is not None
    assert len(made.profile.changes) == 6


def test_keys_of_profile_and_gate_are_those_of_the_program() -> None:
    schema = yaml.safe_load(read_schema("profile"))["properties"]
    said = " ".join(row[0] for row in rows(ROOT / "docs" / "profiles.md", "| key | what it does |"))
    assert set(re.findall(r"[a-z_]+", said)) - {"equal", "partly_met"} == set(schema) - {"description"}
    keys = {row[0] for row in rows(ROOT / "docs" / "gate.md", "| key | value | passes when |")}
    whole = set(schema["gate"]["properties"]) - {"recommendations", "at_most"}
    assert keys == whole | {"ID.verdict, ID.score", "SEVERITY.OUTCOME"}
    shipped = {row[0] for row in rows(ROOT / "docs" / "profiles.md", "| shipped | what it does |")}
    assert shipped == set(shipped_profiles())


def test_the_configuration_that_is_shown_is_one(tmp_path: Path) -> None:
    page = ROOT / "docs" / "configuration.md"
    file = tmp_path / ".policycheck.yaml"
    file.write_text(next(fences(page, "yaml")), encoding="utf-8")
    made = read_configuration(str(file))
    assert (len(made.paths), len(made.outputs)) == (2, 2)
    keys = yaml.safe_load(read_schema("configuration"))["properties"]
    assert {row[0] for row in rows(page, "| key | what it does |")} == {*keys}
    assert f"{MOST_FOUND:,} files" in text(page)
    assert all(f"`{ending}`" in text(page) for ending in ENDINGS)
    joint = [known.name for known in FORMATS if known.is_joint]
    said = f"{', '.join(f'`{name}`' for name in joint[:-1])} and `{joint[-1]}` make one report"
    assert said in " ".join(text(README).split())
    assert said in " ".join(text(ROOT / "docs" / "formats.md").split())


def test_waivers_are_documented_as_they_are() -> None:
    page = ROOT / "docs" / "waivers.md"
    (block,) = fences(page, "yaml")
    assert block == text(ROOT / "docs" / "examples" / "waivers.yaml")
    entry = yaml.safe_load(read_schema("waivers"))["properties"]["waivers"]["items"]
    assert [row[0] for row in rows(page, "| key | what it says |")] == list(entry["properties"])
    assert [row[0] for row in rows(page, "| finding | when |")] == [remark.value for remark in Remark]
    assert f"more than {MOST_DAYS} days" in text(page)


# ---------------------------------------------------------------- links


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", "")).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", text(file), re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, f"{page.name}: {target}"


# ---------------------------------------------------------------- the minimal pack


@cache
def minimal() -> Pack:
    return load_pack(str(MINIMAL))


def audited(tmp_path: Path, **warning: Any) -> Assessment:
    """The minimal proposal with these fields in its section."""
    document = yaml.safe_load(text(MINIMAL_PROPOSAL))
    document["proposal"]["date"] = str(document["proposal"]["date"])
    document["warning"] |= warning
    file = tmp_path / "proposal.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return Auditor(pack=str(MINIMAL)).audit(str(file))


def test_the_minimal_pack_is_shown_whole() -> None:
    blocks = [block for name in ("pack-format.md", "rule-tests.md") for block in fences(ROOT / "docs" / name, "yaml")]
    for file in (*sorted(MINIMAL.rglob("*.yaml")), MINIMAL_PROPOSAL):
        assert text(file) in blocks, f"docs/pack-format.md or docs/rule-tests.md shows another {file.name}"


EXAMPLE: list[dict[str, Any]] = [
    {},
    {"tested": "monthly"},
    {"tested": "monthly", "shelters": [{"place": "school", "beds": 20}]},
    {"channels": ["radio"]},
    {"channels": ["none"]},
]


@pytest.mark.parametrize("number", range(len(EXAMPLE)))
def test_the_worked_example(number: int, tmp_path: Path) -> None:
    table = rows(ROOT / "docs" / "semantics.md", "| the proposal says | F1.1 | F1.2 | F1.3 | as stated | at best |")
    assert len(table) == len(EXAMPLE)
    row, (grade,) = table[number], audited(tmp_path, **EXAMPLE[number]).grades
    assert row[1:4] == [finding.outcome.value for finding in grade.findings]
    score = grade.score
    assert score is not None
    earned, counted = (float(word) for word in re.findall(r"[\d.]+", row[4])[:2])
    assert earned / counted == pytest.approx(float(score.as_stated))
    assert row[4].endswith(f"{_percent(score.as_stated)}, {grade.verdict.value}")
    assert row[5] == f"{_percent(score.at_best)}, {grade.at_best.value}"


def _percent(share: Any) -> str:
    """Cut off after one digit."""
    tenths = share.numerator * 1000 // share.denominator
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths / 10} %"


def test_stating_more_can_lower_the_score_as_stated(tmp_path: Path) -> None:
    less, more = (audited(tmp_path, **EXAMPLE[number]).grades[0] for number in (1, 2))
    assert less.score is not None
    assert more.score is not None
    assert more.score.as_stated < less.score.as_stated
    assert more.score.at_best <= less.score.at_best
    assert more.verdict.rank < less.verdict.rank


# ---------------------------------------------------------------- the tutorial


STEP = re.compile(r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<block>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial_from_start_to_finish(tmp_path: Path) -> None:
    """Its files are written and its commands run in the order of the page, in one folder."""
    for step in STEP.finditer(text(TUTORIAL)):
        if step["kind"] == "yaml":
            (tmp_path / step["file"]).write_text(step["block"], encoding="utf-8")
            continue
        for command in shown(step["block"]):
            if command.command.startswith("rm "):
                for name in command.command.split()[1:]:
                    (tmp_path / name).unlink()
            else:
                _run(command, tmp_path, (guard.YES, guard.NO, guard.COULD_NOT))
    ours, theirs = (_rules(load_pack(name)) for name in (str(tmp_path / "research-data"), "fair-data"))
    assert len(ours) == 3
    for rule_id, rule in ours.items():
        assert rule == theirs[rule_id], "the tutorial shows another rule than the shipped pack"


def _rules(pack: Pack) -> dict[str, Any]:
    """The rules of the first recommendation as they are written."""
    name = yaml.safe_load(pack.files["pack.yaml"])["recommendations"][0]
    return {rule["id"]: rule for rule in yaml.safe_load(pack.files[name])["rules"]}


# ---------------------------------------------------------------- the rule language


OPERATORS = rows(ROOT / "docs" / "pack-format.md", "| operator | example | in English |")


@pytest.mark.parametrize("row", OPERATORS, ids=lambda row: row[0])
def test_examples_of_operators_say_what_is_shown(row: list[str]) -> None:
    _, example, english = row
    pack, problems, definitions = minimal(), Problems(), Definitions()
    written, _ = load_document(str(MINIMAL / "definitions.yaml"), limits=PACK_LIMITS, check_content=False)
    document, _ = parse_document(f"it: {example}\n", "example.yaml", limits=PACK_LIMITS, check_content=False)
    assert written is not None
    assert document is not None
    read_definitions(written, pack.vocabulary.root, definitions, problems)
    reader = ConditionReader(
        document, pack.vocabulary.root, definitions, problems, concerns=True, silence=True, rules=frozenset({"F1.1"})
    )
    condition = reader.read(document.value["it"], ("it",))
    assert condition is not None, problems.found
    assert say_inline(condition) == english


def test_every_operator_has_an_example() -> None:
    said = {row[0].split()[0] for row in OPERATORS}
    assert said == {*Comparator, *Quantifier, "all", "any", "not", "rule"}


# ---------------------------------------------------------------- the tables of semantics.md


def test_tables_of_outcomes_and_grades_are_those_of_the_code() -> None:
    page = ROOT / "docs" / "semantics.md"
    blocked = dict(
        row for row in rows(page, "| outcome of the parent | outcome of the dependent |") if "," not in row[0]
    )
    assert blocked == {parent.value: outcome.value for parent, outcome in BLOCKED.items()}
    assert {row[1] for row in rows(page, "| if | outcome |")} == {outcome.value for outcome in Outcome}
    bands = {row[1]: float(row[0]) for row in rows(page, "| score at least | grade |")}
    scale = load_pack("korean-peninsula").scale
    assert bands == {grade.value: float(scale.bands[grade]) for grade in GRADES}
    assert (float(scale.contradicts_at), float(scale.silent_at)) == (0.25, 0.6), "said under Qualifiers"
    assert float(scale.credit[Outcome.PARTLY_MET]) == 0.5, "said under Score"


# ---------------------------------------------------------------- the changes to the rules


@pytest.mark.parametrize("name", shipped_packs())
def test_changes_name_entries_of_the_pack(name: str) -> None:
    pack = load_pack(name)
    known = {one.id for one in pack.concerns} | {one.id for one in pack.recommendations}
    known |= {rule.id for one in pack.recommendations for rule in one.rules}
    changes = text(ROOT / "rules" / pack.id / "CHANGES.md")
    named = re.findall(r"^- \*\*([^*]+)\*\*", changes, re.MULTILINE)
    assert named or f"## {pack.version}" in changes
    for names in named:
        others = {"Definitions", "Vocabulary", "All rules", "All concerns"}
        assert set(re.split(r", | and ", names)) <= known | others, names
