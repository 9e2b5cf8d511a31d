"""Asks both servers in alternation and sums up: wall time, processor time, size and statements of each answer."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from bench.servers import Question, Server

_WARM_UP = 3
#: Slow answers are asked for less often, but never less than this.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """The answers to one question; times in milliseconds."""

    p50: float
    p95: float
    least: float
    cpu: float
    kilobytes: float
    statements: float
    count: int


@dataclass(slots=True)
class _Sample:
    wall: list[float]
    cpu: list[float]
    size: int = 0


def alternating(asked: list[tuple[Server, Question]], repetitions: int, seconds: float) -> list[Summary]:
    """Each (server, question) in turn, `repetitions` times or until the seconds are spent; first answers do not count."""
    samples = [_Sample([], []) for _ in asked]
    for _ in range(_WARM_UP if _once(asked) < seconds / _FEWEST else 1):
        _once(asked)
    before = [server.statements() for server, _question in asked]
    end, done = time.monotonic() + seconds, 0
    while done < _FEWEST or (done < repetitions and time.monotonic() < end):
        for (server, question), sample in zip(asked, samples, strict=True):
            _ask(server, question, sample)
        done += 1
    sent = [server.statements() - begun for (server, _question), begun in zip(asked, before, strict=True)]
    return [_summary(sample, count / done) for sample, count in zip(samples, sent, strict=True)]


def _once(asked: list[tuple[Server, Question]]) -> float:
    began = time.monotonic()
    for server, question in asked:
        status = server.ask(question).status
        assert status == 200, f"{status} for {question.path}"
    return time.monotonic() - began


def _ask(server: Server, question: Question, sample: _Sample) -> None:
    cpu, began = server.cpu_seconds(), time.perf_counter()
    answer = server.ask(question)
    sample.wall.append((time.perf_counter() - began) * 1000)
    sample.cpu.append((server.cpu_seconds() - cpu) * 1000)
    sample.size = len(answer.body)


def _summary(sample: _Sample, statements: float) -> Summary:
    wall = sorted(sample.wall)
    return Summary(
        p50=statistics.median(wall),
        p95=wall[min(len(wall) - 1, round(0.95 * len(wall)))],
        least=wall[0],
        cpu=statistics.median(sample.cpu),
        kilobytes=sample.size / 1024,
        statements=statements,
        count=len(wall),
    )
