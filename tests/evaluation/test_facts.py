"""Facts: what is written, what it means, and where it stands."""

from __future__ import annotations

from pathlib import Path

from policycheck.pipeline import evaluate, load_pack, load_proposal

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_a_value_that_means_not_stated_is_shown_as_such_and_kept_as_written(tmp_path: Path) -> None:
    text = (EXAMPLES / "singapore-2018" / "proposal.yaml").read_text(encoding="utf-8")
    assert "effect: reduced" in text
    path = tmp_path / "proposal.yaml"
    path.write_text(text.replace("effect: reduced", "effect: unknown"), encoding="utf-8")
    pack = load_pack()
    finding = evaluate(pack, load_proposal(str(path), pack)).finding("R3.2")
    assert finding is not None
    fact = next(fact for fact in finding.facts if fact.path.endswith(".effect"))
    assert (fact.value, fact.shown, fact.stated) == ("unknown", "not stated", False)
    assert fact.span is not None
    assert text.splitlines()[fact.span.line - 1].strip().startswith("effect:")
    assert any("effect on readiness is not stated" in sentence for sentence in finding.why)
