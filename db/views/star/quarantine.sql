-- One row per capture that was not understood or not accepted.
-- key: quarantine_id
-- natural key: capture_id
-- refers: run_id run
select
    quarantine_id,  -- Surrogate key of the quarantined page.
    capture_id,  -- Capture that was refused; bi.capture shows it where it brought bytes.
    run_id,  -- Key into bi.run: run that refused it first.
    stage,  -- Stage that refused it: fetch, read, decode, split, normalize or load.
    reason,  -- Typed reason, e.g. unknown_layout, binary, too_large.
    detail,  -- What was found, what was expected, and the next move.
    parser_version,  -- Version of the parsing rules that refused it; empty when it was not read.
    resolved_at is not null as is_resolved,  -- Whether a later run loaded the capture.
    resolved_at,  -- When it did (UTC). NULL: it still waits.
    created_at as quarantined_at,  -- When it was refused (UTC).
    (created_at at time zone 'UTC')::date as quarantined_date_utc  -- Day of it in UTC.
from news.quarantine;
