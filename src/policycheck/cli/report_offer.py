"""A report that is offered at the end of another command."""

from __future__ import annotations

from typing import Any

_PLAIN = {
    "profile": "",
    "as_of": "",
    "gate": (),
    "enforce": True,
    "settings": (),
    "waivers": "",
    "baseline": "",
    "config": "",
    "heed": False,
    "revision": "",
}
"""No choice made by what to judge, or of what."""


def write_report(source: str, pack: str, name: str) -> int:
    """Evaluate the proposal and write the report whose format the file's ending names; the exit code of `evaluate`."""
    from policycheck.cli.evaluate import run_evaluate

    basis: dict[str, Any] = {**_PLAIN, "pack": pack}
    return run_evaluate([source], [name], (), every=False, quiet=False, reason=False, **basis)
