create table star.rollup (
    is_only_row boolean primary key default true check (is_only_row),
    refreshed_at timestamptz,
    took_seconds double precision,
    searched_seq bigint not null default 0
);
comment on table star.rollup is 'One row: when the rollups were last refreshed, and how long it took.';
insert into star.rollup (refreshed_at, took_seconds) values (now(), 0);

create table star.moved_day (number bigint generated always as identity primary key, kind text not null, day date not null);
comment on table star.moved_day is 'One row per day of whose rows one moved since the rollups were refreshed, and transaction; kind says which day of which row.';

-- Statement triggers of stored rows: each pair of arguments is a kind and the day of a row.
create function star.mark_days() returns trigger language plpgsql as $$
begin
    for i in 0..tg_nargs - 1 by 2 loop
        execute format(
            'insert into star.moved_day (kind, day) select distinct %L, %s from %s where %2$s is not null', tg_argv[i], tg_argv[i + 1],
            case tg_op when 'DELETE' then 'gone' when 'INSERT' then 'fresh'
                else '(select * from gone union all select * from fresh) as moved' end
        );
    end loop;
    return null;
end
$$;

create function star.watch_days() returns void language plpgsql as $$
declare
    watched text[] := array[
        'article', '''article'', ''published_date_utc'', ''loaded'', ''(created_at at time zone ''''UTC'''')::date''',
        'slot', '''slot'', ''first_shown_date_utc''',
        'capture', '''capture'', ''captured_date_utc''',
        'story', '''article'', ''first_published_date_utc''',
        'story_edge', '''copy'', ''first_published_date_utc''',
        'story_member', '''article'', ''(published_at at time zone ''''UTC'''')::date'''
    ];
    events text[] := array['insert', 'new table as fresh', 'update', 'old table as gone new table as fresh', 'delete', 'old table as gone'];
begin
    for i in 1..cardinality(watched) by 2 loop
        for j in 1..cardinality(events) by 2 loop
            execute format('create trigger day_after_%1$s after %1$s on star.%2$I referencing %3$s'
                ' for each statement execute function star.mark_days(%4$s)', events[j], watched[i], events[j + 1], watched[i + 1]);
        end loop;
    end loop;
end
$$;

-- What of a rollup is to be made anew, as a condition: the days (weeks, months) on which what it is made of moved.
create function star.moved_part(about star.kept) returns text language plpgsql as $$
declare
    days date[];
begin
    select array_agg(distinct case about.moves_by when 'date' then day else date_trunc(split_part(about.moves_by, '_', 1), day)::date end)
    into days from pg_temp.moved where kind = any(about.moves_with);
    return format('%I = any(%L::date[])', about.moves_by, coalesce(days, '{}'));
end
$$;

-- Make the rollups what the stored rows say. With a patience, only when that many times the last refresh has passed since.
create function star.refresh_rollups(patience double precision default 0) returns boolean
-- Up to millions of rows are sorted and counted by one session.
language plpgsql set work_mem = '64MB' as $$
declare
    began timestamptz := clock_timestamp();
    about star.kept;
begin
    if exists (select from star.rollup where clock_timestamp() < refreshed_at + make_interval(secs => patience * took_seconds)) then
        return false;
    end if;
    -- Another one may be at it; what takes long is done before anybody waits for this transaction.
    perform from star.rollup for update skip locked;
    if not found then
        return false;
    end if;
    -- A row that moves from now on is not among these, and is for the next time.
    create temporary table moved on commit drop as select * from star.moved_day;
    for about in select * from star.kept where moves_by is not null loop
        execute format('create temporary table %I on commit drop as select * from star.%I where %s',
            about.name || '_fresh', about.name || '_now', star.moved_part(about));
    end loop;
    lock table star.turn in exclusive mode;
    for about in select * from star.kept where moves_by is not null loop
        perform star.merge(about.name, null, format('pg_temp.%I', about.name || '_fresh'), star.moved_part(about));
    end loop;
    -- These are made of the rollups above.
    for about in select * from star.kept where moves_by is null and moves_with && array(select kind from pg_temp.moved) loop
        perform star.merge(about.name);
    end loop;
    delete from star.moved_day using pg_temp.moved where moved.number = moved_day.number;
    update star.rollup set refreshed_at = began, took_seconds = extract(epoch from clock_timestamp() - began);
    return true;
end
$$;
