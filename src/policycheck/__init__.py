"""policycheck: how far a proposed policy package meets published recommendations, and why.

from policycheck import load_pack, load_proposal, evaluate, render

pack = load_pack("korean-peninsula")
proposal = load_proposal("proposal.yaml", pack)
assessment = evaluate(pack, proposal)
pdf = render(assessment, "pdf")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policycheck._version import __version__

if TYPE_CHECKING:
    from policycheck.pipeline import evaluate, load_pack, load_proposal
    from policycheck.rendering import render
    from policycheck.rendering.options import Options

__all__ = ["Options", "__version__", "evaluate", "load_pack", "load_proposal", "render"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that `import policycheck` stays cheap."""
    if name in {"evaluate", "load_pack", "load_proposal"}:
        from policycheck import pipeline

        return getattr(pipeline, name)
    if name == "render":
        from policycheck.rendering import render

        return render
    if name == "Options":
        from policycheck.rendering.options import Options

        return Options
    raise AttributeError(f"module 'policycheck' has no attribute '{name}'")
