-- Schema star: the rows that schema bi shows, kept by the transactions that write schema news. All of it is made of news
-- by the scripts of this folder, so it is dropped and filled again when they change.
create schema star;

create table star.public_suffix (suffix text primary key);
comment on table star.public_suffix is 'One row per public suffix of the Domain Name System, e.g. co.uk.';

create table star.kept (
    name text primary key,
    keys text[] not null,
    watched text[] not null,
    is_hidden boolean not null,
    moves_with text[] not null,
    moves_by text
);
comment on table star.kept is 'One row per stored table: its key, the columns whose changes others depend on, and of a rollup the kinds of star.moved_day that move it and the column that is such a day, week or month; NULL: all of it moves.';

create table star.contract (
    view_name text primary key,
    key text[] not null,
    natural_key text[] not null,
    referring text[] not null,
    referred text[] not null
);
comment on table star.contract is 'One row per view of schema bi: its key, and which of its columns refer to which view.';

create function bi.contract() returns table (view_name text, key text[], natural_key text[], referring text[], referred text[])
language sql stable security definer
begin atomic
    select view_name, key, natural_key, referring, referred from star.contract;
end;
comment on function bi.contract() is 'One row per view of schema bi: its key, its natural key, and its columns that refer to a view beside the views that they refer to.';

create unlogged table star.dirty (
    xid xid8 not null default pg_current_xact_id(),
    kind text not null,
    ids bigint[] not null
);
alter table star.dirty alter ids set storage external;
create index on star.dirty (xid, kind);
comment on table star.dirty is 'One row per statement of a transaction under way and kind of rows of news that it touched, with their ids; gone when it commits.';

create unlogged table star.pending (xid xid8 primary key);
comment on table star.pending is 'One row per transaction that refreshes the stored rows when it commits.';

create table star.turn (moved_at timestamptz);
comment on table star.turn is 'Locked by who refreshes, so that change_seq rises in the order of commits.';

create function star.host_of(url text) returns text language sql immutable parallel safe
return lower(substring(url from '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/@?#]*@)?([^/:?#]+)'));

-- Its cost tells the planner to look a host up once, not once an article.
create function star.domain_of(host text) returns text language plpgsql stable parallel safe cost 1000 as $$
declare
    labels text[] := string_to_array(host, '.');
    size integer := cardinality(labels);
begin
    if host is null or size < 2 or host ~ '^[0-9.]+$' then
        return host;
    end if;
    for i in 2..size loop
        if exists (select from star.public_suffix where suffix = array_to_string(labels[i:], '.')) then
            return array_to_string(labels[i - 1:], '.');
        end if;
    end loop;
    return array_to_string(labels[size - 1:], '.');
end
$$;

create function star.offset_of(printed text) returns interval language sql immutable parallel safe
return case
    when printed ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*Z$' then interval '0'
    when printed ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*[+-](0\d|1[0-4]):?[0-5]\d$'
        then make_interval(
            hours => substring(printed from '([+-]\d\d):?\d\d$')::integer,
            mins => (substring(printed from '([+-])\d\d:?\d\d$') || right(printed, 2))::integer
        )
end;

create function star.ids(wanted text) returns bigint[] language sql stable
return array(select distinct unnest(ids) from star.dirty where xid = pg_current_xact_id() and kind = wanted);

create function star.touch(wanted text, touched bigint[]) returns void language sql
begin atomic
    insert into star.dirty (kind, ids) select wanted, touched where touched <> '{}';
end;

-- Statement triggers: each pair of arguments is a kind and the column that names its row.
create function star.mark() returns trigger language plpgsql as $$
declare
    source text := case tg_op when 'DELETE' then 'gone' when 'INSERT' then 'fresh' end;
begin
    for i in 0..tg_nargs - 1 by 2 loop
        execute format(
            'insert into star.dirty (kind, ids) select %L, array_agg(%s) from %s where %2$s is not null having count(*) > 0',
            tg_argv[i], tg_argv[i + 1],
            coalesce(source, '(select * from gone union all select * from fresh) as moved')
        );
    end loop;
    insert into star.pending values (pg_current_xact_id()) on conflict do nothing;
    return null;
end
$$;

create function star.mark_all() returns trigger language plpgsql as $$
begin
    perform star.touch('all', array[0]);
    insert into star.pending values (pg_current_xact_id()) on conflict do nothing;
    return null;
end
$$;

-- Make the stored rows of one table what its source says now: of these ids (of the first column of its key), of the part that
-- a condition names, or all.
create function star.merge(name text, ids bigint[] default null, source text default null, part text default 'true') returns void language plpgsql as $$
declare
    about star.kept;
    columns text[];
    wanted text;
    fresh bigint[];
begin
    if ids = '{}' then
        return;
    end if;
    select * into about from star.kept where kept.name = merge.name;
    select array_agg(quote_ident(attname) order by attnum) into columns from pg_attribute
    where attrelid = format('star.%I', name)::regclass and attnum > 0 and not attisdropped
        and attname not in ('change_seq', 'watch_seq');
    source := coalesce(source, format('star.%I', name || '_now'));
    if ids is not null then
        -- What has no row yet, as most of what a run brings, is neither compared nor looked for among what is gone.
        execute format('select array(select unnest($1) except select %1$I from star.%2$I where %1$I = any($1))', about.keys[1], name)
        into fresh using ids;
        if fresh <> '{}' then
            execute format(
                'insert into star.%1$I (%2$s) select %2$s from %3$s where %4$I = any($1) order by %5$s',
                name, array_to_string(columns, ', '), source, about.keys[1], array_to_string(about.keys, ', ')
            ) using fresh;
        end if;
        ids := array(select unnest(ids) except select unnest(fresh));
        if ids = '{}' then
            return;
        end if;
    end if;
    wanted := case when ids is null then part else about.keys[1] || ' = any($1)' end;
    execute format(
        $statement$
        with fresh as materialized (select %2$s from %1$s where %3$s),
        -- Rows that stay as they are, as most do, are not even locked.
        moved as (
            select fresh.* from fresh left join (select * from star.%4$I where %3$s) as t on (%5$s) = (%6$s)
            where (%6$s) is null or (%13$s) is distinct from (%14$s)
        ),
        gone as (
            delete from star.%4$I as t
            where %3$s and not exists (select from fresh where (%5$s) = (%6$s))
            returning %6$s
        ),
        told as (
            insert into news.deleted_row (view_name, row_id, row_key, cause)
            select %7$L, %8$s, concat_ws(':', %9$s), coalesce(nullif(current_setting('newsweir.cause', true), ''), 'replaced')
            from gone where not %10$L::boolean order by %9$s
        )
        insert into star.%4$I as t (%2$s) select %2$s from moved order by %9$s
        on conflict (%9$s) do update set %11$s, change_seq = excluded.change_seq%12$s
        $statement$,
        source, array_to_string(columns, ', '), wanted, name,
        (select string_agg('fresh.' || key, ', ') from unnest(about.keys) as key),
        (select string_agg('t.' || key, ', ') from unnest(about.keys) as key),
        name, case when cardinality(about.keys) = 1 and about.keys[1] like '%\_id' then about.keys[1] else 'null' end,
        array_to_string(about.keys, ', '), about.is_hidden,
        (select string_agg(format('%1$s = excluded.%1$s', c), ', ') from unnest(columns) as c),
        case when about.watched <> '{}' then format(
            ', watch_seq = case when (%s) is distinct from (%s) then excluded.change_seq else t.watch_seq end',
            (select string_agg('t.' || c, ', ') from unnest(about.watched) as c),
            (select string_agg('excluded.' || c, ', ') from unnest(about.watched) as c)
        ) else '' end,
        (select string_agg('t.' || c, ', ') from unnest(columns) as c),
        (select string_agg('fresh.' || c, ', ') from unnest(columns) as c)
    ) using ids;
end
$$;
comment on function star.merge(text, bigint[], text, text) is 'Makes stored rows what their source says; change_seq moves where a column does, and what is gone is told.';
