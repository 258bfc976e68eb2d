"""The files of deploy/ for more than one machine: what they say agrees with the code, the lock and each other.

None of them is run here, for want of Docker and Kubernetes; the commands of services are asked for their help. The jobs
of SLURM run in `test_slurm`.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.instance.config import dagster_instance_config

from pipelines.settings import Settings
from tests.cli.commands import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
SLURM = DEPLOY / "slurm"
IMAGE = "pithhouse-scale"


def read(path: Path) -> Any:
    """The one document of a YAML file."""
    [found] = yaml.safe_load_all(path.read_text("utf-8"))
    return found


def values(tree: object, name: str) -> Iterator[Any]:
    """All values of a name, anywhere in a document."""
    if isinstance(tree, dict):
        yield from (value for key, value in tree.items() if key == name)
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from values(part, name)


@pytest.fixture
def services() -> dict[str, Any]:
    """The services of the Compose file, by name."""
    found: dict[str, Any] = read(DEPLOY / "compose.scale.yaml")["services"]
    return found


def test_dagster_takes_its_settings_and_they_are_those_of_one_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "USERNAME", "PASSWORD", "DB"):
        monkeypatch.setenv(f"DAGSTER_PG_{name}", "x")
    found, _ = dagster_instance_config(str(DEPLOY))
    kept = {name: value for name, value in found.items() if name not in {"storage", "compute_logs"}}
    assert kept.pop("local_artifact_storage")
    assert kept == read(CHECKOUT / "dagster.yaml")
    assert set(values(found["storage"], "env")) == {
        f"DAGSTER_PG_{name}" for name in ("HOST", "USERNAME", "PASSWORD", "DB")
    }


def test_the_services_find_each_other(services: dict[str, Any]) -> None:
    ours = {name: one for name, one in services.items() if name != "postgres"}
    assert set(ours) == {"code", "webserver", "daemon", "scheduler", "worker"}
    assert {one["image"] for one in ours.values()} == {IMAGE}
    for one in ours.values():
        assert one["environment"]["PITHHOUSE_CLUSTER"] == "tcp://scheduler:8786" == services["worker"]["command"][2]
        assert "data:/data" in one["volumes"]
        assert set(one["environment"]) >= {f"DAGSTER_PG_{name}" for name in ("HOST", "USERNAME", "PASSWORD", "DB")}
        assert set(one.get("depends_on", {})) <= set(services)
    assert services["scheduler"]["command"][-2:] == ["8786", "--no-dashboard"]
    [code] = read(DEPLOY / "workspace.yaml")["load_from"]
    assert code["grpc_server"]["host"] in services
    assert str(code["grpc_server"]["port"]) in services["code"]["command"]
    assert services["webserver"]["ports"] == ["127.0.0.1:3000:3000"], "the UI has no login"


def test_variables_of_ours_are_settings(services: dict[str, Any]) -> None:
    named = {name for one in services.values() for name in one["environment"]}
    [deployment] = read(KUBERNETES / "dagster-values.yaml")["dagster-user-deployments"]["deployments"]
    named |= {one["name"] for one in deployment["env"]}
    ours = {name.removeprefix("PITHHOUSE_").lower() for name in named if name.startswith("PITHHOUSE_")}
    assert ours - {"data"} <= set(Settings.model_fields)
    assert {"cluster", "data"} <= ours


@pytest.mark.deep
def test_every_command_of_a_service_takes_its_options(services: dict[str, Any]) -> None:
    for name, one in services.items():
        program, *arguments = one["command"]
        if name == "postgres" or (program == "dask" and find_spec("distributed") is None):
            continue
        options = [each for each in arguments if each.startswith("--")]
        words = arguments[: arguments.index(options[0])] if options else arguments
        path = Path(sys.executable).parent / program
        done = subprocess.run(
            [path, *(each for each in words if ":" not in each), "--help"], capture_output=True, text=True, check=True
        )
        assert [each for each in options if each not in done.stdout] == [], name


def test_the_charts_use_one_image_one_volume_and_the_scheduler_of_the_other() -> None:
    dagster, dask = read(KUBERNETES / "dagster-values.yaml"), read(KUBERNETES / "dask-values.yaml")
    volume = read(KUBERNETES / "data-volume.yaml")
    images = [*values(dagster, "image"), *values(dask, "image")]
    assert len(images) == 5
    assert {(one["repository"].rpartition("/")[2], one["tag"]) for one in images} == {(IMAGE, "0.1.0")}
    assert {*values(dagster, "claimName"), *values(dask, "claimName")} == {volume["metadata"]["name"]}
    assert volume["spec"]["accessModes"] == ["ReadWriteMany"]
    assert {*values(dagster, "mountPath"), *values(dask, "mountPath")} == {"/data"}
    limits = read(CHECKOUT / "dagster.yaml")["concurrency"]["runs"]["tag_concurrency_limits"]
    assert list(values(dagster, "tagConcurrencyLimits")) == [limits]
    [deployment] = dagster["dagster-user-deployments"]["deployments"]
    assert {one["name"]: one["value"] for one in deployment["env"]}["PITHHOUSE_CLUSTER"] == "tcp://dask-scheduler:8786"


def test_kubernetes_takes_the_volume_and_what_the_charts_put_into_pods() -> None:
    """By the schemas of its API: of a chart's values, those that it copies into a pod as they are."""
    schemas = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed here")
    dagster, dask = read(KUBERNETES / "dagster-values.yaml"), read(KUBERNETES / "dask-values.yaml")
    [code] = dagster["dagster-user-deployments"]["deployments"]
    worker, scheduler = dask["worker"], dask["scheduler"]
    pods = [
        (
            {name: code[name] for name in ("resources", "env", "volumeMounts")},
            code["volumes"],
            code["podSecurityContext"],
        ),
        (
            {name: worker[name] for name in ("resources", "env")} | {"volumeMounts": worker["mounts"]["volumeMounts"]},
            worker["mounts"]["volumes"],
            {},
        ),
        ({"resources": scheduler["resources"]}, [], {}),
    ]
    found = [read(KUBERNETES / "data-volume.yaml")]
    for container, volumes, security in pods:
        spec = {"containers": [{"name": "one", "image": IMAGE} | container], "volumes": volumes}
        found.append(
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "one"},
                "spec": spec | {"securityContext": security},
            }
        )
    for one in found:
        schemas.validate(one, schemas.latest_version(), strict=True)
    found[1]["spec"]["containers"][0]["resources"]["requests"] = 2
    with pytest.raises(schemas.ValidationError):
        schemas.validate(found[1], schemas.latest_version(), strict=True)


def test_the_versions_are_those_of_the_lock() -> None:
    lock = dict(re.findall(r"^([a-z-]+)==([0-9.]+)", (CHECKOUT / "requirements-scale.lock").read_text("utf-8"), re.M))
    minor, patch = lock["dagster"].split(".")[1:]
    assert f"dagster-postgres==0.{int(minor) + 16}.{patch}\n" in (DEPLOY / "Dockerfile").read_text("utf-8")
    assert f"--version {lock['dagster']} " in (KUBERNETES / "dagster-values.yaml").read_text("utf-8")


def test_bash_and_shellcheck_find_no_fault_in_the_job() -> None:
    job = SLURM / "refresh.sbatch"
    assert subprocess.run(["bash", "-n", job], check=False).returncode == 0
    if program := shutil.which("shellcheck"):
        assert subprocess.run([program, job], check=False).returncode == 0


@pytest.mark.skipif(find_spec("dask_jobqueue") is None, reason="dask-jobqueue is not installed here")
def test_dask_jobqueue_makes_a_job_whose_workers_may_start_processes() -> None:
    done = subprocess.run(
        [sys.executable, SLURM / "cluster.py", "--job-script"], capture_output=True, text=True, check=True
    )
    script = done.stdout.splitlines()
    assert script.index("export DASK_DISTRIBUTED__WORKER__DAEMON=False") < len(script) - 1
    assert "#SBATCH --mem=32G" in script
    assert "--nthreads 1 " in script[-1]
    assert "--nworkers 8 " in script[-1]
