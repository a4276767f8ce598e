"""Patterns for paths: against the standard library's glob, and no pattern takes long."""

from __future__ import annotations

import glob
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.searching import laws

from policycheck.load.matching import is_pattern, matches, split_pattern

FILES = ("a.yaml", "b.yml", "plans/a.yaml", "plans/b[1].yaml", "plans/old/a.yaml", "plans/old/c.json", "x/y/z/a.yaml")
PATTERNS = (
    "*.yaml", "plans/*.yaml", "**/*.yaml", "plans/**", "plans/**/*.yaml", "**/old/*", "*/*", "**", "?.y*ml", "[ab].y*",
    "[!a]*", "plans/b[[]1].yaml", "x/**/a.yaml", "**/y/**/*.yaml", "**/**/c.json", "plans", "plans/*", "nothing/**",
)  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


@pytest.mark.parametrize("pattern", PATTERNS)
def test_as_the_standard_library_finds_them(pattern: str, tree: Path) -> None:
    found = {Path(name).as_posix() for name in glob.glob(pattern, root_dir=tree, recursive=True)}
    assert {name for name in FILES if matches(pattern, name)} == {name for name in found if (tree / name).is_file()}


def slowly(parts: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """The meaning of `**`, written down as it is said."""
    if not parts:
        return not names
    if parts[0] == "**":
        return any(slowly(parts[1:], names[count:]) for count in range(len(names) + 1))
    return bool(names) and parts[0] in {"*", names[0]} and slowly(parts[1:], names[1:])


@pytest.mark.untraced
@laws(200)
@given(
    st.lists(st.sampled_from(["a", "b", "*", "**"]), min_size=1, max_size=6),
    st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=6),
)
def test_two_stars_are_any_folders(parts: list[str], names: list[str]) -> None:
    assert matches("/".join(parts), "/".join(names)) is slowly(tuple(parts), tuple(names))


def test_no_pattern_takes_long() -> None:
    """Tried in turn, these have more ways than there are atoms."""
    assert not matches("/".join(["**", "*a*a*a*a*a*a*b"] * 60), "/".join(["a" * 200] * 120))


def test_where_a_pattern_begins() -> None:
    assert split_pattern("plans/2024/*.yaml") == ("plans/2024", "*.yaml")
    assert split_pattern("**/*.yaml") == ("", "**/*.yaml")
    assert split_pattern("/plans/*") == ("/plans", "*")
    assert split_pattern("/*") == ("/", "*")
    assert is_pattern("a[b].yaml")
    assert not is_pattern("a(b).yaml")
