"""The job of deploy/slurm, submitted to a SLURM of its own: controller, node and munge as processes, on loopback."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from tests.cli.commands import CHECKOUT

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scancel", "scontrol", "squeue")

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(
        any(shutil.which(one, path=f"{os.environ['PATH']}:/usr/sbin") is None for one in PROGRAMS),
        reason="SLURM is not installed here (Debian: slurmctld, slurmd, slurm-client, munge)",
    ),
    pytest.mark.skipif(os.geteuid() != 0, reason="a node of SLURM starts its jobs as root"),
    pytest.mark.skipif(find_spec("dask_jobqueue") is None, reason="dask-jobqueue is not here: run it from .venv-scale"),
]

CONFIGURATION = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
MpiDefault=none
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 RealMemory=32000
PartitionName=main Nodes=ALL Default=YES State=UP
"""
"""Eight cores, whatever the machine has: the refresh asks for two, and each job of its cluster for one."""


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(*command: str | Path) -> Iterator[None]:
    """Run a server in the foreground, and end it."""
    path = shutil.which(command[0], path=f"{os.environ['PATH']}:/usr/sbin")
    assert path
    with subprocess.Popen([path, *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield
        finally:
            server.terminate()
            server.wait(30)


def until(is_so: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def asked(*command: str) -> str:
    """What one of SLURM's commands prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def slurm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A SLURM with one node; the folder in which it works."""
    folder = Path(tempfile.mkdtemp(prefix="pithhouse-slurm-"))  # munge wants a folder that others cannot write to
    folder.chmod(0o755)
    host = socket.gethostname().partition(".")[0]
    configuration = CONFIGURATION.format(host=host, folder=folder, controller=free_port(), node=free_port())
    (folder / "slurm.conf").write_text(configuration)
    (folder / "munge").mkdir(mode=0o711)
    (folder / "munge" / "key").write_bytes(os.urandom(1024))
    (folder / "munge" / "key").chmod(0o400)
    monkeypatch.setenv("SLURM_CONF", str(folder / "slurm.conf"))
    files = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log", "seed-file": "seed"}
    options = [f"--{option}={folder / 'munge' / name}" for option, name in files.items()]
    try:
        with ExitStack() as servers:
            servers.enter_context(running("munged", "--foreground", *options))
            until((folder / "munge" / "socket").exists)
            servers.enter_context(running("slurmctld", "-D", "-i"))
            servers.enter_context(running("slurmd", "-D"))
            until(
                lambda: (
                    "State=IDLE"
                    in subprocess.run(["scontrol", "show", "node"], capture_output=True, text=True, check=False).stdout
                )
            )
            yield folder
            subprocess.run(["scancel", "--user", "root"], check=False)
            until(lambda: asked("squeue", "--noheader") == "")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def submitted(slurm: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], str]:
    """A function that submits a refresh of the sample into one data folder, and gives the job's number."""
    for name, value in {
        "PITHHOUSE_ENVIRONMENT": sys.prefix,
        "PITHHOUSE_CHECKOUT": CHECKOUT,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")])),
        "PITHHOUSE_SLURM_JOBS": 2,
        "PITHHOUSE_SLURM_CORES": 1,
        "PITHHOUSE_SLURM_MEMORY": "2GiB",
        "PITHHOUSE_BUILD_SHARDS": 2,
        "DASK_JOBQUEUE__SLURM__INTERFACE": "lo",
    }.items():
        monkeypatch.setenv(name, str(value))
    job = str(CHECKOUT / "deploy" / "slurm" / "refresh.sbatch")
    assert slurm.exists()
    return lambda: asked("sbatch", "--parsable", f"--chdir={tmp_path}", job, str(tmp_path / "data"))


def ended(job: str) -> bool:
    """Whether a job has ended."""
    return job not in asked("squeue", "--noheader", "--format=%i").split()


def jobs_of_the_cluster() -> int:
    """How many jobs run workers."""
    return asked("squeue", "--noheader", "--states=RUNNING", "--format=%j").split().count("dask-worker")


def test_a_refresh_reads_and_builds_in_jobs_of_its_own_that_end_with_it(
    submitted: Callable[[], str], tmp_path: Path
) -> None:
    job = submitted()
    until(lambda: jobs_of_the_cluster() == 2)
    until(lambda: ended(job))
    assert "JobState=COMPLETED" in asked("scontrol", "show", "job", job)
    until(lambda: asked("squeue", "--noheader") == "")
    logs = [one.read_text() for one in tmp_path.glob("slurm-*.out") if one.name != f"slurm-{job}.out"]
    assert len(logs) == 2
    assert all("Registered to: " in one for one in logs)
    with duckdb.connect(str(tmp_path / "data" / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM captures").fetchall() == [(32,)]


def test_a_refresh_whose_time_is_over_ends_as_by_ctrl_c_and_the_next_one_completes(
    submitted: Callable[[], str], tmp_path: Path
) -> None:
    """What `--signal=INT@300` does is asked for by `scancel`: the step gets the signal, the script does not."""
    job = submitted()
    until(lambda: jobs_of_the_cluster() == 2)
    until((tmp_path / "data").exists)
    asked("scancel", "--signal=INT", job)
    until(lambda: ended(job))
    assert "ExitCode=130:0" in asked("scontrol", "show", "job", job)
    until(lambda: asked("squeue", "--noheader") == "")
    job = submitted()
    until(lambda: ended(job))
    assert "JobState=COMPLETED" in asked("scontrol", "show", "job", job)
    assert (tmp_path / "data" / "warehouse.duckdb").exists()
