from tests.dsr.fees.paying import db, sandbox_server, till

__all__ = ["db", "sandbox_server", "till"]
