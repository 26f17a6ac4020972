"""The numbers a fresh installation starts with; changed by adding rows with a later date."""

from datetime import date

FIRST_DAY = date(2023, 9, 1)  # the company's policy is dated so
POLICY_9 = "Privacy policy Art 9 (2023-09-01); APPI Art 38"
BREACHES = "APPI Art 26; Enforcement Rules Art 8: the day of knowledge is day 1"

# kind, delivery method ("" = any), yen with tax, charged
FEES = (("DISCLOSURE", "", 1000, "AT_FILING"),)

# clock, days, counted in, source
DEADLINES = (
    ("IDENTITY_RESULT", 3, "BUSINESS", "Internal target"),
    ("DECISION_TARGET", 14, "CALENDAR", "Internal target; the law says without delay"),
    ("INTERIM_NOTICE", 30, "CALENDAR", "Internal target; the law says without delay"),
    ("ART_39", 15, "CALENDAR", "APPI Art 39(1): two weeks from arrival, arrival day not counted"),
    ("DEFECTS", 14, "ROLLED", "Internal rule: time to complete a request"),
    ("DEFECTS_REMINDER", 7, "ROLLED", "Internal rule: halfway to the end of the correction"),
    ("OWNER", 1, "BUSINESS", "Internal rule: nobody's case for a business day escalates"),
    ("PROMISE_REMINDER", 7, "CALENDAR", "Internal rule: days before an open promise falls due"),
    ("DUPLICATE_WINDOW", 30, "CALENDAR", "Internal rule: linked and shown, never refused"),
    ("BREACH_PRELIMINARY", 5, "ROLLED", BREACHES),
    ("BREACH_FINAL", 30, "ROLLED", BREACHES),
    ("BREACH_FINAL_IMPROPER", 60, "ROLLED", BREACHES),
)

# what, days, source
RETENTIONS = (
    ("CASE_FILE", 3 * 365 + 1, "Internal rule: three years after the end"),
    ("IDENTITY_IMAGE", 7, "Internal rule: seven days after the identity decision at most"),
    ("FEE_RECORD", 7 * 365 + 2, "Corporation Tax Act Enforcement Regulations Art 59: seven years"),
    ("PACKAGE", 30, "Internal rule: thirty days after release"),
    ("COLLECTED_DATA", 30, "Internal rule: thirty days after the end"),
    ("PROVISION_RECORD", 3 * 365 + 1, "APPI Enforcement Rules Arts 21, 25: three years"),
    ("WEB_CHOICE", 2 * 365 + 1, "Internal rule: two years after the browser's last choice"),
)
