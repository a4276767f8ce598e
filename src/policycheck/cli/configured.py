"""Outputs that a configuration asks for, as a plan takes them."""

from __future__ import annotations

from policycheck.cli.plan import Named, by_ending, is_folder
from policycheck.errors import InputError, Problem
from policycheck.model.configuration import Configuration, Output
from policycheck.rendering import format_named


def named_outputs(configuration: Configuration) -> list[Named]:
    """The outputs with their formats. Raises InputError with every one whose format nobody can tell."""
    named: list[Named] = []
    problems: list[Problem] = []
    for output in configuration.outputs:
        known = format_named(output.format) if output.format else None
        if known is None and not is_folder(output.path):
            known = by_ending(output.path)
        if known is None:
            problems.append(_no_format(output))
        else:
            named.append(((known,), output.path))
    if problems:
        raise InputError(tuple(problems))
    return named


def _no_format(output: Output) -> Problem:
    hint = "Add the format: {path: reports/, format: json}"
    return Problem("CONFIG-OUTPUT", f"nothing says which format '{output.path}' is to have", output.span, hint)
