"""Where the packs and templates that come with policycheck lie: in the wheel, else in the checkout.

A wheel carries them as `policycheck/_data/`. An editable install does not, so the checkout around `src/` comes next.
"""

from __future__ import annotations

from pathlib import Path

from policycheck.errors import PolicycheckError

_PACKAGE = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """The folder that holds one folder per pack. Raises PolicycheckError if the installation has none."""
    return _find("rules", _PACKAGE)


def templates_dir() -> Path:
    """The folder that holds the report templates. Raises PolicycheckError if the installation has none."""
    return _find("templates", _PACKAGE)


def read_schema(name: str) -> bytes:
    """A published JSON Schema of the program's own, such as `envelope`, `pack`, `profile` or `results`, as bytes."""
    return (_PACKAGE / "schemas" / f"{name}.schema.json").read_bytes()


def _find(name: str, package: Path) -> Path:
    """The first of `_data/NAME` in the package and `NAME` in the checkout (`src/policycheck` is two floors up)."""
    places = (package / "_data" / name, package.parent.parent / name)
    for place in places:
        if place.is_dir():
            return place
    looked = " and ".join(str(place) for place in places)
    raise PolicycheckError(
        f"this installation of policycheck has no folder '{name}': looked at {looked}. Install policycheck again."
    )
