"""The minimal pack of the documentation, and version 2.0.0 of it in which fields and values have other names."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

MINIMAL = Path(__file__).resolve().parents[1] / "docs" / "examples" / "minimal-pack"

_NAMES = {
    "warning.channels": "alarm.ways",
    "warning.tested": "alarm.trial",
    "warning.shelters": "alarm.places",
    ".beds": ".berths",
    "sections: [warning]": "sections: [alarm]",
    "includes: siren": "includes: horn",
    "[monthly, yearly]": "[each_month, yearly]",
}
_VOCABULARY = {
    "  warning:\n    title: warning section": "  alarm:\n    x-renamed-from: warning\n    title: warning section",
    "      channels:\n": "      ways:\n        x-renamed-from: channels\n",
    "      tested:\n": "      trial:\n        x-renamed-from: tested\n",
    "      shelters:\n": "      places:\n        x-renamed-from: shelters\n",
    "            beds: {title:": "            berths: {x-renamed-from: beds, title:",
    "{const: siren,": "{const: horn, x-renamed-from: siren,",
    "{const: monthly,": "{const: each_month, x-renamed-from: monthly,",
}


def changed_pack(folder: Path, changes: Mapping[str, Mapping[str, str]]) -> str:
    """A copy of the minimal pack, without tests, in which these texts of these files are replaced. All have to occur.

    The name "" stands for every rule file.
    """
    shutil.copytree(MINIMAL, folder, ignore=shutil.ignore_patterns("*.test.yaml", "bases"))
    rules = [file.name for file in folder.iterdir() if not file.name.startswith(("vocabulary", "pack", "sources"))]
    for name, texts in changes.items():
        for old, new in texts.items():
            files = [folder / one for one in ([name] if name else rules)]
            assert any(old in file.read_text(encoding="utf-8") for file in files), old
            for file in files:
                file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return str(folder)


def renamed_pack(folder: Path) -> str:
    """The second version of the pack: a section, fields in it and in its items, and values are called otherwise."""
    return changed_pack(
        folder,
        {"": _NAMES, "vocabulary.schema.yaml": _VOCABULARY, "pack.yaml": {"version: 1.0.0": "version: 2.0.0"}},
    )
