"""`manage.py screenshot`: the picture in the README, of the system that `make run` started."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.demo import DEMO_ACCOUNTS

WIDTH, HEIGHT = 1280, 820


class Command(BaseCommand):
    help = "Take the README's picture of Today from the running system."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        default = settings.BASE_DIR / "docs" / "today.png"
        parser.add_argument("--output", type=Path, default=default, metavar="FILE")
        parser.add_argument("--page", default="/", metavar="ADDRESS")

    def handle(self, *args: Any, output: Path, page: str, **options: Any) -> None:
        try:
            from playwright.sync_api import Error, sync_playwright
        except ImportError as error:
            raise CommandError("Playwright is not installed: run `make install`.") from error
        chromium = shutil.which("chromium")
        if chromium is None:
            raise CommandError("Chromium is missing. Debian: apt-get install chromium")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                self.take(browser, page, output)
                browser.close()
        except Error as error:
            first = str(error).splitlines()[0]
            raise CommandError(
                f"No picture was taken ({first}). Is `make run` up on {settings.SITE_URL}?"
            ) from error
        self.stdout.write(f"{output}")

    def take(self, browser: Any, address: str, output: Path) -> None:
        """Sign in as the compliance officer and take the picture."""
        email, password, _role = DEMO_ACCOUNTS[0]
        page = browser.new_page(
            base_url=settings.SITE_URL, viewport={"width": WIDTH, "height": HEIGHT}
        )
        page.goto("/accounts/login/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        page.goto(address)
        page.screenshot(path=output)
