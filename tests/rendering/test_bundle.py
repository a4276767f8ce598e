"""What a report carries: which files, how the manifest lists them, and how a PDF holds them."""

from __future__ import annotations

import json
import platform
import re
import sys
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from tests.rendering.conftest import Rendered
from tests.rendering.zoo import every_outcome

from policycheck.rendering.bundle import MANIFEST, RESULTS, attachments
from policycheck.rendering.environment import layout, writing
from policycheck.rendering.json_report import render_json
from policycheck.rendering.options import Options

Renderer = Callable[[str], Rendered]


def test_the_files_are_proposal_pack_results_and_manifest() -> None:
    made = every_outcome()
    files = {part.name: part.content for part in attachments(made, Options())}
    assert files["proposal.yaml"] == made.proposal.document.text.encode()
    assert files[RESULTS] == render_json(made)
    assert {name: files[f"pack-{name}"] for name in made.pack.files} == dict(made.pack.files)
    assert len(files) == len(made.pack.files) + 3
    assert list(files) == sorted(files)


def test_the_manifest_holds_all_that_making_the_report_again_needs() -> None:
    made, options = every_outcome(), Options(banner="등대", draft=True, paper="letter")
    parts = {part.name: part for part in attachments(made, options, {"pango": "1"})}
    manifest = json.loads(parts[MANIFEST].content)
    assert next(iter(manifest)) == "schema"
    assert manifest["options"] == {
        "banner": "등대",
        "draft": True,
        "sign_off": False,
        "paper": "letter",
        "embed": True,
    }
    assert manifest["proposal"] == {"attachment": "proposal.yaml", "named": made.proposal.document.name}
    assert manifest["pack"]["reason"] == made.pack_reason
    assert manifest["as_of"] == made.as_of
    assert manifest["environment"] == {**writing(), "pango": "1"}
    listed = {entry["name"]: (entry["size"], entry["sha256"]) for entry in manifest["attachments"]}
    wanted = {name: (part.size, sha256(part.content).hexdigest()) for name, part in parts.items() if name != MANIFEST}
    assert listed == wanted


def test_the_environment_is_versions_and_digests_and_nothing_else() -> None:
    made = re.compile(r"[0-9][\w.+-]*|sha256 [0-9a-f]{64}|[0-9][\w.+-]*, sha256 [0-9a-f]{64}|present|missing")
    others = {name: value for name, value in {**writing(), **layout()}.items() if not made.fullmatch(value)}
    assert others == {"system": f"{sys.platform} {platform.machine()}"}


@pytest.mark.untraced
def test_a_pdf_names_each_file_once_with_our_types_and_the_proposals_date(rendered: Renderer) -> None:
    made = rendered("every_outcome").assessment
    parts = attachments(made, Options(), layout())
    with pikepdf.open(BytesIO(rendered("every_outcome").data)) as document:
        root = document.Root
        names = list(root.Names.EmbeddedFiles.Names)
        assert [str(name) for name in names[::2]] == [part.name for part in parts]
        assert [str(one.UF) for one in root.AF] == [part.name for part in parts]
        for one, part in zip(root.AF, parts, strict=True):
            assert str(one.AFRelationship) == f"/{part.relationship}"
            assert str(one.EF.F.Subtype) == f"/{part.media_type}"
            assert str(one.EF.F.Params.CreationDate) == str(one.EF.F.Params.ModDate) == "D:20200229000000Z"
            assert one.EF.F.read_bytes() == part.content
