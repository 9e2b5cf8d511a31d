"""Cut the report fonts from two static Noto Sans SC files; run by hand when the character set must change.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    pip install fonttools==4.68.0 east-asian-spacing==1.4.5
    python build_fonts.py package/400Regular/NotoSansSC_400Regular.ttf package/700Bold/NotoSansSC_700Bold.ttf

The same sources give the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FAMILY = "Shouwang Sans"
FEATURES = ["kern", "locl", "palt", "halt", "vert", "tnum"]
# A variable font costs WeasyPrint seconds per document and breaks reproducible bytes: sources must be static.
FORBIDDEN_TABLES = {"fvar", "CFF2"}

SYMBOLS = (
    (0x0020, 0x024F),  # Latin with the pinyin vowels
    (0x0370, 0x03FF),
    (0x2000, 0x206F),  # dashes, quotes, ellipsis
    (0x20A0, 0x22FF),  # currency, units, Roman numerals, arrows, mathematics
    (0x2460, 0x25FF),  # ① ② ③, rules and boxes
    (0x2600, 0x27BF),
    (0x3000, 0x303F),
    (0x3200, 0x33FF),  # ㈠ ㎡
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)
PLANE_2_AND_3 = ((0x20000, 0x3FFFF),)  # 𣲗 𬭛 𬀩: the rare name characters that Noto draws
UNIFIED = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


def codepoints_of(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    return {point for first, last in ranges for point in range(first, last + 1)}


def gb2312() -> set[int]:
    """The 6,763 characters and the signs of GB 2312: enough for bold headings."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(char) for pair in pairs for char in pair.decode("gb2312", "ignore")}


def cut(source: Path, target: Path, wanted: set[int], style: str) -> None:
    """Write the characters of *wanted* that *source* draws to *target*, under the project's family name."""
    font = TTFont(source, recalcTimestamp=False)
    if FORBIDDEN_TABLES & set(font.keys()):
        sys.exit(f"{source}: a static TrueType font is needed, this one is variable")
    names = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options = Options(hinting=False, layout_features=FEATURES, notdef_outline=True, name_IDs=names)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
    subsetter.subset(font)
    rename(font, style)
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / target.name
        font.save(bare)
        # Adds `chws`, the feature that squeezes neighbouring full-width punctuation; Noto ships none.
        spacing = Path(sys.executable).with_name("east-asian-spacing")
        subprocess.run([spacing, bare, "-o", target], check=True)
    settle_timestamp(target)
    print(
        f"{target.name}: {len(TTFont(target).getGlyphOrder())} glyphs, {target.stat().st_size / 1e6:.1f} MB"
    )


def rename(font: TTFont, style: str) -> None:
    names = font["name"]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    for name_id, text in (
        (1, FAMILY),
        (2, style),
        (3, postscript),
        (4, f"{FAMILY} {style}"),
        (6, postscript),
    ):
        names.setName(text, name_id, 3, 1, 0x409)


def settle_timestamp(path: Path) -> None:
    """Put the modification date back to the creation date, so that a rebuild gives the same file."""
    font = TTFont(path, recalcTimestamp=False)
    font["head"].modified = font["head"].created
    font.save(path)


def build(regular: Path, bold: Path) -> None:
    bold_set = gb2312() | codepoints_of(SYMBOLS) | codepoints_of(PLANE_2_AND_3)
    cut(regular, HERE / "ShouwangSans-Regular.ttf", bold_set | codepoints_of(UNIFIED), "Regular")
    cut(bold, HERE / "ShouwangSans-Bold.ttf", bold_set, "Bold")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
