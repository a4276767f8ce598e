"""A report is made again without the sources: what was found in them is carried. What is changed is found out."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from tests.quoting import loaded
from tests.verification.reports import assessed, lighthouse, listed, manifested

from policycheck.pipeline import evaluate
from policycheck.rendering import render
from policycheck.verification import Verification, verify
from policycheck.verification.answer import Answer
from policycheck.verification.html import _BLOCK, read_html

pytestmark = pytest.mark.untraced

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A page on a memo whose folder is gone."""
    folder = tmp_path_factory.mktemp("memo")
    made = render(evaluate(lighthouse(), loaded(folder)), "html")
    (folder / "sources" / "log.txt").unlink()
    return made


def checked(data: bytes) -> Verification:
    return verify(data, with_pack=True)


def carrying(data: bytes, files: Files) -> bytes:
    """The page with these files in place of its own; what is left out of them goes."""

    def block(found: object) -> bytes:
        name = found[1].decode()  # type: ignore[index]
        if name not in files:
            return b""
        digest, content = sha256(files[name]).hexdigest().encode(), b64encode(files[name])
        return found[0].replace(found[2], digest).replace(found[3], content)  # type: ignore[index,no-any-return]

    return _BLOCK.sub(block, data)


def test_it_is_reproduced_from_what_it_carries(report: bytes) -> None:
    found = checked(report)
    assert found.answer is Answer.REPRODUCED, found.differences
    assert [step.name for step in found.steps] == ["attachments", "pack", "quotations", "results", "report"]
    assert found.steps[2].said == (
        "as the report carries them: 2 found, 2 not found, 2 with the source not at hand. "
        "The sources themselves are not carried; those of the memo were looked up again"
    )
    assert {"proposal.md", "sources.json"} < read_html(report).keys()


def changed(name: str, old: str, new: str) -> Callable[[Files], Files]:
    """Files one of which says something else, with the digest that it has then."""

    def change(files: Files) -> Files:
        assert old.encode() in files[name], name
        return listed(files | {name: files[name].replace(old.encode(), new.encode(), 1)})

    return change


def without(files: Files) -> Files:
    return listed({name: content for name, content in files.items() if name != "sources.json"})


CHANGED: dict[str, tuple[Callable[[Files], Files], Answer]] = {
    "a quotation found": (changed("sources.json", '"not_found"', '"found"'), Answer.NOT_REPRODUCED),
    "a quotation lost": (changed("sources.json", '"found"', '"not_found"'), Answer.NOT_REPRODUCED),
    "another line": (changed("sources.json", '"number": 3', '"number": 4'), Answer.NOT_REPRODUCED),
    "another nearest passage": (changed("sources.json", "Ann lit", "Bob lit"), Answer.NOT_REPRODUCED),
    "something else": (changed("sources.json", '"sha256": "', '"more": "", "sha256": "'), Answer.CANNOT_TELL),
    "another file": (changed("sources.json", "log.txt", "cat.txt"), Answer.CANNOT_TELL),
    "white space": (changed("sources.json", "\n", "\n\n"), Answer.NOT_REPRODUCED),
    "the memo": (changed("proposal.md", "The lamp burns *whale", "The lamp burns *town"), Answer.NOT_REPRODUCED),
    "no findings": (lambda files: manifested(without(files), sources=None), Answer.NOT_REPRODUCED),
    "no file of findings": (without, Answer.CANNOT_TELL),
}


@pytest.mark.parametrize(("change", "answer"), CHANGED.values(), ids=CHANGED)
def test_what_is_changed_is_found_out(change: Callable[[Files], Files], answer: Answer, report: bytes) -> None:
    found = checked(carrying(report, change(read_html(report))))
    assert found.answer is answer, found
    assert found.differences


def test_the_digest_of_a_source_cannot_be_changed(report: bytes) -> None:
    files = read_html(report)
    digest = files["sources.json"].partition(b'"sha256": "')[2][:64].decode()
    found = checked(carrying(report, changed("sources.json", digest, "0" * 64)(files)))
    assert found.answer is Answer.NOT_REPRODUCED


def test_nothing_is_attached_where_no_source_names_a_file() -> None:
    assert "sources.json" not in read_html(render(assessed(), "html"))
