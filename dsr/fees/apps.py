import sys

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from dsr.fees.gateways.checks import check_stripe_settings, refuse_unsafe_live_settings


class FeesConfig(AppConfig):
    name = "dsr.fees"
    label = "dsr_fees"
    verbose_name = _("Fees")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check the keys; say what personal data this app holds, and what letters tell of fees."""
        from accounts.personal_data.registry import register as register_holding
        from dsr.cases.letters.fee_facts import tell_fees
        from dsr.cases.services.charges import charge_before_release
        from dsr.cases.services.purging import keep_case_file_while
        from dsr.fees.personal_data.holding import HOLDING
        from dsr.fees.selectors.letter_facts import letter_fee
        from dsr.fees.selectors.receipts import needs_case_file
        from dsr.fees.selectors.reconciliation import may_close
        from dsr.fees.services.fees import raise_fee_before_release
        from dsr.fees.services.periods import close_only_if

        register_holding(HOLDING)
        tell_fees(letter_fee)
        charge_before_release(raise_fee_before_release)
        keep_case_file_while("FEE", needs_case_file)
        close_only_if("fees.reconciliation", may_close)
        register(check_stripe_settings)
        if sys.argv[1:2] != ["stripe_doctor"]:  # it must start to say what is wrong
            refuse_unsafe_live_settings()  # a web server runs no system checks
