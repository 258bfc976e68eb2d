"""Ctrl-C as a terminal sends it: to a command and to every process that it has started. Only the command answers."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from cli.dagster_home import instance
from cli.exits import was_interrupted
from cli.run_output import RunOutput
from pipelines.workspace import DataFolder
from tests.cli.commands import CHECKOUT

LOGS_CAPTURED = dg.DagsterEventType.LOGS_CAPTURED
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/proc says which signals a process has blocked")


def is_blocked(pid: int) -> bool:
    """Whether SIGINT is blocked in a process, so that a Ctrl-C is without effect from its first instruction on."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("SigBlk:"):
            return bool(int(line.split()[1], 16) >> (signal.SIGINT - 1) & 1)
    raise AssertionError(pid)


LOST = """
import signal, time, weakref
from cli.main import keep_interrupts

class Thing:
    pass

keep_interrupts()
thing = Thing()
reference = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGINT))
try:
    del thing
    time.sleep(20)
    print("went on")
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_that_python_would_print_and_forget_still_interrupts() -> None:
    done = subprocess.run([sys.executable, "-c", LOST], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


SERVER = """
import multiprocessing.forkserver, time
from pipelines.parsing.workers.process import quiet_context

worker = quiet_context().Process(target=time.sleep, args=(60,))
worker.start()
print(multiprocessing.forkserver._forkserver._forkserver_pid, worker.pid, flush=True)
time.sleep(60)
"""


@ONLY_LINUX
@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="no forking server here")
def _interrupted_in_a_statement() -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECT 1"))
        assert connection.connection.dbapi_connection
        connection.connection.dbapi_connection.close()  # as SQLAlchemy does where Ctrl-C comes within a statement
        raise KeyboardInterrupt


def test_an_error_in_closing_what_was_interrupted_is_an_interrupt() -> None:
    with pytest.raises(ProgrammingError) as caught:
        _interrupted_in_a_statement()
    assert was_interrupted(caught.value)
    assert not was_interrupted(ProgrammingError("SELECT 1", None, ValueError()))


def test_the_server_of_the_workers_starts_deaf_to_ctrl_c() -> None:
    """In a process of its own: a server that runs already would prove nothing."""
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        pids = list(map(int, running.stdout.readline().split()))
        assert [is_blocked(pid) for pid in pids] == [True, True]
        running.kill()


@dg.op
def look_at_helpers(context: dg.OpExecutionContext) -> None:
    helpers = [one for one in psutil.Process().children() if {"tail", "watch_orphans.py"} & names(one)]
    context.log_event(dg.AssetMaterialization("looked", metadata={"deaf": [is_blocked(one.pid) for one in helpers]}))


def names(process: psutil.Process) -> set[str]:
    """The names of the words of its command line; none where it has ended, as helpers of other tests may have."""
    try:
        return {Path(word).name for word in process.cmdline()}
    except psutil.ZombieProcess:
        return set()


@dg.job(executor_def=dg.in_process_executor)
def looking() -> None:
    look_at_helpers()


@ONLY_LINUX
def test_the_processes_that_copy_the_output_of_a_run_are_deaf_to_ctrl_c(tmp_path: Path) -> None:
    with instance(DataFolder(tmp_path)) as opened:
        assert isinstance(opened.compute_log_manager, RunOutput)
        looking.execute_in_process(instance=opened)
        event = opened.get_latest_materialization_event(dg.AssetKey("looked"))
    assert event
    assert event.asset_materialization
    assert event.asset_materialization.metadata["deaf"].value == [True] * 4
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, []), "the run itself listens again"


@dg.op
def speak(context: dg.OpExecutionContext) -> None:
    print("on stdout", flush=True)
    os.write(2, b"on stderr, by no code of Python\n")
    context.log_event(dg.AssetMaterialization("spoken", metadata={"children": len(psutil.Process().children())}))
    raise RuntimeError("afterwards")


@dg.job(executor_def=dg.in_process_executor)
def speaking() -> None:
    speak()


def test_output_that_nobody_follows_is_printed_at_the_end_without_helpers(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = len(psutil.Process().children())
    with instance(DataFolder(tmp_path), is_followed=False) as opened:
        capfd.readouterr()
        done = speaking.execute_in_process(instance=opened, raise_on_error=False)
        printed = capfd.readouterr()
        event = opened.get_latest_materialization_event(dg.AssetKey("spoken"))
        [logged] = [one for one in opened.all_logs(done.run_id) if one.dagster_event_type == LOGS_CAPTURED]
        assert logged.dagster_event
        step = logged.dagster_event.logs_captured_data.file_key
        kept = opened.compute_log_manager.get_log_data([done.run_id, "compute_logs", step])
    assert not done.success
    assert event
    assert event.asset_materialization
    assert event.asset_materialization.metadata["children"].value == before
    assert printed.out == "on stdout\n"
    assert "on stderr, by no code of Python\n" in printed.err
    assert kept.stdout == b"on stdout\n"


def test_a_server_is_ended_by_its_command_and_not_by_the_terminal(tmp_path: Path) -> None:
    """`dev` and `notebook`: the server would print a traceback for a Ctrl-C of its own."""
    speaking = tmp_path / "said"
    server = f"import time; open({str(speaking)!r}, 'w'); time.sleep(60)"
    command = f"import sys; from cli.dev import served; sys.exit(served([sys.executable, '-c', {server!r}], {{}}))"
    with subprocess.Popen(
        [sys.executable, "-c", command], cwd=CHECKOUT, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        while not speaking.exists():
            time.sleep(0.05)
            assert running.poll() is None
        [child] = psutil.Process(running.pid).children()
        os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (0, "")
    assert not child.is_running()
