from tests.dsr.fees.paying import sandbox_server, till

__all__ = ["sandbox_server", "till"]
