create table star.rollup (
    is_only_row boolean primary key default true check (is_only_row),
    refreshed_at timestamptz,
    took_seconds double precision,
    searched_seq bigint not null default 0
);
comment on table star.rollup is 'One row: when the rollups were last refreshed, and how long it took.';
insert into star.rollup default values;

-- Make the rollups what the stored rows say. With a patience, only when that many times the last refresh has passed since.
create function star.refresh_rollups(patience double precision default 0) returns boolean language plpgsql as $$
declare
    began timestamptz := clock_timestamp();
    name text;
    names text[] := array['publisher_day', 'site_day', 'co_shown_week', 'coverage', 'field_fill'];
begin
    if exists (select from star.rollup where clock_timestamp() < refreshed_at + make_interval(secs => patience * took_seconds)) then
        return false;
    end if;
    -- Another one may be at it; what takes long is done before anybody waits for this transaction.
    perform from star.rollup for update skip locked;
    if not found then
        return false;
    end if;
    foreach name in array names loop
        execute format('create temporary table %I on commit drop as select * from star.%I', name || '_fresh', name || '_now');
    end loop;
    lock table star.turn in exclusive mode;
    foreach name in array names loop
        perform star.merge(name, null, format('pg_temp.%I', name || '_fresh'));
    end loop;
    update star.rollup set refreshed_at = began, took_seconds = extract(epoch from clock_timestamp() - began);
    return true;
end
$$;
