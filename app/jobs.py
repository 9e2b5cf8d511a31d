"""Work that takes longer than a request: runs in the background, tells how far it is, and keeps its result for its owner."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label, language
from app.traces import trace_of

log = logging.getLogger(__name__)

#: States and results older than this are removed when a new job starts.
_KEEP_SECONDS = 7 * 24 * 3600
#: A waiting job reports at least this often; longer silence of a dead process means it was cut off.
_FAILED = Label(
    "没有完成：程序内部出错，已记入日志。请重试；仍不行请把编号告诉管理员。",
    "Not finished: the program made an error, which has been logged. Try again, or tell the administrator this number:",
)
_CUT_OFF = Label(
    "程序在中途停止，这项工作没有完成，请重新开始。",
    "The program stopped halfway, so this is not finished; please start again.",
)


class NoSuchJob(Exception):
    """There is no such job, or it is somebody else's."""


class JobRefused(Exception):
    """The work cannot be done; carries the sentence for the person who asked, in both languages."""

    def __init__(self, sentence: Label) -> None:
        super().__init__(sentence.zh)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a job is; `percent` 0–100, `result` a file name inside the job folder when there is one."""

    id: str
    kind: str
    user_id: int
    school_id: int
    status: str = "running"
    percent: int = 0
    #: What is being done or what came of it, in Chinese and in English; the reader may switch at any time.
    sentence: tuple[str, str] = ("", "")
    result: str = ""
    download_name: str = ""
    media_type: str = ""
    facts: dict[str, Any] | None = None
    pid: int = 0
    started_at: float = 0.0

    @property
    def said(self) -> str:
        """The sentence in the reader's language."""
        return self.sentence[language.get() == "en"]


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job hands back: facts for its page, and optionally a file to download."""

    sentence: Label
    content: bytes | None = None
    download_name: str = ""
    media_type: str = "application/octet-stream"
    facts: dict[str, Any] | None = None


Progress = Callable[[int, Label], None]
Work = Callable[[Progress], JobResult]


class Jobs:
    """The jobs of one installation, kept as small files so that several server processes see the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_at_a_time = threading.Semaphore(1)

    def start(self, kind: str, actor: Actor, work: Work) -> str:
        """Begin `work` in a thread of its own; gives the job's id. `work(progress)` returns a JobResult."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._clear_old()
        now = time.time()
        state = JobState(
            uuid.uuid4().hex, kind, actor.user_id, actor.school_id, pid=os.getpid(), started_at=now
        )
        self._write(state)
        threading.Thread(target=self._run, args=(state, work), name=f"job-{kind}", daemon=True).start()
        return state.id

    def read(self, job_id: str, actor: Actor) -> JobState:
        """The state of the actor's own job; NoSuchJob for any other."""
        state = self._load(job_id)
        if state is None or (state.user_id, state.school_id) != (actor.user_id, actor.school_id):
            raise NoSuchJob(job_id)
        if state.status == "running" and not _is_alive(state.pid):
            state = replace(state, status="failed", sentence=_pair(_CUT_OFF))
            self._write(state)
        return state

    def result_path(self, state: JobState) -> Path:
        """Where the job's file is; NoSuchJob when it has none."""
        if not state.result:
            raise NoSuchJob(state.id)
        return self._folder / state.result

    def _run(self, state: JobState, work: Work) -> None:
        def progress(percent: int, sentence: Label) -> None:
            self._write(replace(state, percent=max(0, min(99, percent)), sentence=_pair(sentence)))

        with self._one_at_a_time:
            try:
                self._finish(state, work(progress))
            except JobRefused as refusal:
                self._write(replace(state, status="failed", sentence=_pair(refusal.sentence)))
            except Exception as error:  # noqa: BLE001 - whatever the work dies of, the person is told
                log.error("job %s (%s) failed: %s", state.id, state.kind, trace_of(error))  # noqa: TRY400 - no words
                self._write(replace(state, status="failed", sentence=_pair(_FAILED, f" {state.id[:8]}")))

    def _finish(self, state: JobState, result: JobResult) -> None:
        name = ""
        if result.content is not None:
            name = f"{state.id}.result"
            _write_private(self._folder / name, result.content)
        done = replace(state, status="done", percent=100, sentence=_pair(result.sentence), result=name)
        done = replace(
            done, download_name=result.download_name, media_type=result.media_type, facts=result.facts
        )
        self._write(done)

    def _load(self, job_id: str) -> JobState | None:
        if len(job_id) != 32 or not all(c in "0123456789abcdef" for c in job_id):
            return None
        try:
            return JobState(**json.loads((self._folder / f"{job_id}.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def _write(self, state: JobState) -> None:
        content = json.dumps(asdict(state), ensure_ascii=False).encode()
        _write_private(self._folder / f"{state.id}.json", content)

    def _clear_old(self) -> None:
        limit = time.time() - _KEEP_SECONDS
        for path in self._folder.iterdir():
            if path.stat().st_mtime < limit:
                path.unlink(missing_ok=True)


def _pair(sentence: Label, more: str = "") -> tuple[str, str]:
    return sentence.zh + more, sentence.en + more


def _write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step; only its owner can read it."""
    part = path.with_name(f"{path.name}.{threading.get_ident()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
