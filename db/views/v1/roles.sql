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

do $$
begin
    if exists (select from pg_roles where rolname = 'newsweir_bi') then
        grant usage on schema bi to newsweir_bi;
        grant select on all tables in schema bi to newsweir_bi;
        alter default privileges in schema bi grant select on tables to newsweir_bi;
        execute format('revoke create, temporary on database %I from public', current_database());
        execute format('grant connect on database %I to newsweir_bi', current_database());
    end if;
end
$$;
