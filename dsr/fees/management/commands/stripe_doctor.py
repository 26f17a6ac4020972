"""manage.py stripe_doctor: what is wrong with the way to Stripe, in plain words."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dsr.fees.gateways.doctor import Finding, Verdict, network_findings, settings_findings

SIGNS = {
    Verdict.WELL: "✓", Verdict.WARNING: "!", Verdict.FAULT: "✗", Verdict.NOT_LOOKED_AT: "–",
}  # fmt: skip


class Command(BaseCommand):
    """Look at settings, then at Stripe. Ends with 1 where anything must be mended."""

    help = "Explain in plain words what is wrong with the Stripe configuration."
    requires_system_checks: list[str] = []  # it explains what the checks refuse

    def add_arguments(self, parser: CommandParser) -> None:
        """`--offline` asks nobody."""
        parser.add_argument(
            "--offline", action="store_true", help="Look at the settings only, ask nobody."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one sentence for each finding."""
        findings = settings_findings()
        if not _faults(findings):
            if options["offline"]:
                asked = [Finding(Verdict.NOT_LOOKED_AT, _("Stripe was not asked (--offline)."))]
            else:
                asked = network_findings()
            findings = [*findings, *asked]
        for finding in findings:
            self.stdout.write(f"{SIGNS[finding.verdict]} {finding.sentence}")
        if faults := _faults(findings):
            raise CommandError(
                _("Not well: %(count)s to be mended.") % {"count": len(faults)}, returncode=1
            )
        self.stdout.write(_("All is well."))


def _faults(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is Verdict.FAULT]
