"""Throw-away databases for one test run: a PostgreSQL cluster and SQLite files, one migrated template each, copies by the piece.

Everything lies in one folder that the first process of the run makes and removes (`open_run`, `close_run`); the workers of
pytest-xdist inherit its path through the environment and share what is in it behind a file lock.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

RUN = "SHOUWANG_TEST_RUN"
# Not $TMPDIR: the path of a socket may have 107 characters, and the server's own user must be able to go there.
TEMPORARY = Path("/tmp")  # noqa: S108
PREFIX = "shouwang-tests-"
OLDEST_POSTGRESQL = 15
TEMPLATE = "template_shouwang"
USER = "shouwang"
INSTALLED = Path("/usr/lib/postgresql")
INSTALL = "sudo apt-get install -y postgresql"

#: Nothing in it outlives the run, so nothing needs to reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "lc_messages": "C",
    "timezone": "UTC",
}


def open_run() -> None:
    """Make the folder of this test run; called by the first process only."""
    if RUN in os.environ:
        return
    remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=TEMPORARY))
    folder.chmod(0o711)
    os.environ[RUN] = str(folder)


def close_run() -> None:
    """Stop the cluster and remove the folder of this run."""
    folder = os.environ.pop(RUN, None)
    if folder:
        _remove(Path(folder))


def sqlite_url(migrate: Callable[[str], None]) -> str:
    """A SQLite file of its own, copied from the template that `migrate` made once."""
    template = _run() / "template.sqlite3"
    with _locked("sqlite"):
        if not template.exists():
            making = template.with_suffix(".making")
            making.unlink(missing_ok=True)
            migrate(f"sqlite:///{making}")
            making.rename(template)
    copy = _run() / f"{uuid4().hex}.sqlite3"
    shutil.copyfile(template, copy)
    return f"sqlite:///{copy}"


def postgres_url(migrate: Callable[[str], None]) -> str:
    """A PostgreSQL database of its own, copied from the template that `migrate` made once."""
    with _locked("postgresql"):
        if not _has_database(TEMPLATE):
            with _dropped_on_failure(TEMPLATE):
                _create_database(TEMPLATE, "template0")
                migrate(_url(TEMPLATE))
        name = f"t_{uuid4().hex}"
        _create_database(name, TEMPLATE)
    return _url(name)


def empty_url(backend: str) -> str:
    """A database of the backend ("sqlite", "postgresql") with nothing in it, for the walk through the migrations."""
    name = f"e_{uuid4().hex}"
    if backend == "sqlite":
        return f"sqlite:///{_run() / name}.sqlite3"
    with _locked("postgresql"):
        _create_database(name, "template0")
    return _url(name)


def drop(url: str) -> None:
    """Remove a database made here; its connections must be closed."""
    if url.startswith("sqlite"):
        for file in _run().glob(Path(url.removeprefix("sqlite:///")).name + "*"):
            file.unlink()
    else:
        name = url.partition("@/")[2].partition("?")[0]
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run() -> Path:
    return Path(os.environ[RUN])


@contextmanager
def _locked(name: str) -> Iterator[None]:
    with (_run() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def newest_binaries() -> Path:
    """The newest installed PostgreSQL; without one an error in CI, a loud skip elsewhere."""
    found = {int(path.parts[-2]): path for path in INSTALLED.glob("[0-9]*/bin") if (path / "initdb").exists()}
    newest = max(found, default=0)
    if newest >= OLDEST_POSTGRESQL:
        return found[newest]
    reason = f"没有 PostgreSQL {OLDEST_POSTGRESQL}+ / PostgreSQL {OLDEST_POSTGRESQL} or newer is missing:  {INSTALL}"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    print(f"\n{'!' * 100}\n{reason}\n{'!' * 100}", file=sys.__stderr__)
    pytest.skip(reason)


def _socket_folder() -> Path:
    """Where the running cluster listens; started by whoever comes first (the caller holds the lock)."""
    folder = _run() / "postgresql"
    if not (folder / "started").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _start(folder)
        (folder / "started").touch()
    return folder


def _start(folder: Path) -> None:
    data = folder / "data"
    folder.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, _server_user())
    _as_server("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items())
    _as_server("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"{options} -k {folder}", "start")


def _server_user() -> str:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return "nobody"


def _as_server(program: str, *arguments: str | Path) -> None:
    command = [str(newest_binaries() / program), *map(str, arguments)]
    if os.geteuid() == 0:
        user = pwd.getpwnam(_server_user())
        command = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]
    # Into a file and not a pipe: the server inherits it and would hold a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{program} failed:\n{output.read().decode(errors='replace')}")


def _url(name: str) -> str:
    return f"postgresql+psycopg://{USER}@/{name}?host={_socket_folder()}"


def _execute(statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(
        host=str(_socket_folder()), user=USER, dbname="postgres", autocommit=True
    ) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _has_database(name: str) -> bool:
    return bool(_execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def _create_database(name: str, template: str) -> None:
    _execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')


@contextmanager
def _dropped_on_failure(name: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        raise


def _remove(folder: Path) -> None:
    """Stop the cluster in a run's folder by the id it wrote down, then remove the folder."""
    pid_file = folder / "postgresql" / "data" / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().splitlines()[0])
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)  # at once: nothing has to be saved
        for _ in range(200):  # not our child, so it cannot be waited for; it removes the file as its last act
            if not pid_file.exists():
                break
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove what runs that were killed left behind."""
    for folder in TEMPORARY.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if folder.owner() == pwd.getpwuid(os.geteuid()).pw_name and not Path(f"/proc/{pid}").exists():
            _remove(folder)
