"""A report made with waivers is judged with them again; whatever is changed in them is found out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from msgspec import json
from tests.score.test_waivers import DAY, audited
from tests.verification.reports import carrying, listed, manifested

from policycheck.rendering import render
from policycheck.verification import Verification, verify
from policycheck.verification.answer import Answer
from policycheck.verification.pdf import read_pdf

pytestmark = pytest.mark.untraced

Files = dict[str, bytes]


@cache
def report(form: str) -> bytes:
    return render(audited({"rule": "L2"}, {"rule": "L1", "until": "2026-02-01"}), form)


def checked(data: bytes) -> Verification:
    return verify(data, with_pack=True, results_only=True)


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_it_is_reproduced(form: str) -> None:
    found = checked(report(form))
    assert found.answer is Answer.REPRODUCED, found.differences
    assert [step.name for step in found.steps] == ["attachments", "pack", "waivers", "results", "report"]
    assert found.steps[2].said == "as the report carries them: 1 finding is waived by w.json"


def waivers(old: bytes, new: bytes) -> Callable[[Files], Files]:
    """Files whose waivers say something else, with the digest that they have then."""

    def change(files: Files) -> Files:
        assert old in files["waivers.json"]
        return listed(files | {"waivers.json": files["waivers.json"].replace(old, new, 1)})

    return change


def without(files: Files) -> Files:
    return listed({name: content for name, content in files.items() if name != "waivers.json"})


CHANGED: dict[str, tuple[Callable[[Files], Files], Answer]] = {
    "the reason": (waivers(b"No money", b"No time"), Answer.NOT_REPRODUCED),
    "the last day": (waivers(b"2026-06-30", b"2026-12-31"), Answer.NOT_REPRODUCED),
    "the approval": (waivers(b'"Bo"', b'"Cy"'), Answer.NOT_REPRODUCED),
    "the rule": (waivers(b'"L2"', b'"L4"'), Answer.NOT_REPRODUCED),
    "white space": (waivers(b"\n", b"\n\n"), Answer.NOT_REPRODUCED),
    "the approval by the same person": (waivers(b'"Bo"', b'"ann"'), Answer.CANNOT_TELL),
    "no waivers at all": (lambda files: manifested(without(files), waivers=None), Answer.NOT_REPRODUCED),
    "no file of waivers": (without, Answer.CANNOT_TELL),
    "another day": (lambda files: manifested(files, as_of="2026-07-01"), Answer.NOT_REPRODUCED),
    "another name": (
        lambda files: manifested(files, waivers={"attachment": "waivers.json", "named": "v.json"}),
        Answer.NOT_REPRODUCED,
    ),
}


@pytest.mark.parametrize(("change", "answer"), CHANGED.values(), ids=CHANGED)
def test_what_is_changed_is_found_out(change: Callable[[Files], Files], answer: Answer) -> None:
    data = report("pdf")
    found = checked(carrying(data, change(read_pdf(data))))
    assert found.answer is answer
    assert found.differences


def test_the_manifest_names_the_file_and_the_day() -> None:
    stated = json.decode(read_pdf(report("pdf"))["manifest.json"])
    assert stated["waivers"] == {"attachment": "waivers.json", "named": "w.json"}
    assert stated["as_of"] == DAY
