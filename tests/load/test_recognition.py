"""What is plainly no proposal; all that is in doubt is one."""

from __future__ import annotations

import json

import pytest

from policycheck.load.proposal import document_of
from policycheck.load.recognition import is_no_proposal
from policycheck.pipeline import load_pack

NONE = {
    "other keys": "name: x\nversion: 1\n",
    "a profile": "id: mine\ntitle: Mine\npack: fair-data\n",
    "a list": "- a\n- b\n",
    "empty parts": 'a: {}\nb: ""\n',
    "results": json.dumps({"schema": "urn", "pack": {}, "proposal": {"id": "x"}, "gate": {}, "exit_code": 0}),
}
PERHAPS: dict[str, str | bytes] = {
    "a head": "proposal: {id: x}\n",
    "a head that is wrong": "proposal: 3\n",
    "a head twice": "proposal: {id: x}\nproposal: {id: y}\n",
    "a head in capitals": "Proposal: {id: x}\n",
    "a slip": "propsal: {id: x}\n",
    "a section of the pack without a head": "sanctions: {baseline: retained}\n",
    "evidence": "evidence: []\n",
    "broken": "name: x\n  y: [\n",
    "two documents": "name: x\n---\nproposal: {id: x}\n",
    "nothing": "",
    "comments": "# gone\n",
    "another encoding": "näme: x\n".encode("latin-1"),
    "wide": "proposal: {}\n".encode("utf-16"),
}


def verdict(text: str | bytes) -> bool:
    data = text if isinstance(text, bytes) else text.encode()
    return is_no_proposal(*document_of(data, "x.yaml"), load_pack())


@pytest.mark.parametrize("name", NONE)
def test_plainly_none(name: str) -> None:
    assert verdict(NONE[name])


@pytest.mark.parametrize("name", PERHAPS)
def test_in_doubt_it_is_one(name: str) -> None:
    assert not verdict(PERHAPS[name])
