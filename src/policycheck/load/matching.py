"""Patterns for paths: `*`, `?` and `[abc]` within a name, `**` for any number of folders. It touches no file.

NOTE: each name is matched by the standard library, in linear time; only `**` is ours. A pattern may come from a
stranger's configuration, so none may take long (test_no_pattern_takes_long).
"""

from __future__ import annotations

from fnmatch import fnmatchcase

ANY_FOLDERS = "**"
_MAGIC = frozenset("*?[")


def is_pattern(text: str) -> bool:
    """Whether the text holds anything that a pattern is made of."""
    return not _MAGIC.isdisjoint(text)


def matches(pattern: str, path: str) -> bool:
    """Whether a path, with `/` between its names, is one that the pattern describes. Capitals count."""
    parts, names = pattern.split("/"), path.split("/")
    part = name = behind = 0
    last = -1
    while name < len(names):
        if part < len(parts) and parts[part] == ANY_FOLDERS:
            last, behind, part = part, name, part + 1
        elif part < len(parts) and fnmatchcase(names[name], parts[part]):
            part, name = part + 1, name + 1
        elif last >= 0:  # the last `**` takes one name more
            behind += 1
            part, name = last + 1, behind
        else:
            return False
    return all(rest == ANY_FOLDERS for rest in parts[part:])


def split_pattern(pattern: str) -> tuple[str, str]:
    """The folder that the pattern begins with, and what is to be matched below it: `a/b/*.yaml` is `a/b` and `*.yaml`.

    The folder is empty for the present one, and `/` for the root of the file system.
    """
    names = pattern.split("/")
    plain = next(place for place, name in enumerate(names) if is_pattern(name))
    folder = "/".join(names[:plain])
    return folder or "/" * (plain > 0), "/".join(names[plain:])
