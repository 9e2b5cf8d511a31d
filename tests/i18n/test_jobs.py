"""A background job tells how far it is in the language of whoever looks."""

from __future__ import annotations

from app.access.vocabulary import language
from app.jobs import JobState


def test_a_sentence_follows_the_reader_and_not_the_moment_of_writing() -> None:
    job = JobState("0" * 32, "import", 1, 1, sentence=("正在核对…", "Checking…"))
    assert job.said == "正在核对…"
    token = language.set("en")
    try:
        assert job.said == "Checking…"
    finally:
        language.reset(token)
