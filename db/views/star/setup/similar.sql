-- Titles by likeness of their letters, where the server has pg_trgm; applied again by every newsweir db upgrade, for an
-- administrator may have installed it since.
do $$
declare
    has_trigrams boolean := exists (select from pg_extension where extname = 'pg_trgm');
    place text;
    body text := $body$
begin
    raise exception 'this server has no pg_trgm, which search by likeness needs'
        using errcode = 'feature_not_supported',
        hint = 'Its administrator installs the contrib modules of Postgres and runs newsweir db upgrade; bi.search finds words without it.';
end
$body$;
begin
    if not has_trigrams and exists (select from pg_available_extensions where name = 'pg_trgm') then
        begin
            create extension pg_trgm schema public;
            has_trigrams := true;
        exception when insufficient_privilege then
            raise notice 'pg_trgm is there, but % may not create it: an administrator runs create extension pg_trgm', current_user;
        end;
    end if;
    if has_trigrams then
        select quote_ident(nspname) into place from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
        where extname = 'pg_trgm';
        execute format('create index if not exists article_title_letters on star.article using gin (title %s.gin_trgm_ops)', place);
        body := format(
            $found$
begin
    return query
    select
        hit.article_id, %1$s.word_similarity(query, hit.title), hit.title, hit.publisher, hit.language, hit.published_at
    from star.article as hit
    where query operator(%1$s.<%%) hit.title
    order by 2 desc, hit.article_id desc
    limit least(most, 1000);
end
$found$,
            place
        );
    end if;
    execute 'drop function if exists bi.search_similar(text, integer)';
    execute format(
        $function$
        create function bi.search_similar(query text, most integer default 20)
        returns table (article_id bigint, likeness real, title text, publisher text, article_language text, published_at timestamptz)
        language plpgsql stable security definer set search_path = pg_catalog, pg_temp as %L
        $function$,
        body
    );
end
$$;
comment on function bi.search_similar(text, integer) is
    'Articles whose title holds words like these, wrongly spelled or in part: likeness is 0.6 to 1, best first, the newest loaded of equals first. Where the server has no pg_trgm it says so. Text is as captured: escape it before it is rendered as HTML.';
