"""A finding of the self-test: a sentence that says what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where it was seen, and what to do about it; all in Chinese.

    `who` names accounts: for the screen of the principal, never for the certificate that is shown to others.
    """

    what: str
    where: str
    advice: str
    who: str = ""

    def __str__(self) -> str:
        return f"{self.what}（位置：{self.where}）。{self.advice}"
