"""Read Stripe and compare all books now, saying how far it is; `--only-show` asks nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dsr.fees.enums import BreakStatus, PullKind
from dsr.fees.models import ReconciliationBreak, ReconciliationRun, StripePull
from dsr.fees.selectors.reconciliation import month_status
from dsr.fees.services.journal import UnableToPost
from dsr.fees.services.pulling import UnableToPull, pull_from_stripe
from dsr.fees.services.reconciling import reconcile
from dsr.fees.services.stripe_postings import post_stripe_money
from policies.domain.calendar import jst_date


class Command(BaseCommand):
    """manage.py reconcile_fees [--only-show]"""

    help = "Read Stripe's lists, compare all books, post Stripe's fees and payouts."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--only-show", action="store_true", help="show how far it is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare, post; then show."""
        now = timezone.now()
        if not options["only_show"]:
            self._run(now)
        for kind in PullKind:
            self.stdout.write(self._progress(kind))
        run = ReconciliationRun.objects.order_by("-pk").first()
        if run is not None:
            self.stdout.write(
                f"compared {run.started_at:%Y-%m-%d %H:%M} UTC: {run.compared} movements, "
                f"{run.found} new breaks, {run.returned} back, {run.gone} gone"
            )
        waiting = ReconciliationBreak.objects.filter(status=BreakStatus.OPEN).count()
        self.stdout.write(f"open breaks: {waiting}")
        self.stdout.write(month_status(jst_date(now), now=now).sentence)

    def _run(self, now: Any) -> None:
        try:
            read = pull_from_stripe(now=now)
        except UnableToPull as error:
            raise CommandError(f"Stripe could not be read: {error}. Run again to go on.") from error
        self.stdout.write(f"read {read} rows from Stripe")
        reconcile(now=now)
        try:
            posted = post_stripe_money(now=now)
        except UnableToPost as error:
            raise CommandError(f"The ledger takes no entries: {error}") from error
        self.stdout.write(f"posted {posted} entries")

    def _progress(self, kind: PullKind) -> str:
        pull = StripePull.objects.filter(kind=kind).first()
        if pull is None:
            return f"{kind}: never read"
        until = f"{pull.covered_until:%Y-%m-%d %H:%M} UTC" if pull.covered_until else "nowhere"
        text = f"{kind}: read until {until}, {pull.rows} rows on {pull.pages} pages last time"
        if pull.window_until is not None:
            text += ", broken off" if pull.failure else ", going on"
        return f"{text} ({pull.failure})" if pull.failure else text
