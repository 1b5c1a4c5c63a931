"""Text in both languages; holds words, leaves out any choice of language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One message in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh
