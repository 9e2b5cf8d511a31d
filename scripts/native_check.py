"""Finds the native libraries and programs the project needs and installs Debian's packages for those that are missing.

Runs on the system's Python, before anything is installed. Arguments name what is needed: `venv`, `run`, `tests`.
With `--go-on` a missing part is named and the exit status is still 0 (the tests themselves then skip loudly).
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: The subset call that WeasyPrint 70 needs came with HarfBuzz 4.1.
HARFBUZZ = (4, 1)
FONTS = Path(__file__).resolve().parent.parent / "app" / "reports" / "fonts"


@dataclass(frozen=True)
class Part:
    """Something the machine must have: how to see that it is there, and the Debian package that brings it."""

    name: str
    package: str
    is_there: Callable[[], bool]


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_harfbuzz_subset() -> bool:
    """The subset library, not older than the release whose calls are used."""
    if not has_library("libharfbuzz-subset.so.0"):
        return False
    version = (ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint())
    ctypes.CDLL("libharfbuzz.so.0").hb_version(*(ctypes.byref(part) for part in version))
    return tuple(part.value for part in version[:2]) >= HARFBUZZ


def has_printing_font() -> bool:
    """Our own fonts lie in the tree; only a damaged download lacks them, and then one of the system's must do."""
    return any(FONTS.glob("*.ttf")) or has_chinese_font()


def has_chinese_font() -> bool:
    query = ["fc-list", ":lang=zh-cn", "file"]
    return bool(shutil.which("fc-list") and subprocess.run(query, capture_output=True, check=False).stdout)


def has_program(name: str) -> bool:
    return shutil.which(name) is not None


def has_postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or has_program("initdb")


NEEDS = {
    "venv": (Part("venv", "python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None),),
    "run": (
        Part("Pango", "libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
        Part("Pango FT2", "libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
        Part("HarfBuzz subset ≥ 4.1", "libharfbuzz-subset0", has_harfbuzz_subset),
        Part("中文字体", "fonts-noto-cjk", has_printing_font),
    ),
    "tests": (
        Part("PostgreSQL", "postgresql", has_postgresql),
        Part("pdftotext", "poppler-utils", lambda: has_program("pdftotext")),
        Part("qpdf", "qpdf", lambda: has_program("qpdf")),
        Part("LibreOffice Calc", "libreoffice-calc-nogui", lambda: has_program("soffice")),
        Part("Chromium", "chromium", lambda: has_program("chromium")),
        Part("屏幕中文字体", "fonts-noto-cjk", has_chinese_font),
    ),
}


def missing(needs: list[str]) -> list[Part]:
    return [part for need in needs for part in NEEDS[need] if not part.is_there()]


def root_prefix() -> list[str] | None:
    """What makes a command run as root without a question; None when nothing does."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def install(packages: list[str]) -> bool:
    """Install Debian's packages; False when this is no Debian, we may not, or apt failed."""
    prefix = root_prefix()
    if prefix is None or not has_program("apt-get"):
        return False
    print("正在安装 / installing:", " ".join(packages), flush=True)
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    # An outdated list is still good for most packages, so a failing update alone is no reason to give up.
    subprocess.run([*quiet, "update"], check=False, stdin=subprocess.DEVNULL)
    arguments = [*quiet, "install", "-y", "--no-install-recommends", *packages]
    return (
        subprocess.run(arguments, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode
        == 0
    )


def main(arguments: list[str]) -> int:
    goes_on = "--go-on" in arguments
    needs = [argument for argument in arguments if argument in NEEDS]
    lacking = missing(needs)
    if lacking and install([part.package for part in lacking]):
        lacking = missing(needs)
    if not lacking:
        return 0
    packages = shlex.join(part.package for part in lacking)
    print("缺少 / missing:", ", ".join(part.name for part in lacking), file=sys.stderr)
    print(f"请运行 / please run:  sudo apt-get install -y {packages}", file=sys.stderr)
    return 0 if goes_on else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
