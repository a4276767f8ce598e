"""Versions of packs: how big a step is, how big a step a change asks for, and whether a version takes it."""

from __future__ import annotations

from enum import IntEnum


class Step(IntEnum):
    """The part of a version that rises, from none to the first number."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def words(self) -> str:
        """The step as people write it."""
        return self.name.lower()


def step_between(old: str, new: str) -> Step:
    """The step from one version to another (three numbers each); none where it does not rise."""
    before, after = _numbers(old), _numbers(new)
    if after <= before:
        return Step.NONE
    first = next(at for at, (was, is_) in enumerate(zip(before, after, strict=True)) if was != is_)
    return (Step.MAJOR, Step.MINOR, Step.PATCH)[first]


def after_step(version: str, step: Step) -> str:
    """The version that a step leads to."""
    major, minor, patch = _numbers(version)
    match step:
        case Step.NONE:
            return version
        case Step.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Step.MINOR:
            return f"{major}.{minor + 1}.0"
        case Step.MAJOR:
            return f"{major + 1}.0.0"


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = version.split(".")
    return int(major), int(minor), int(patch)
