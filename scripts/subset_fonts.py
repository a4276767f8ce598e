"""Makes the report's fonts in templates/fonts from full Noto fonts given as files (static TrueType, one weight each).

    python scripts/subset_fonts.py OUT SANS SANS_BOLD MONO KR KR_BOLD SC

Every output is one family and weight, TrueType, unhinted, under a name of its own, with the space and ASCII inside.
The same inputs and the same fontTools give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

LATIN_GREEK_CYRILLIC = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x2BB, 0x2BC),
    (0x300, 0x345),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2070, 0x209C),
    (0x20A0, 0x20C0),
    (0x2100, 0x2193),
    (0x2200, 0x2265),
    (0xFFFD, 0xFFFD),
)
ASCII = ((0x20, 0x7E),)
CJK_MARKS = ((0x2010, 0x2027), (0x3000, 0x301F), (0x3131, 0x318E), (0xFF01, 0xFF5E))
KANA = ((0x3041, 0x3096), (0x309B, 0x30FF))


def main() -> None:
    """Read the arguments and write the seven files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    for name in ("sans", "sans_bold", "mono", "kr", "kr_bold", "sc"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    western = set(spread(LATIN_GREEK_CYRILLIC))
    hangul = set(spread(ASCII + CJK_MARKS)) | set(ks_x_1001_syllables())
    han = sorted(common_han())
    half = len(han) // 2
    write(given.sans, given.out / "AuditSans-Regular.ttf", western)
    write(given.sans_bold, given.out / "AuditSans-Bold.ttf", western)
    write(given.mono, given.out / "AuditMono-Regular.ttf", western)
    write(given.kr, given.out / "AuditHangul-Regular.ttf", hangul)
    write(given.kr_bold, given.out / "AuditHangul-Bold.ttf", hangul)
    write(given.sc, given.out / "AuditHanA-Regular.ttf", set(spread(ASCII + KANA)) | set(han[:half]))
    write(given.sc, given.out / "AuditHanB-Regular.ttf", set(spread(ASCII)) | set(han[half:]))


def spread(ranges: Iterable[tuple[int, int]]) -> Iterable[int]:
    """Every code point of the ranges, ends included."""
    return (code for first, last in ranges for code in range(first, last + 1))


def ks_x_1001_syllables() -> Iterable[int]:
    """The 2,350 Hangul syllables of KS X 1001 (the codec spells the others out in eight bytes)."""
    return (code for code in range(0xAC00, 0xD7A4) if len(encoded(code, "euc_kr")) == 2)


def common_han() -> Iterable[int]:
    """Han characters common enough for names: level 1 of GB 2312, and what three other standards agree on.

    The three are level 1 of JIS X 0208, level 1 of Big5, and KS X 1001.
    """
    for code in range(0x4E00, 0xA000):
        gb, jis, big5 = encoded(code, "gb2312"), encoded(code, "euc_jp"), encoded(code, "big5")
        in_gb = bool(gb) and 0xB0 <= gb[0] <= 0xD7
        in_jis = len(jis) == 2 and 0xB0 <= jis[0] <= 0xCF
        in_big5 = bool(big5) and big5[0] <= 0xC6
        votes = in_jis + in_big5 + bool(encoded(code, "euc_kr"))
        if in_gb or votes == 3:
            yield code


def encoded(code: int, codec: str) -> bytes:
    """The character in a legacy encoding, or nothing where it has no place."""
    return chr(code).encode(codec, errors="ignore")


def write(source: Path, target: Path, codes: set[int]) -> None:
    """Cut `source` down to `codes`, name it after the target file, and save it."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.drop_tables += ["STAT", "BASE", "vhea", "vmtx", "DSIG", "gasp"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    rename(font, target.stem)
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size} bytes")


def rename(font: TTFont, stem: str) -> None:
    """Give the font a family name that no installed font has."""
    family, style = stem.removesuffix("-Regular").removesuffix("-Bold"), stem.rpartition("-")[2]
    words = family.replace("Audit", "Audit ")
    for number, text in ((1, words), (2, style), (3, stem), (4, f"{words} {style}"), (6, stem)):
        font["name"].setName(text, number, 3, 1, 0x409)
    font["name"].names = [record for record in font["name"].names if record.platformID == 3]


if __name__ == "__main__":
    main()
