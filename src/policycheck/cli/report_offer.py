"""A report that is offered at the end of another command."""

from __future__ import annotations

from typing import Any


def write_report(source: str, pack: str, name: str) -> int:
    """Evaluate the proposal and write the report whose format the file's ending names; the exit code of `evaluate`."""
    from policycheck.cli.evaluate import run_evaluate

    basis: dict[str, Any] = {"pack": pack, "profile": "", "as_of": "", "gate": (), "enforce": True, "settings": ()}
    return run_evaluate([source], [name], (), every=False, quiet=False, reason=False, **basis)
