"""Roles: which job verbs each holds. Groups are synced from this table, never edited by hand."""

CASE_READING = (
    "dsr_cases.view_case", "dsr_cases.view_caseitem", "dsr_cases.view_caseevent",
    "dsr_cases.view_casemessage", "dsr_cases.view_casenote", "dsr_cases.view_clockpause",
    "accounts.view_datasubject", "dsr_cases.view_messagetemplate",
)  # fmt: skip
RULE_READING = (
    "policies.view_organisation", "policies.view_feeschedulerow", "policies.view_deadlinerule",
    "policies.view_retentionrule", "policies.view_closure", "policies.view_datacategory",
    "policies.view_purposeofuse", "policies.view_processor", "policies.view_recipient",
    "policies.view_legalretention", "policies.view_policyversion", "consent.view_consentitem",
    "policies.view_policydraft", "policies.view_policyannouncement", "policies.view_country",
    "policies.view_externaltransmission",
)  # fmt: skip
BOOK_READING = (
    "dsr_fees.view_account", "dsr_fees.view_taxname", "dsr_fees.view_journalentry",
    "dsr_fees.view_accountingperiod",
)  # fmt: skip
REVIEWING = (
    *CASE_READING, *RULE_READING,
    "dsr_cases.assign_case", "dsr_cases.ask_requester", "dsr_cases.write_message",
    "dsr_cases.write_note", "dsr_cases.accept_case",
    "dsr_identity.view_identitycheck", "dsr_identity.verify_identity",
    "dsr_identity.view_authoritycheck",
    "dsr_fulfilment.view_collection", "dsr_fulfilment.view_actiontask",
    "dsr_fulfilment.collect_data",
    "dsr_fulfilment.prepare_decision", "dsr_fulfilment.act_in_sources",
    "dsr_identity.verify_authority", "dsr_cases.link_case",
    "dsr_breaches.view_breach", "dsr_breaches.report_breach",
)  # fmt: skip
MANAGING = (
    *REVIEWING,
    "dsr_cases.add_messagetemplate", "dsr_cases.change_messagetemplate",
    "dsr_cases.file_case", "dsr_cases.decline_case", "dsr_cases.withdraw_case",
    "dsr_cases.extend_deadline", "dsr_cases.send_interim_notice", "dsr_cases.close_case",
    "dsr_fulfilment.release_package", "dsr_fulfilment.record_posting",
    "dsr_fulfilment.view_datasource", "dsr_fulfilment.manage_sources",
    "dsr_fulfilment.view_promise", "dsr_fulfilment.keep_promise",
    "dsr_fees.view_fee", *BOOK_READING, "dsr_fees.reopen_period",
    "accounts.view_accessrecord", "accounts.view_outboxmessage",
    "accounts.resend_mail", "accounts.view_storedfile",
    "dsr_console.view_job", "dsr_console.retry_job", "dsr_breaches.handle_breach",
    "policies.add_policydraft", "policies.change_policydraft", "policies.publish_policy",
    "policies.view_provisionrecord", "consent.view_webchoice",
)  # fmt: skip
FINANCE = (
    "dsr_fees.view_fee", "dsr_fees.view_paymentattempt", "dsr_fees.view_payment",
    "dsr_fees.view_refund", "dsr_fees.view_receipt", "dsr_fees.record_offline_payment",
    "dsr_fees.waive_fee", "dsr_fees.refund_fee", "dsr_fees.sync_payment",
    "dsr_fees.view_refundlimit",
    "policies.view_feeschedulerow",
    "dsr_fees.view_exportbatch", "dsr_fees.export_journal",
    *BOOK_READING, "dsr_fees.change_account", "dsr_fees.change_taxname", "dsr_fees.close_period",
    "dsr_fees.reopen_period", "dsr_fees.resolve_suspense",
    "dsr_fees.view_reconciliationbreak", "dsr_fees.handle_break",
    "dsr_fees.view_bankimport", "dsr_fees.import_bank_statement",
    "dsr_fees.view_payout", "dsr_fees.view_stripepull", "dsr_fees.pull_from_stripe",
)  # fmt: skip
AUDITING = (
    *CASE_READING, *RULE_READING,
    "accounts.view_accessrecord", "accounts.export_access_records", "accounts.view_outboxmessage",
    "accounts.view_storedfile", "accounts.view_user", "dsr_identity.view_identitycheck",
    "dsr_identity.view_authoritycheck",
    "dsr_fulfilment.view_collection", "dsr_fulfilment.view_datasource", "dsr_fees.view_fee",
    "dsr_fulfilment.view_promise", *BOOK_READING,
    "accounts.view_apiclient", "consent.view_webhookendpoint", "consent.view_webhookdelivery",
    "consent.view_consentevent", "consent.view_webchoice", "policies.view_policyacceptance",
    "dsr_console.view_job",
    "policies.view_provisionrecord",
    "dsr_breaches.view_breach",
    "dsr_fees.view_reconciliationbreak", "dsr_fees.view_payout",
)  # fmt: skip
ADMINISTERING = (
    *RULE_READING, "dsr_fees.view_refundlimit", "dsr_fees.change_refundlimit",
    "accounts.view_user", "accounts.manage_staff", "accounts.view_outboxmessage",
    "accounts.view_apiclient", "accounts.manage_apiclients",
    "consent.view_webhookendpoint", "consent.view_webhookdelivery", "consent.manage_webhooks",
    "policies.change_organisation", "policies.add_feeschedulerow", "policies.add_deadlinerule",
    "policies.add_retentionrule", "policies.add_closure", "policies.change_closure",
    "policies.delete_closure", "policies.add_datacategory", "policies.change_datacategory",
    "policies.add_purposeofuse", "policies.change_purposeofuse",
    "policies.add_processor", "policies.change_processor", "policies.add_recipient",
    "policies.change_recipient", "policies.add_legalretention", "policies.change_legalretention",
    "policies.add_policydraft", "policies.change_policydraft", "policies.add_country",
    "policies.change_country", "policies.add_externaltransmission",
    "policies.change_externaltransmission",
    "dsr_fulfilment.view_datasource", "dsr_fulfilment.manage_sources",
    "dsr_console.view_job", "dsr_console.retry_job",
)  # fmt: skip

ROLES: dict[str, frozenset[str]] = {
    "manager": frozenset(MANAGING),
    "reviewer": frozenset(REVIEWING),
    "finance": frozenset(FINANCE),
    "auditor": frozenset(AUDITING),
    "administrator": frozenset(ADMINISTERING),
}
