"""manage.py rewrap_data_keys: a key that is new at the head of the ring takes over."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.envelope import UnableToUnseal
from accounts.models import DataKey
from accounts.services.data_keys import rewrap_some

AT_ONCE = 500


class Command(BaseCommand):
    """Five hundred at a time; broken off, it is simply run again."""

    help = "Wrap every data key with the first key of ENCRYPTION_KEY_RING."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrap, and say which keys of the ring are still needed."""
        done, last = 0, UUID(int=0)
        try:
            while True:
                count, behind = rewrap_some(after=last, most=AT_ONCE)
                if behind is None:
                    break
                done, last = done + count, behind
                self.stdout.write(f"{done} data keys")
        except UnableToUnseal as error:
            raise CommandError(f"{done} rewrapped, then: {error}") from None
        living = DataKey.objects.filter(destroyed_at__isnull=True)
        needed = sorted(set(living.values_list("ring_key_id", flat=True)))
        self.stdout.write(f"{done} rewrapped; the ring needs: {', '.join(needed) or 'nothing'}")
