"""The pages on a pack: they say all, are up to date, have links that lead somewhere, and no text of a pack acts."""

from __future__ import annotations

import re
import shutil
from functools import cache
from html import unescape
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from tests.renamed import MINIMAL, changed_pack, renamed_pack
from tests.workshop.bench import pack_with

from policycheck.evaluation import say
from policycheck.handbook.markdown import shown
from policycheck.handbook.pages import make_pages
from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.model.pack import Pack
from policycheck.workshop.read import read_suite

ROOT = Path(__file__).resolve().parents[2]


@cache
def made(name: str) -> tuple[Pack, dict[str, str]]:
    """The pack and its pages."""
    pack = load_pack(name)
    return pack, {file: page.decode() for file, page in make_pages(pack, read_suite(name, pack).cases).items()}


# ---------------------------------------------------------------- shipped packs


@pytest.mark.parametrize("name", shipped_packs())
def test_the_pages_in_the_repository_are_up_to_date(name: str) -> None:
    folder = ROOT / "docs" / "packs" / name
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    _, pages = made(name)
    assert sorted(there) == sorted(pages)
    stale = [file for file, page in pages.items() if there[file] != page]
    assert stale == [], f"policycheck rules docs {name} -o docs/packs/{name}"


def test_no_pages_are_left_of_a_pack_that_is_gone() -> None:
    assert sorted(folder.name for folder in (ROOT / "docs" / "packs").iterdir()) == sorted(shipped_packs())


PACKS = [*shipped_packs(), str(MINIMAL)]


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_is_there_with_all_that_belongs_to_it(name: str) -> None:
    pack, pages = made(name)
    for recommendation in pack.recommendations:
        page = pages[f"recommendation-{recommendation.id}.md"]
        parts = page.split('\n## <a id="')[1:]
        assert len(parts) == len(recommendation.rules)
        for rule, part in zip(recommendation.rules, parts, strict=True):
            for text in (rule.id, rule.title, rule.question, rule.why, rule.remedy, rule.severity.value):
                assert shown(text) in part
            assert f"Weight {float(rule.weight):g}, " in part
            for condition in (rule.when, rule.contradicted, rule.met, rule.partly):
                for line in say(condition) if condition is not None else ():
                    assert f"- {shown(line.text)}\n" in part
            for verdict in set(rule.caps.values()):
                assert verdict.words in part or "does not meet" in part
            for cited in (*rule.clauses, *rule.authority):
                assert f"[{cited}](sources.md#" in part


def test_every_rule_of_the_shipped_pack_has_both_examples() -> None:
    _, pages = made("korean-peninsula")
    for page in pages.values():
        assert "no test of the pack shows one" not in page


@pytest.mark.parametrize("name", PACKS)
def test_every_clause_authority_field_and_value_is_there(name: str) -> None:
    pack, pages = made(name)
    for clause in pack.sources.clauses.values():
        assert shown(clause.says) in pages["sources.md"]
        for one in pack.citing:
            if clause.id in one.clauses:
                line = next(line for line in pages["sources.md"].split("\n") if f"</a>{clause.id} |" in line)
                assert f"[{one.id}](" in line
    for authority in pack.sources.authorities.values():
        assert shown(authority.cite) in pages["sources.md"]
    for definition in pack.vocabulary.schema["$defs"].values():
        for value in definition["oneOf"]:
            assert f"| `{value['const']}`" in pages["vocabulary.md"]


@pytest.mark.parametrize("name", PACKS)
def test_links_lead_somewhere(name: str) -> None:
    _, pages = made(name)
    anchors = {file: set(re.findall(r'<a id="([^"]+)"></a>', page)) for file, page in pages.items()}
    links = [(file, target) for file, page in pages.items() for target in re.findall(r"\]\(([^)]*)\)", page)]
    assert len(links) > 10
    for file, target in links:
        page, _, anchor = target.partition("#")
        assert (page or file) in pages, target
        assert not anchor or anchor in anchors[page or file], target


# ---------------------------------------------------------------- examples


def test_an_example_that_does_not_hold_is_not_shown(tmp_path: Path) -> None:
    place = pack_with(
        tmp_path,
        files={"bases/riverside.yaml": (MINIMAL / "bases" / "riverside.yaml").read_text(encoding="utf-8")},
        f1="""
        base: riverside
        cases:
          F1.2:
            - {set: {warning.tested: never}, expect: met, by: warning.tested}
            - {set: {warning.tested: yearly}, name: longer, expect: met, by: warning.tested}
        """,
    )
    page = made(place)[1]["recommendation-F1.md"]
    assert (
        "**Meets it** (met): the proposal `riverside` with these changes:\n\n```yaml\nset:\n  warning.tested: yearly"
        in page
    )
    assert "warning.tested: never" not in page
    assert "**Does not meet it:** no test of the pack shows one." in page


def test_a_pack_without_tests_has_pages_without_examples(tmp_path: Path) -> None:
    _, pages = made(pack_with(tmp_path))
    assert pages["recommendation-F1.md"].count("no test of the pack shows one") == 6
    assert "```" not in pages["recommendation-F1.md"]


def test_former_names_are_told(tmp_path: Path) -> None:
    page = made(renamed_pack(tmp_path / "pack"))[1]["vocabulary.md"]
    assert "| `alarm.places[].berths`, before `beds` |" in page
    assert "| `horn`, before `siren` |" in page


# ---------------------------------------------------------------- text of a pack is text

NASTY = (
    "# A <script>alert(1)</script> [x](javascript:y) ![i](http://h/i.png) *b* _c_ `d` ~~e~~ | f "
    "https://g.example www.h.example @user \\\\ &amp; \u202e $z$ {: .k } --- 1. <!-- l"
)
STARTS = [
    "- a",
    "+ a",
    "1. a",
    "12) a",
    "# a",
    "= a",
    "--- a",
    "> a",
    "``` a",
    "~~~ a",
    "    a",
    "!!! note",
    "| a | b |",
    "* a",
]


@pytest.mark.parametrize("start", STARTS)
def test_text_opens_nothing(start: str) -> None:
    for html in (cmarkgfm.github_flavored_markdown_to_html(f"{shown(start)}\n"), _by_mkdocs(f"{shown(start)}\n")):
        text = re.sub(r"</?p>", "", html).strip()
        assert "<" not in text
        assert unescape(text) == start.strip()


def _by_mkdocs(text: str) -> str:
    from markdown import markdown  # type: ignore[import-untyped]

    return str(markdown(text, extensions=["toc", "tables", "fenced_code"]))


@pytest.fixture
def nasty(tmp_path: Path) -> dict[str, str]:
    """The pages on a pack all of whose texts try to act."""
    old = '"' + NASTY.replace("\\", "\\\\").replace('"', '\\"').replace("\u202e", "\\u202e") + '"'
    texts = {
        "f1-warning.yaml": ["Warn in more than one way", "One channel that fails leaves nobody warned."],
        "advisories.yaml": ["A siren does not say what to do.", "Sirens alone"],
        "sources.yaml": [
            "Sentence 1, first half",
            "Shelters have room.",
            "How a town gets ready for a flood (made up)",
        ],
        "pack.yaml": ["One recommendation on town flood plans", "The bands are our choice; the notice gives none."],
        "vocabulary.schema.yaml": ["How people learn of a flood.", "How often the warning is tested."],
    }
    place = changed_pack(tmp_path / "pack", {file: dict.fromkeys(all_, old) for file, all_ in texts.items()})
    return made(place)[1]


def test_no_text_of_a_pack_becomes_markup(nasty: dict[str, str]) -> None:
    _, plain = made(str(MINIMAL))
    assert any("script" in page for page in nasty.values())
    for file, page in nasty.items():
        for render in (lambda text: cmarkgfm.github_flavored_markdown_to_html(text, _UNSAFE), _by_mkdocs):
            html, wanted = render(page), render(plain[file])
            assert "<script" not in html
            assert "\u202e" not in html
            for tag in ("h1", "h2", "h3", "img", "em", "strong", "del", "tr", "td", "pre", "li"):
                assert _tags(html, tag) == _tags(wanted, tag) - _examples(plain[file], tag), (file, tag)
            links = set(re.findall(r'<a href="([^"]*)"', html))
            assert not {one for one in links if "javascript" in one}


_UNSAFE = cmarkgfm.Options.CMARK_OPT_UNSAFE


def _tags(html: str, tag: str) -> int:
    return len(re.findall(rf"<{tag}[ >]", html))


def _examples(page: str, tag: str) -> int:
    """Blocks of YAML that the copy without tests does not have."""
    return page.count("```yaml") if tag == "pre" else 0


def test_the_pages_do_not_depend_on_where_the_pack_lies(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path / "elsewhere")
    assert made(str(tmp_path / "elsewhere"))[1] == made(str(MINIMAL))[1]
