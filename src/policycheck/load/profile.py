"""A profile: found, read, and checked for its shape. It is not applied here, see `applied.py`."""

from __future__ import annotations

import json
import os
from functools import cache

from policycheck.errors import InputError, Problem
from policycheck.load.document import PACK_LIMITS, load_document, parse_document
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.schema import Validator
from policycheck.model.document import Document
from policycheck.resources import read_schema, rules_dir

_FOLDER = "profiles"
_SUFFIX = ".yaml"


def read_profile(name: str) -> Document:
    """The profile of that name among the shipped ones, or the one in the file of that name.

    Raises InputError with everything that is wrong with its text and its shape.
    """
    return _sound(*_read(name))


def profile_from(text: str, name: str) -> Document:
    """The profile that a text at hand holds; `name` stands in its problems. Raises InputError."""
    return _sound(*parse_document(text, name, limits=PACK_LIMITS, check_content=False))


def _sound(document: Document | None, found: tuple[Problem, ...]) -> Document:
    problems = Problems(list(found))
    if document is not None:
        _validator().check(document, problems, "PROFILE")
    if document is None or problems.fatal:
        raise InputError(problems.ordered())
    return document


def shipped_profiles() -> tuple[str, ...]:
    """The names of the profiles that come with the program, sorted."""
    folder = os.path.join(rules_dir(), _FOLDER)
    names = os.listdir(folder) if os.path.isdir(folder) else ()
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def profile_file(name: str) -> str:
    """The file of that profile: a shipped one's if its name is given. Raises InputError if there is none."""
    if name in shipped_profiles():
        return os.path.join(rules_dir(), _FOLDER, name + _SUFFIX)
    if not os.path.exists(name):
        hint = did_you_mean(name, shipped_profiles()) or "Give the name of a shipped profile, or a file."
        raise InputError((Problem("PROFILE-NONE", f"there is no profile '{name}'", None, hint),))
    return name


def _read(name: str) -> tuple[Document | None, tuple[Problem, ...]]:
    path = profile_file(name)
    if path == name:
        return load_document(name, limits=PACK_LIMITS, check_content=False)
    # A shipped profile is named without the folder that it lies in on this machine: reports print the name.
    with open(path, encoding="utf-8") as file:
        return parse_document(file.read(), f"{_FOLDER}/{name}{_SUFFIX}", limits=PACK_LIMITS, check_content=False)


@cache
def _validator() -> Validator:
    return Validator(json.loads(read_schema("profile")))
