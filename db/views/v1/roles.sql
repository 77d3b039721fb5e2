-- The readers' role: a group without login that sees schema bi and nothing else. A server on which the migrating user may
-- not create roles keeps working; the role is then made by its administrator and `newsweir db upgrade` run again.
do $$
begin
    if not exists (select from pg_roles where rolname = 'newsweir_bi') then
        create role newsweir_bi nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;  -- another database of this server was migrated at the same moment
    when insufficient_privilege then
        raise notice 'role newsweir_bi is missing and may not be created by %', current_user;
end
$$;

revoke all on schema news from public;
revoke all on schema bi from public;
revoke all on schema star from public;
revoke all on all functions in schema bi from public;

do $$
begin
    if exists (select from pg_roles where rolname = 'newsweir_bi') then
        grant usage on schema bi to newsweir_bi;
        grant select on all tables in schema bi to newsweir_bi;
        grant execute on all functions in schema bi to newsweir_bi;
        alter default privileges in schema bi grant select on tables to newsweir_bi;
        execute format('revoke create, temporary on database %I from public', current_database());
        execute format('grant connect on database %I to newsweir_bi', current_database());
    end if;
end
$$;

-- Doors that Postgres leaves open to everybody: advisory locks (a reader could hold up every loader), large objects and
-- messages in the log of changes (a reader could write without end), notices without end in one query. Only a superuser may shut them; on a server without one the loader still says who holds it up.
do $$
declare
    door regprocedure;
    owner regrole := (select nspowner::regrole from pg_namespace where nspname = 'news');
begin
    for door in
        select oid::regprocedure from pg_proc
        where pronamespace = 'pg_catalog'::regnamespace
          and (proname ~ '^pg_(try_)?advisory_' or proname ~ '^(lo_|loread|lowrite)'
              or proname in ('pg_logical_emit_message', 'pg_notify'))
          and has_function_privilege('public', oid, 'execute')
    loop
        execute format('revoke execute on function %s from public', door);
        execute format('grant execute on function %s to %s', door, owner);
    end loop;
exception
    when insufficient_privilege then
        raise notice 'advisory locks, large objects and messages stay open to every login: only a superuser may shut them';
end
$$;
