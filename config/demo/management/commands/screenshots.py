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
from django.urls import reverse
from PIL import Image

from config.demo.accounts import VISITOR
from dsr.breaches.models import Breach
from dsr.cases.models import Case
from dsr.fees.models import PaymentAttempt
from dsr.fulfilment.models import Redaction

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
            self._as_agent(page, folder)
        with _page(browser, "ja-JP", DESK) as page:
            _become(page, "requester")
            several = _case(requester__email=VISITOR.email, status="ACTING")
            page.goto(f"/requests/{several.reference}/")
            _keep(page, folder / "portal-request-several.png")

    def _as_agent(self, page: Any, folder: Path) -> None:
        """What somebody who asks for another person is asked about themself."""
        page.goto("/request/who/")
        page.check("input[name=asked_by][value=PARENT]")
        with page.expect_navigation():
            page.click("main form button[type=submit]")
        page.goto("/request/agent/")
        _keep(page, folder / "portal-agent-phone.png")

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
            self._desk_work(page, folder)
        with _page(browser, "en-US", DESK) as page:
            _become(page, "manager")
            page.goto("/console/dsr_cases/case/?tab=open")
            _keep(page, folder / "console-queue-en.png")

    def _desk_work(self, page: Any, folder: Path) -> None:
        """What the desk does beside looking: one picture each."""
        deciding = _case(status="REVIEWING", items__kind="ERASURE")
        acting = _case(status="ACTING")
        masked = _masked()
        breach = _breach()
        base = "/console/dsr_fulfilment/collection"
        for name, path in (
            ("decision", f"{base}/{deciding.reference}/step/decide/"),
            ("acting", f"/console/dsr_cases/case/{acting.reference}/change/"),
            (
                "masking",
                f"{base}/{masked.part.collection.case.reference}/masking/{masked.part_id}/",
            ),
            ("calendar", reverse("admin:dsr_console_calendar")),
            ("figures", reverse("admin:dsr_console_figures")),
            ("register", reverse("admin:dsr_console_register")),
            ("breach", reverse("admin:dsr_breaches_breach_change", args=[breach.reference])),
        ):
            page.goto(path)
            _keep(page, folder / f"console-{name}.png")


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


def _masked() -> Redaction:
    found = Redaction.objects.select_related("part__collection__case").order_by("-made_at").first()
    if found is None:
        raise CommandError("Nothing is masked: seed the demo afresh.")
    return found


def _breach() -> Breach:
    found = Breach.objects.filter(status="OPEN").order_by("-pk").first()
    if found is None:
        raise CommandError("No breach is open: seed the demo afresh.")
    return found


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
