-- One row per run: when anything of it last moved.
-- key: run_id
-- hidden
select
    run_id,  -- The run.
    clock_timestamp() as moved_at  -- When it last moved (UTC).
from news.run;
