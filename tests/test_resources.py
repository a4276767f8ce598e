"""resources: the wheel's folder comes first, then the checkout's, and their absence is said plainly."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from policycheck import resources
from policycheck.errors import PolicycheckError

Finder = Callable[[], Path]

FINDERS: list[tuple[str, Finder]] = [("rules", resources.rules_dir), ("templates", resources.templates_dir)]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout with the package at `src/policycheck`, where resources believes it lives."""
    folder = tmp_path / "checkout" / "src" / "policycheck"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", folder)
    return folder


@pytest.mark.parametrize(("name", "finder"), FINDERS)
def test_real_installation_has_it(name: str, finder: Finder) -> None:
    found = finder()
    assert found.name == name
    assert found.is_dir()
    assert found.is_absolute()


@pytest.mark.parametrize(("name", "finder"), FINDERS)
def test_found_in_the_checkout(package: Path, name: str, finder: Finder) -> None:
    beside_src = package.parent.parent / name
    beside_src.mkdir()
    assert finder() == beside_src


@pytest.mark.parametrize(("name", "finder"), FINDERS)
def test_wheel_comes_before_checkout(package: Path, name: str, finder: Finder) -> None:
    (package.parent.parent / name).mkdir()
    in_wheel = package / "_data" / name
    in_wheel.mkdir(parents=True)
    assert finder() == in_wheel


@pytest.mark.parametrize(("name", "finder"), FINDERS)
def test_missing_says_what_and_where(package: Path, name: str, finder: Finder) -> None:
    with pytest.raises(PolicycheckError, match=f"no folder '{name}'") as caught:
        finder()
    assert str(package / "_data" / name) in str(caught.value)
    assert str(package.parent.parent / name) in str(caught.value)


@pytest.mark.parametrize(("name", "finder"), FINDERS)
def test_a_file_of_that_name_is_not_a_folder(package: Path, name: str, finder: Finder) -> None:
    (package.parent.parent / name).write_text("not a folder", encoding="utf-8")
    with pytest.raises(PolicycheckError):
        finder()


@pytest.mark.parametrize("name", ["configuration", "envelope", "pack", "tests"])
def test_published_schemas_are_json_schemas(name: str) -> None:
    assert json.loads(resources.read_schema(name))["$schema"].startswith("https://json-schema.org/")
