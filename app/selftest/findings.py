"""A finding of the self-test: a sentence that says what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where it was seen, and what to do about it; all in Chinese."""

    what: str
    where: str
    advice: str

    def __str__(self) -> str:
        return f"{self.what}(位置：{self.where})。{self.advice}"
