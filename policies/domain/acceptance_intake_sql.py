"""SQL of the intake of acceptances (accounts.domain.ledger_intake_sql). Migrations run it."""

from accounts.domain import ledger_intake_sql

TABLE = "policies_policyacceptance"
FACTS = {
    "version_id": "bigint", "source": "text", "language": "text", "text_sha256": "text",
    "joined": "boolean",
}  # fmt: skip
# Accepted before; joining adds to a mere yes. Found by the person: the sum keeps a plan from
# going through everybody who accepted the version.
_KNOWN = """
    (SELECT bool_or(facts_joined[one.kind] IS NOT TRUE OR known.joined)
     FROM policies_policyacceptance known
     WHERE known.subject_id = one.subject_id
         AND known.version_id + 0 = facts_version_id[one.kind])
"""
INTAKE = ledger_intake_sql.intake(TABLE, facts=FACTS, known=_KNOWN)
NO_INTAKE = ledger_intake_sql.no_intake(TABLE)
