"""Console section 漏えい等."""

from dsr.breaches.admin import breach

__all__ = ["breach"]
