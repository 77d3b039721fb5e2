create table star.rollup (
    is_only_row boolean primary key default true check (is_only_row),
    refreshed_at timestamptz,
    took_seconds double precision
);
comment on table star.rollup is 'One row: when the rollups were last refreshed, and how long it took.';
insert into star.rollup default values;

-- Make the rollups what the stored rows say. With a patience, only when that many times the last refresh has passed since.
create function star.refresh_rollups(patience double precision default 0) returns boolean language plpgsql as $$
declare
    began timestamptz := clock_timestamp();
    name text;
begin
    if exists (select from star.rollup where clock_timestamp() < refreshed_at + make_interval(secs => patience * took_seconds)) then
        return false;
    end if;
    lock table star.turn in exclusive mode;
    foreach name in array array['publisher_day', 'site_day', 'co_shown_week', 'coverage', 'field_fill'] loop
        perform star.merge(name);
    end loop;
    update star.rollup set refreshed_at = began, took_seconds = extract(epoch from clock_timestamp() - began);
    return true;
end
$$;
