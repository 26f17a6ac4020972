"""SQL of the intake of consents (accounts.domain.ledger_intake_sql). Migrations run it."""

from accounts.domain import ledger_intake_sql

TABLE = "consent_consentevent"
FACTS = {
    "item_id": "bigint", "action": "text", "text_version": "text", "text_sha256": "text",
    "language": "text", "source": "text",
}  # fmt: skip
# Not newer than the last word on the item.
_KNOWN = """
    (SELECT since FROM consent_consentstate
     WHERE subject_id = one.subject_id AND item_id = facts_item_id[one.kind]) >= one.at
"""
INTAKE = ledger_intake_sql.intake(TABLE, facts=FACTS, known=_KNOWN)
# Of a yes and a no at the same moment (other systems keep whole seconds) the no is the newer one.
_KNOWN_NO_FIRST = """
    (SELECT (last.since, last.action = 'WITHDRAWN')
         >= (one.at, facts_action[one.kind] = 'WITHDRAWN')
     FROM consent_consentstate last
     WHERE last.subject_id = one.subject_id AND last.item_id = facts_item_id[one.kind])
"""
INTAKE_NO_FIRST = ledger_intake_sql.intake(TABLE, facts=FACTS, known=_KNOWN_NO_FIRST)
NO_INTAKE = ledger_intake_sql.no_intake(TABLE)
