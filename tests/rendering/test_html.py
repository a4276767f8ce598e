"""The HTML report as a file: all that the PDF says is in it, and it asks a browser for nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from tests.rendering import owed
from tests.rendering.conftest import assessment_named
from tests.rendering.owed import bare
from tests.rendering.zoo import ZOO, every_outcome
from tests.verification.reports import assessed

from policycheck.rendering import render
from policycheck.rendering.bundle import attachments
from policycheck.rendering.options import PLAIN, Options
from policycheck.verification import Answer, verify
from policycheck.verification.html import read_html

REAL = "singapore-2018"
ALONE = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}
UNREAD = {"script", "style"}
FROM_ELSEWHERE = ("src", "srcset", "data", "action", "formaction", "poster", "background", "ping", "manifest")


class File(HTMLParser):
    """What the tests want to know of a file: its elements, its words, and whether they are nested rightly."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.code: dict[str, list[str]] = {"script": [], "style": []}
        self._open: list[str] = []
        self.feed(data.decode())
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        assert len(dict(attrs)) == len(attrs), f"an attribute stands twice in {self.get_starttag_text()}"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ALONE and not (self._open[-1:] == ["svg"] and tag in {"rect", "path", "circle"}):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open."""
        if tag not in ("rect", "path", "circle"):
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep words and code apart."""
        last = self._open[-1] if self._open else ""
        (self.code[last] if last in UNREAD else self.words).append(data)

    def text(self) -> str:
        """All words."""
        return "".join(self.words)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]


def made(name: str, options: Options = PLAIN) -> File:
    return File(render(assessment_named(name), "html", options))


@pytest.mark.parametrize("name", ["every_outcome", "all_met", REAL])
def test_every_rule_is_in_it_with_all_that_explains_it(name: str) -> None:
    text = bare(made(name).text())
    assert [words for words in owed.of_findings(assessment_named(name)) if bare(words) not in text] == []


def test_advisories_tensions_clauses_method_and_appendix_are_in_it() -> None:
    text = bare(made("every_outcome").text())
    assert [words for words in owed.of_the_rest(every_outcome()) if bare(words) not in text] == []


@pytest.mark.parametrize("name", [*ZOO, REAL])
def test_the_page_is_well_made(name: str) -> None:
    page = made(name)
    headings = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")} <= set(ids)
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]


@pytest.mark.parametrize("name", [*ZOO, REAL])
def test_nothing_in_it_leads_out_but_plain_links(name: str) -> None:
    page = made(name)
    leading = [attributes for tag, attributes in page.elements if tag != "a" and "href" in attributes]
    assert leading == [{"rel": "icon", "href": "data:,"}]
    assert [found for _, found in page.elements if set(FROM_ELSEWHERE) & set(found)] == []
    assert not {"img", "iframe", "object", "embed", "base", "video", "audio"} & {tag for tag, _ in page.elements}
    outward = [link for link in page.all("a") if not link["href"].startswith("#")]
    assert all(link["href"].startswith("https://") and link["rel"] == "noopener noreferrer" for link in outward)
    assert re.findall(r"url\((?!\"data:)|@import|@font-face", "".join(page.code["style"])) == []


@pytest.mark.parametrize("name", ["every_outcome", "nasty"])
def test_the_policy_allows_the_sheet_and_the_script_by_their_digests_and_nothing_in_attributes(name: str) -> None:
    page = made(name)
    (policy,) = (meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert "unsafe" not in policy
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (code,) = (code for code in page.code[tag] if not re.fullmatch(r"[A-Za-z0-9+/=\s]+", code))
        assert allowed[directive] == f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
    names = {attribute for _, found in page.elements for attribute in found}
    assert [attribute for attribute in names if attribute == "style" or attribute.startswith("on")] == []


def test_what_is_copied_is_whole() -> None:
    for name in ("nasty", REAL):
        data = render(assessment_named(name), "html").decode()
        assert "\u200b" not in data
    assert assessment_named(REAL).proposal.digest in made(REAL).text()


def test_hostile_text_is_shown_and_stays_text() -> None:
    page = made("nasty")
    text = page.text()
    for shown in ("[U+202E]drowssap", "[U+0001 x3]", "[U+200B]", "[U+1F600]", "<script>alert(1)</script>", "{{ 7*7 }}"):
        assert shown in text
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in text)


def test_a_banner_and_the_draft_stand_at_the_top_and_at_the_bottom() -> None:
    options = Options(banner="For <b>the board</b>", draft=True)
    text = made("every_outcome", options).text()
    assert text.count("For <b>the board</b>") == 2
    assert text.index("For <b>") < text.index("Audit report")
    assert text.rstrip().endswith("For <b>the board</b>")
    assert text.count("Draft") == 2
    assert "Draft" not in made("every_outcome").text()


def test_a_block_to_sign_is_there_when_asked_for() -> None:
    assert "Approved by" in made("every_outcome", Options(sign_off=True)).text()
    assert "Approved by" not in made("every_outcome").text()


def test_it_carries_its_files_or_none() -> None:
    assessment = every_outcome()
    carried = {part.name: part.content for part in attachments(assessment, PLAIN)}
    assert len(carried) > 3
    assert read_html(render(assessment, "html")) == carried
    assert read_html(render(assessment, "html", Options(embed=False))) == {}


def test_it_can_be_verified_and_a_changed_word_is_found() -> None:
    data = render(assessed(), "html", Options(banner="For the board"))
    assert verify(data, with_pack=True).answer is Answer.REPRODUCED
    changed = data.replace(b"Audit report", b"Praise report")
    assert verify(changed, with_pack=True).answer is Answer.NOT_REPRODUCED


SCRIPT = """
import sys
from policycheck.rendering import render
from tests.rendering.zoo import ZOO
sys.stdout.buffer.write(render(ZOO[sys.argv[2]](), sys.argv[1]))
"""


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_same_assessment_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    for seed in ("1", "2"):
        paths = os.pathsep.join([str(root), *sys.path])
        around = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, form, "every_outcome"],
            env=around,
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        assert run.stdout == render(every_outcome(), form)
