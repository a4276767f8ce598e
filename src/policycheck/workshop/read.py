"""The test files of a pack, and the proposals that they start from, to its cases.

The files are data like the rest of the pack, read by the strict reader. Nothing reads them when a proposal is
evaluated, and they are no part of the pack's digest: they decide no result. Every problem is collected first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache

from policycheck.errors import InputError, Problem
from policycheck.load.document import PACK_LIMITS, load_document, parse_document
from policycheck.load.pack_folders import pack_folder
from policycheck.load.problems import Problems
from policycheck.load.proposal import read_document
from policycheck.load.schema import Validator
from policycheck.load.text import near
from policycheck.model.document import Document
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.resources import read_schema
from policycheck.workshop.cases import Suite
from policycheck.workshop.read_cases import BASES, CaseReader, read_proposal

ENDING = ".test.yaml"


def read_suite(name: str, pack: Pack) -> Suite:
    """The cases of the pack of that name (a shipped pack's id, or a folder). Raises InputError with every problem."""
    folder, problems = near(pack_folder(name)), Problems()
    reader = CaseReader(pack, _bases(folder, pack, problems), problems)
    names = []
    for file in _files(folder, problems):
        reader.read(file)
        names.append(file.name)
    if problems.fatal:
        raise InputError(problems.ordered())
    return Suite(tuple(names), tuple(reader.cases), tuple(reader.unreachable))


def check_cases(content: bytes, name: str, folder: str, pack: Pack) -> tuple[Problem, ...]:
    """Everything that is wrong with a test file whose bytes are at hand, in the folder of a sound pack."""
    document, found = parse_document(content, name, limits=PACK_LIMITS)
    problems = Problems(list(found))
    if document is not None and _validator().check(document, problems, "TEST") and not found:
        CaseReader(pack, _bases(folder, pack, Problems()), problems).read(document)
    return problems.ordered()


def _files(folder: str, problems: Problems) -> Iterator[Document]:
    """The test files that have the right shape, in the order of their names."""
    for entry in sorted(os.listdir(folder)):
        if entry.endswith(ENDING):
            document, found = load_document(os.path.join(folder, entry), limits=PACK_LIMITS)
            problems.found.extend(found)
            if document is not None and _validator().check(document, problems, "TEST") and not found:
                yield document


@cache
def _validator() -> Validator:
    return Validator(json.loads(read_schema("tests")))


def _bases(folder: str, pack: Pack, problems: Problems) -> dict[str, Proposal | None]:
    """The proposals that cases start from, by name; None for one that cannot be used."""
    place, bases = os.path.join(folder, BASES), dict[str, Proposal | None]()
    for entry in sorted(os.listdir(place)) if os.path.isdir(place) else ():
        stem, ending = os.path.splitext(entry)
        if ending == ".yaml":
            bases[stem] = read_proposal(*read_document(os.path.join(place, entry)), pack, problems)
    return bases
