"""The files and the words in an HTML report, whoever wrote it."""

from __future__ import annotations

from functools import cache
from unittest.mock import patch

import pytest
from tests.verification.reports import assessed, lighthouse

from policycheck.rendering.bundle import MANIFEST, Attachment, attachments, script_blocks
from policycheck.rendering.environment import writing
from policycheck.rendering.options import PLAIN
from policycheck.rendering.templating import environment
from policycheck.verification import Answer, Verification, again, verify
from policycheck.verification.html import read_html, without_manifest


@cache
def page() -> bytes:
    """A page with a word of its own and the files of a report on the lighthouse."""
    carried = environment().get_template("attachments.html.j2").render(attachments=attachments(assessed(), PLAIN))
    head = "<!DOCTYPE html>\n<html><head><title>Audit</title><style>p {}</style><script>let a</script></head>"
    return f"{head}<body><section><p>Not <b>met</b>.</p></section>\n{carried}</body></html>\n".encode()


def checked(data: bytes, *, results_only: bool = False) -> Verification:
    """The page verified, as if it were what a report on the lighthouse looks like."""
    with (
        patch.object(again, "installed_pack", lambda _: lighthouse()),
        patch.object(again, "_made", lambda *_: page()),
    ):
        return verify(data, results_only=results_only)


def test_the_files_come_out_as_they_went_in() -> None:
    assert read_html(page()) == {part.name: part.content for part in attachments(assessed(), PLAIN)}


def test_the_list_shows_every_file_with_size_and_digest() -> None:
    shown = page().decode().replace("\u200b", "")
    for part in attachments(assessed(), PLAIN):
        assert (f"<td>{part.name}</td>" in shown) == (part.name != MANIFEST)
        assert (f"<td>{part.size:,}</td>" in shown) or part.name == MANIFEST
        assert shown.count(part.sha256) == (1 if part.name == MANIFEST else 2)


def test_a_page_reproduces() -> None:
    assert checked(page()).answer is Answer.REPRODUCED


CHANGED = {
    "word": ((b"<b>met</b>", b"<b>kept</b>"), "line 2: the report says"),
    "mark": ((b"<b>met</b>", b"<i>met</i>"), "line 2: the report says"),
    "end": ((b"</html>\n", b"</html>\n<p>x</p>"), "something was added after the end of the report: 8 bytes"),
    "digest": ((b'data-sha256="', b'data-sha256="0'), "does not have the digest that stands beside it"),
    "script": ((b"</body>", b"<script>alert(1)</script></body>"), "<script>alert(1)"),
    "description": ((b"Digests, options", b"Options"), "the files differ from byte"),
}
UNTOLD = {
    "base64": ((b"=</script>\n<script", b"</script>\n<script"), "is damaged"),
    "no base64": ((b"</script>\n<script", b"!</script>\n<script"), "a file in the page is damaged"),
    "other quotes": ((b'data-name="proposal.yaml"', b"data-name='proposal.yaml'"), "a file in the page is damaged"),
    "capitals": ((b"octet-stream;base64", b"Octet-Stream;base64"), "a file in the page is damaged"),
    "name": ((b'data-name="proposal.yaml"', b'data-name="../x"'), "a file with the name '../x'"),
    "no name": ((b'data-name="proposal.yaml"', b'data-name=""'), "a file with the name ''"),
    "twice": ((b'data-name="proposal.yaml"', b'data-name="results.json"'), "two files with the name results.json"),
    "type": ((b"application/octet-stream;base64", b"text/plain"), "carries no manifest.json"),
    "bare": ((page(), b"<html><p>x"), "carries no files"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_is_named(name: str) -> None:
    change, words = CHANGED[name]
    found = checked(page().replace(*change, 1))
    assert (found.answer, words in found.differences[0]) == (Answer.NOT_REPRODUCED, True), found.differences


@pytest.mark.parametrize("name", UNTOLD)
def test_no_answer_is_given_and_the_reason_told(name: str) -> None:
    change, words = UNTOLD[name]
    found = checked(page().replace(*change, 1))
    assert (found.answer, words in found.differences[0]) == (Answer.CANNOT_TELL, True), found.differences


def test_markup_in_names_and_words_stays_text() -> None:
    hostile = Attachment('"><script>', "text/plain", "</script><b>", b"</script>")
    made = str(script_blocks([hostile]))
    assert made.count("<script") == made.count("</script>") == 1
    assert "<b>" not in made


def test_another_environment_is_named_and_only_the_manifest_may_differ() -> None:
    def answer(data: bytes) -> tuple[Answer, str]:
        with patch.object(again, "writing", lambda: {**writing(), "python": "2.7"}):
            accepted, found = checked(data, results_only=True), checked(data)
        assert found.answer is not Answer.REPRODUCED
        return accepted.answer, accepted.differences[0] if accepted.differences else accepted.steps[-1].said

    here = writing()["python"]
    said = f"made in another environment (python: the report {here}, here 2.7); the text is the same"
    assert answer(page()) == (Answer.REPRODUCED, said)
    code, words = answer(page().replace(b"</section>", b"<script>alert(1)</script></section>"))
    assert (code, "<script>alert(1)" in words) == (Answer.CANNOT_TELL, True)


def test_only_the_manifest_is_left_out() -> None:
    rest = without_manifest(page())
    assert MANIFEST not in read_html(rest)
    assert len(read_html(rest)) == len(read_html(page())) - 1


HOSTILE = [b"<a", b"<!--", b"<script", b'<script type="application/octet-stream;base64" data-name="', b"<script>", b"a"]


def test_words_about_files_are_no_files() -> None:
    said = page().replace(b"Not <b>", b"&lt;script type=&#34;application/octet-stream;base64&#34;&gt;")
    assert said != page()
    assert read_html(said) == read_html(page())


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_page_of_openings_is_read_to_its_end(piece: bytes) -> None:
    assert checked(b"<!DOCTYPE html>" + piece * 500_000).answer is Answer.CANNOT_TELL
