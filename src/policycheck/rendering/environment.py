"""What a report is made with: versions of programs, digests of fonts and templates. No host, user, path or clock."""

from __future__ import annotations

import platform
import sys
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from policycheck._version import __version__
from policycheck.model.pack import digest_of
from policycheck.resources import templates_dir

_SOURCES = Path(__file__).resolve().parent.parent


@cache
def writing() -> Mapping[str, str]:
    """What decides the words and marks of every printed report."""
    templates = templates_dir()
    return {
        "policycheck": f"{__version__}, sha256 {_digest(_SOURCES, ('*.py', '*.json'))}",
        "templates": f"sha256 {_digest(templates / 'report', ('*',))}",
        "fonts": f"sha256 {_digest(templates / 'fonts', ('*.ttf',))}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("jinja2", "markupsafe", "pydantic", "fonttools")},
    }


@cache
def layout() -> Mapping[str, str]:
    """What decides the layout and the bytes of a PDF. Raises OSError where the libraries are missing."""
    from weasyprint.text import ffi

    number = ffi.pango.pango_version()
    return {
        "system": f"{sys.platform} {platform.machine()}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "pango": f"{number // 10_000}.{number // 100 % 100}.{number % 100}",
        "harfbuzz": _harfbuzz(ffi),
        "harfbuzz-subset": "missing" if ffi.harfbuzz_subset is None else "present",
        "fontconfig": _fontconfig(ffi),
        **{name: version(name) for name in ("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5")},
    }


def _harfbuzz(ffi: Any) -> str:
    ffi.ffi.cdef("const char * hb_version_string (void);")  # not among what WeasyPrint declares
    text: bytes = ffi.ffi.string(ffi.harfbuzz.hb_version_string())
    return text.decode()


def _fontconfig(ffi: Any) -> str:
    ffi.ffi.cdef("int FcGetVersion (void);")
    number = ffi.fontconfig.FcGetVersion()
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


def _digest(folder: Path, patterns: Iterable[str]) -> str:
    """SHA-256, in hex, over the names and contents of the files below a folder."""
    files = {file for pattern in patterns for file in folder.rglob(pattern) if file.is_file()}
    return digest_of({file.relative_to(folder).as_posix(): file.read_bytes() for file in files})
