"""Why a register has no entity, screen, rule, paper or demo row: each gap of docs/systems.md with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """A reason, in Chinese, and the registers and columns ("record", "screen", "rule", "paper", "demo") it holds for."""

    reason: str
    columns: tuple[str, ...]
    codes: tuple[str, ...]


GAPS: tuple[Gap, ...] = ()
