"""What a browser is told, and what it is never sent."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import PASSWORD, UserFactory
from tests.iijgov import production
from tests.pages import read

CONTENT_SECURITY_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.fixture
def officer() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/nowhere/", "/events/record/?as_of=2003-10-31", "/?q=%00"])
def test_every_page_is_bound_to_its_own_origin(officer: Client, url: str) -> None:
    headers = officer.get(url).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == CONTENT_SECURITY_POLICY
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["/", "/obligations/", "/calendar/", "/agreements/", "/events/", "/events/record/"]
)
def test_no_page_holds_what_the_policy_forbids(officer: Client, url: str) -> None:
    page = read(officer.get(url))
    for element in page.root.iter():
        assert element.tag != "style"
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith(("on", "hx-on"))]
        assert not element.get("href", "").startswith("javascript:")
        if element.tag == "script":
            assert element.get("src", "").startswith("/static/")
            assert not (element.text or "").strip()
    (config,) = (m for m in page.root.iter("meta") if m.get("name") == "htmx-config")
    assert json.loads(config.get("content", ""))["allowEval"] is False


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    for url in ("/events/record/", "/accounts/logout/"):
        response = client.post(url, {"record": "1"})
        assert response.status_code == 403
        assert "The form had expired" in read(response).main
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_signing_in_and_out(client: Client) -> None:
    user = UserFactory()
    page = read(client.get("/accounts/login/?next=/events/"))
    (next_,) = (item for item in page.root.iter("input") if item.get("name") == "next")
    assert next_.get("value") == "/events/"
    typed = {"username": user.email, "password": "wrong", "next": "/events/"}
    page = read(client.post("/accounts/login/", typed))
    assert page.value("username") == user.email
    assert page.value("password") == ""
    before = client.session.session_key
    response = client.post("/accounts/login/", typed | {"password": PASSWORD})
    assert response.headers["Location"] == "/events/"
    assert client.session.session_key != before
    assert client.get("/accounts/logout/").status_code == 405
    client.post("/accounts/logout/")
    assert client.get("/events/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_signing_in_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    user = UserFactory()
    response = client.post(
        "/accounts/login/",
        {"username": user.email, "password": PASSWORD, "next": elsewhere},
    )
    assert response.headers["Location"] == "/"


@pytest.mark.django_db
def test_who_was_let_go_is_signed_out(officer: Client) -> None:
    user = UserFactory()
    officer.force_login(user)
    user.is_active = False
    user.save()
    assert officer.get("/").status_code == 302


@pytest.mark.django_db
def test_what_was_typed_is_shown_as_text(officer: Client) -> None:
    body = officer.get("/obligations/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in body
    body = officer.get("/", {"as_of": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in body


@pytest.mark.django_db
def test_a_line_of_the_log_names_its_request(
    officer: Client, caplog: pytest.LogCaptureFixture
) -> None:
    officer.get("/nowhere/")
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    started, finished = (
        next(line for line in lines if line["event"] == event)
        for event in ("request_started", "request_finished")
    )
    assert re.fullmatch(r"[0-9a-f-]{36}", started["request_id"])
    assert finished["request_id"] == started["request_id"]
    assert finished["code"] == 404


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What production answers over HTTPS and over HTTP, and the lines that it logs."""
    result = production.run(
        """
import json
from django.conf import settings
# Sessions in the database, and static files that a build collects, are not here.
settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
settings.SESSION_CACHE_ALIAS = "memory"
settings.CACHES["memory"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
login = client.get("/accounts/login/")
plain = Client(headers={"host": "governance.example"}).get("/accounts/login/?next=/events/")
strange = Client(headers={"host": "evil.example", "x-forwarded-proto": "https"}).get("/")
client.raise_request_exception = False
broken = client.post("/accounts/login/", {"username": "a@example.com", "password": "b"})
print(json.dumps({
    "login": [login.status_code, dict(login.headers), login.cookies.output(header="")],
    "plain": [plain.status_code, plain.headers.get("Location")],
    "strange": strange.status_code,
    "broken": [broken.status_code, broken.content.decode()],
    "storage": settings.MESSAGE_STORAGE,
}))
""",
        LOG_LEVEL="INFO",
    )
    answer: dict[str, Any] = json.loads(result.stdout)
    answer["log"] = [json.loads(line) for line in result.stderr.splitlines() if line[0] == "{"]
    return answer


@pytest.mark.slow
def test_production_answers_over_https_alone(told: dict[str, Any]) -> None:
    status, headers, _ = told["login"]
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert set(headers["Content-Security-Policy"].split("; ")) == CONTENT_SECURITY_POLICY
    assert told["plain"] == [301, "https://governance.example/accounts/login/?next=/events/"]
    assert told["strange"] == 400


@pytest.mark.slow
def test_production_sets_one_cookie_bound_to_its_host(told: dict[str, Any]) -> None:
    cookie = told["login"][2].strip()
    assert cookie.startswith("__Host-session=")
    attributes = set(cookie.partition("; ")[2].split("; "))
    assert attributes == {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"}
    assert told["storage"].endswith("session.SessionStorage")


@pytest.mark.slow
def test_production_logs_json_with_the_id_of_the_request(told: dict[str, Any]) -> None:
    status, page = told["broken"]
    assert status == 500
    assert "OperationalError" not in page
    mine = [line for line in told["log"] if line.get("request") == "POST /accounts/login/"]
    (number,) = {line["request_id"] for line in mine}
    (error,) = (line for line in told["log"] if line.get("logger") == "django.request")
    assert "OperationalError" in error["exception"]
    assert error["request_id"] == number
