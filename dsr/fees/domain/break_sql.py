"""From what a run found to the table of breaks, as sets. Pure text; parameters: now, type."""

from typing import Final

WINDOWS_TABLE: Final = """
    DROP TABLE IF EXISTS pg_temp.bank_windows;
    CREATE TEMP TABLE bank_windows
        (arrival_on date PRIMARY KEY, first_on date, last_on date) ON COMMIT DROP
"""
FOUND_TABLE: Final = """
    DROP TABLE IF EXISTS pg_temp.found_breaks;
    CREATE TEMP TABLE found_breaks (
        type text, key text, fee_id bigint, about text, expected bigint, found bigint,
        happened_on date, PRIMARY KEY (type, key)
    ) ON COMMIT DROP
"""
INSERT_FOUND: Final = """
    INSERT INTO found_breaks (type, key, fee_id, about, expected, found, happened_on)
    SELECT %(type)s, * FROM ({select}) AS difference ON CONFLICT (type, key) DO NOTHING
"""

# A break that was gone, and one that was resolved for other sums, is open again.
RETURNED: Final = """
    WITH back AS (
        UPDATE dsr_fees_reconciliationbreak known
        SET status = 'OPEN', ended_at = NULL, resolution = '', opened_at = %(now)s
        FROM found_breaks f
        WHERE f.type = known.type AND f.key = known.key AND (
            known.status = 'GONE' OR (known.status = 'RESOLVED' AND
            (f.expected, f.found) IS DISTINCT FROM (known.expected, known.found)))
        RETURNING known.id
    ), told AS (
        INSERT INTO dsr_fees_breakevent (broken_id, at, step, note)
        SELECT id, %(now)s, 'BACK', '' FROM back RETURNING 1
    ) SELECT count(*) FROM told
"""
KEEP_FACTS: Final = """
    UPDATE dsr_fees_reconciliationbreak known
    SET expected = f.expected, found = f.found, about = f.about, happened_on = f.happened_on,
        fee_id = f.fee_id
    FROM found_breaks f
    WHERE f.type = known.type AND f.key = known.key AND known.status = 'OPEN'
      AND (f.expected, f.found, f.about, f.happened_on, f.fee_id) IS DISTINCT FROM
          (known.expected, known.found, known.about, known.happened_on, known.fee_id)
"""
OPENED: Final = """
    WITH fresh AS (
        SELECT nextval(pg_get_serial_sequence('dsr_fees_reconciliationbreak', 'id')) AS id, new.*
        FROM (
            SELECT f.* FROM found_breaks f
            LEFT JOIN dsr_fees_reconciliationbreak known
                ON known.type = f.type AND known.key = f.key
            WHERE known.id IS NULL ORDER BY f.happened_on, f.type, f.key
        ) new
    ), opened AS (
        INSERT INTO dsr_fees_reconciliationbreak (id, reference, type, key, status, fee_id, about,
            expected, found, happened_on, opened_at, resolution)
        SELECT id, 'BRK-' || lpad(id::text, 6, '0'), type, key, 'OPEN', fee_id, about,
            expected, found, happened_on, %(now)s, ''
        FROM fresh RETURNING id
    ), told AS (
        INSERT INTO dsr_fees_breakevent (broken_id, at, step, note)
        SELECT id, %(now)s, 'FOUND', '' FROM opened RETURNING 1
    ) SELECT count(*) FROM told
"""
GONE: Final = """
    WITH gone AS (
        UPDATE dsr_fees_reconciliationbreak known SET status = 'GONE', ended_at = %(now)s
        WHERE known.status = 'OPEN' AND NOT EXISTS (
            SELECT FROM found_breaks f WHERE f.type = known.type AND f.key = known.key)
        RETURNING known.id
    ), told AS (
        INSERT INTO dsr_fees_breakevent (broken_id, at, step, note)
        SELECT id, %(now)s, 'GONE', '' FROM gone RETURNING 1
    ) SELECT count(*) FROM told
"""
