"""manage.py screenshots: the pictures of the README, taken from the running demo."""

import io
import os
import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from config.demo.accounts import VISITOR
from dsr.cases.models import Case
from dsr.fees.models import PaymentAttempt

PHONE = {"width": 375, "height": 760}
DESK = {"width": 1280, "height": 860}
COLOURS = 128  # of a picture: flat pages need no more, and the files stay small
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Command(BaseCommand):
    help = "Take the README's pictures from the running demo (needs chromium and playwright)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs" / "img")

    def handle(self, *, folder: Path, **options: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with _browser() as browser:
            self._portal(browser, folder)
            self._console(browser, folder)
        for path in sorted(folder.glob("*.png")):
            self.stdout.write(f"{path.name}: {path.stat().st_size // 1024} KiB")

    def _portal(self, browser: Any, folder: Path) -> None:
        with _page(browser, "ja-JP", DESK) as page:
            page.goto("/demo/")
            _keep(page, folder / "demo.png")
            page.goto("/")
            _keep(page, folder / "portal-home.png")
            page.goto(_payment_page())
            _keep(page, folder / "payment.png")
        with _page(browser, "ja-JP", PHONE) as page:
            _become(page, "requester")
            page.goto("/request/")
            _keep(page, folder / "portal-question-phone.png")
            case = _case(requester__email=VISITOR.email, status="RELEASED")
            page.goto(f"/requests/{case.reference}/")
            _keep(page, folder / "portal-request-phone.png")
            page.goto(f"/requests/{case.reference}/answer/")
            _keep(page, folder / "portal-answer-phone.png")

    def _console(self, browser: Any, folder: Path) -> None:
        case = _case(status="AWAITING_APPROVAL")
        with _page(browser, "ja-JP", DESK) as page:
            _become(page, "manager")
            _keep(page, folder / "console-home.png")
            page.goto("/console/dsr_cases/case/?tab=open")
            _keep(page, folder / "console-queue.png")
            page.goto(f"/console/dsr_cases/case/{case.reference}/change/")
            _keep(page, folder / "console-case.png")
            page.goto(f"/console/dsr_fulfilment/collection/{case.reference}/change/")
            _keep(page, folder / "console-collection.png")
            answer = page.request.get(
                f"/console/dsr_fulfilment/collection/{case.reference}/package/index.pdf"
            )
            _keep_pdf(answer.body(), folder / "package-index.png")
        with _page(browser, "en-US", DESK) as page:
            _become(page, "manager")
            page.goto("/console/dsr_cases/case/?tab=open")
            _keep(page, folder / "console-queue-en.png")


@contextmanager
def _browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CommandError("playwright is not installed: make test installs it.") from None
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise CommandError(f"No browser: one of {', '.join(CHROMIUM)} is needed.")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # chromium's sandbox refuses root
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps an event loop here
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@contextmanager
def _page(browser: Any, locale: str, viewport: dict[str, int]) -> Iterator[Any]:
    window = browser.new_context(
        base_url=settings.SITE_URL, locale=locale, viewport=viewport, device_scale_factor=1.5
    )
    yield window.new_page()
    window.close()


def _become(page: Any, key: str) -> None:
    page.goto("/demo/")
    with page.expect_navigation():
        page.click(f"form[action='/demo/sign-in/{key}/'] button")


def _case(**facts: object) -> Case:
    case = Case.objects.filter(**facts).order_by("-arrival_date", "-pk").first()
    if case is None:
        raise CommandError(f"The demo has no case with {facts}: seed it afresh.")
    return case


def _payment_page() -> str:
    attempt = PaymentAttempt.objects.filter(status="OPEN").order_by("-created_at").first()
    if attempt is None:
        raise CommandError("No payment page is open: seed the demo afresh.")
    return attempt.page_url


def _keep(page: Any, path: Path) -> None:
    page.wait_for_load_state("load")
    _write(Image.open(io.BytesIO(page.screenshot())), path)


def _keep_pdf(body: bytes, path: Path) -> None:
    import pypdfium2

    _write(pypdfium2.PdfDocument(body)[0].render(scale=1.5).to_pil(), path)


def _write(image: Image.Image, path: Path) -> None:
    flat = image.convert("RGB").quantize(colors=COLOURS, dither=Image.Dither.NONE)
    flat.save(path, optimize=True)
