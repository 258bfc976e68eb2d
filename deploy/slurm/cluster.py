"""Run a command with a Dask cluster of SLURM jobs, which end when it ends.

    python deploy/slurm/cluster.py pithhouse refresh --data /shared/pithhouse

It needs `pip install dask-jobqueue` in the environment of Pithhouse, which all nodes see at the same place, like the
data folder. The variables below say what SLURM is asked for. With `--job-script` it prints the script of a job instead.
"""

import os
import signal
import subprocess
import sys

from dask_jobqueue import SLURMCluster

JOBS = int(os.environ.get("PITHHOUSE_SLURM_JOBS", "4"))
CORES = int(os.environ.get("PITHHOUSE_SLURM_CORES", "8"))
MEMORY = os.environ.get("PITHHOUSE_SLURM_MEMORY", f"{4 * CORES}GiB")
QUEUE = os.environ.get("PITHHOUSE_SLURM_QUEUE") or None
WALLTIME = os.environ.get("PITHHOUSE_SLURM_WALLTIME", "04:00:00")
SCRATCH = os.environ.get("TMPDIR", "/tmp")  # noqa: S108 (a node's own disk)


def main(arguments: list[str]) -> int:
    """Start the jobs, run the command with the scheduler's address as the setting `cluster`, and give its exit code."""
    with SLURMCluster(
        queue=QUEUE,
        cores=CORES,
        processes=CORES,  # one thread to a worker: a page that kills its process costs that worker nothing else
        memory=MEMORY,
        walltime=WALLTIME,
        job_script_prologue=["export DASK_DISTRIBUTED__WORKER__DAEMON=False"],  # workers may start processes
        local_directory=SCRATCH,
    ) as cluster:
        if arguments == ["--job-script"]:
            sys.stdout.write(cluster.job_script())
            return 0
        cluster.scale(jobs=JOBS)
        surroundings = os.environ | {"PITHHOUSE_CLUSTER": cluster.scheduler_address}
        with subprocess.Popen(arguments, env=surroundings) as running:  # noqa: S603 (what the user gave)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the command's, which ends in its own way
            return running.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
