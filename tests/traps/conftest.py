"""The desk of the matrix, for the traps."""

from tests.matrix.conftest import company_database, desk, made_desk, reviewed

__all__ = ["company_database", "desk", "made_desk", "reviewed"]
