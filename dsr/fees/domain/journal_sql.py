"""SQL that keeps the journal: balanced at commit, never in a closed month, months by two people.

The migration runs it. Append-only and the hash chains come from accounts.domain.ledger_sql.
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION dsr_fees_entry_in_open_month() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    IF NEW.chain <> to_char(NEW.booked_on, 'YYYY-MM') THEN
        RAISE EXCEPTION 'The entry % of % is not of the month %', NEW.key, NEW.booked_on, NEW.chain
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO dsr_fees_accountingperiod (month)
    VALUES (date_trunc('month', NEW.booked_on)::date) ON CONFLICT (month) DO NOTHING;
    -- The lock holds off whoever closes the month until this entry is committed.
    SELECT status INTO state FROM dsr_fees_accountingperiod
    WHERE month = date_trunc('month', NEW.booked_on)::date FOR SHARE;
    IF state <> 'OPEN' THEN
        RAISE EXCEPTION 'The month % is closed: entry % refused', NEW.chain, NEW.key
            USING ERRCODE = 'integrity_constraint_violation',
                  HINT = 'Correct a closed month by an entry in the open one.';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION dsr_fees_entry_balances() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    lines integer;
    debits bigint;
    credits bigint;
BEGIN
    SELECT count(*), coalesce(sum(debit), 0), coalesce(sum(credit), 0)
    INTO lines, debits, credits FROM dsr_fees_journalline WHERE entry_id = NEW.id;
    IF lines <> NEW.line_count OR debits <> NEW.total OR credits <> NEW.total THEN
        RAISE EXCEPTION 'The entry % does not balance: % lines, debit %, credit %',
            NEW.key, lines, debits, credits
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND (
        EXISTS (
            SELECT account_id, debit, credit, tax, tax_amount
            FROM dsr_fees_journalline WHERE entry_id = NEW.id
            EXCEPT ALL
            SELECT account_id, credit, debit, tax, tax_amount
            FROM dsr_fees_journalline WHERE entry_id = NEW.reverses_id
        )
        OR NOT EXISTS (
            SELECT FROM dsr_fees_journalentry
            WHERE id = NEW.reverses_id AND kind <> 'REVERSAL' AND line_count = NEW.line_count
        )
    ) THEN
        RAISE EXCEPTION 'The entry % is not the opposite of what it reverses', NEW.key
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION dsr_fees_line_fits() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- All places of a committed entry are taken, so that no line joins it later.
    IF NOT EXISTS (
        SELECT FROM dsr_fees_journalentry entry WHERE entry.id = NEW.entry_id
            AND NEW.position BETWEEN 1 AND entry.line_count
            AND NEW.chain = entry.chain AND NEW.booked_on = entry.booked_on
    ) THEN
        RAISE EXCEPTION 'No place % in the entry %', NEW.position, NEW.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION dsr_fees_month_steps() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.month <> OLD.month THEN
        RAISE EXCEPTION 'An accounting month stays: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('OPEN', 'CLOSED'), ('CLOSED', 'REOPENING'), ('REOPENING', 'CLOSED'), ('REOPENING', 'OPEN')
    ) THEN
        RAISE EXCEPTION 'An accounting month does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'REOPENING' AND NEW.status = 'REOPENING'
            AND NEW.reopening_asked_by_id IS DISTINCT FROM OLD.reopening_asked_by_id THEN
        RAISE EXCEPTION 'Who asked to reopen a month stays'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'REOPENING' AND NEW.status = 'OPEN' AND (
        NEW.reopened_by_id IS NULL OR NEW.reopened_by_id = OLD.reopening_asked_by_id
        OR NEW.reopening_asked_by_id IS DISTINCT FROM OLD.reopening_asked_by_id
    ) THEN
        RAISE EXCEPTION 'Reopening a month needs a second person'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
"""

TRIGGERS = """
CREATE TRIGGER dsr_fees_journalentry_open_month BEFORE INSERT ON dsr_fees_journalentry
    FOR EACH ROW EXECUTE FUNCTION dsr_fees_entry_in_open_month();
CREATE CONSTRAINT TRIGGER dsr_fees_journalentry_balances AFTER INSERT ON dsr_fees_journalentry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION dsr_fees_entry_balances();
CREATE TRIGGER dsr_fees_journalline_fits BEFORE INSERT ON dsr_fees_journalline
    FOR EACH ROW EXECUTE FUNCTION dsr_fees_line_fits();
CREATE TRIGGER dsr_fees_accountingperiod_steps BEFORE UPDATE OR DELETE ON dsr_fees_accountingperiod
    FOR EACH ROW EXECUTE FUNCTION dsr_fees_month_steps();
"""

DROP = """
DROP FUNCTION IF EXISTS dsr_fees_entry_in_open_month() CASCADE;
DROP FUNCTION IF EXISTS dsr_fees_entry_balances() CASCADE;
DROP FUNCTION IF EXISTS dsr_fees_line_fits() CASCADE;
DROP FUNCTION IF EXISTS dsr_fees_month_steps() CASCADE;
"""
