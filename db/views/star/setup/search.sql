-- Search: one document per article, in the configuration of its language; scripts without spaces by pairs of characters, and
-- Korean, whose particles stand at the end of words.
create function star.configuration_of(language text) returns text language sql immutable parallel safe
return case
    when language in ('zh', 'ja', 'ko', 'th', 'lo', 'km', 'my') then 'pairs'
    else coalesce((
        array['arabic', 'danish', 'german', 'greek', 'english', 'spanish', 'finnish', 'french', 'hungarian', 'italian',
            'norwegian', 'norwegian', 'dutch', 'portuguese', 'romanian', 'russian', 'swedish', 'turkish', 'catalan',
            'basque', 'lithuanian', 'irish', 'indonesian', 'hindi', 'serbian', 'yiddish', 'armenian', 'tamil', 'nepali']
    )[array_position(
        array['ar', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'hu', 'it', 'no', 'nb', 'nl', 'pt', 'ro', 'ru', 'sv', 'tr', 'ca',
            'eu', 'lt', 'ga', 'id', 'hi', 'sr', 'yi', 'hy', 'ta', 'ne'],
        language
    )], 'simple')
end;

create function star.words_of(text text) returns setof text language sql immutable parallel safe
begin atomic
    select word
    from regexp_split_to_table(lower(text), '[^[:alnum:]\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\uFF10-\uFF19]+') as word
    where word <> '';
end;

create function star.pairs_of(text text) returns text language sql immutable parallel safe
return (
    select string_agg(case when length(word) < 2 then word else (
        select string_agg(substr(word, i, 2), ' ' order by i) from generate_series(1, length(word) - 1) as i
    ) end, ' ' order by number)
    from star.words_of(text) with ordinality as words (word, number)
);

create function star.document_of(configuration text, title text, body text) returns tsvector
language sql immutable parallel safe
return case configuration
    when 'pairs' then
        setweight(to_tsvector('simple'::regconfig, coalesce(star.pairs_of(title), '')), 'A')
        || to_tsvector('simple'::regconfig, coalesce(star.pairs_of(left(body, 40000)), ''))
    else
        setweight(to_tsvector(configuration::regconfig, title), 'A') || to_tsvector(configuration::regconfig, left(body, 200000))
end;

create function star.query_of(configuration text, query text) returns tsquery language sql immutable parallel safe
return case configuration
    when 'pairs' then (
        -- Every word, each as a phrase of its pairs; a single character as the beginning of a pair.
        select coalesce(string_agg('(' || case
            when length(word) = 1 then to_tsquery('simple'::regconfig, quote_literal(word) || ':*')
            else phraseto_tsquery('simple'::regconfig, star.pairs_of(word))
        end::text || ')', ' & '), '')::tsquery
        from star.words_of(query) as word
    )
    else websearch_to_tsquery(configuration::regconfig, query)
end;

-- All rows at once, so that many processes make documents and the index is built from rows that are there.
create table star.search as
select kept.article_id, configuration, text_hash, star.document_of(configuration, article.title, article.body) as document
from star.article as kept
join news.article using (article_id)
cross join lateral star.configuration_of(kept.language) as configuration
cross join lateral md5(kept.title || kept.text_key || configuration) as text_hash;
alter table star.search
    add primary key (article_id),
    add foreign key (article_id) references star.article on delete cascade,
    alter configuration set not null,
    alter text_hash set not null,
    alter document set not null;
comment on table star.search is 'One row per article: what bi.search looks at, made when the rollups are refreshed.';
create index search_document on star.search using gin (document);
create index search_configuration on star.search (configuration);
update star.rollup set searched_seq = (select coalesce(max(change_seq), 0) from star.article);

-- Documents of the articles that are new or have another text since the last time.
create function star.refresh_search() returns bigint language plpgsql as $$
declare
    seen bigint;
    newest bigint;
    moved bigint;
begin
    select searched_seq into seen from star.rollup for update;
    select max(change_seq) into newest from star.article;
    insert into star.search as s
    select kept.article_id, configuration, text_hash, star.document_of(configuration, article.title, article.body)
    from star.article as kept
    join news.article using (article_id)
    cross join lateral star.configuration_of(kept.language) as configuration
    cross join lateral md5(kept.title || kept.text_key || configuration) as text_hash
    where kept.change_seq > seen and kept.change_seq <= newest
        and not exists (select from star.search as old where old.article_id = kept.article_id and old.text_hash = md5(kept.title || kept.text_key || configuration))
    on conflict (article_id) do update set configuration = excluded.configuration, text_hash = excluded.text_hash,
        document = excluded.document;
    get diagnostics moved = row_count;
    update star.rollup set searched_seq = coalesce(newest, seen);
    return moved;
end
$$;

-- The configurations that some text has: one step of the index each.
create function star.configurations() returns setof text language sql stable
begin atomic
    with recursive used as (
        (select configuration from star.search order by 1 limit 1)
        union all
        select (select s.configuration from star.search as s where s.configuration > used.configuration order by 1 limit 1)
        from used where used.configuration is not null
    )
    select configuration from used where configuration is not null;
end;

create function bi.search(query text, language text default null, most integer default 20)
returns table (
    article_id bigint, rank real, title text, highlight text, publisher text, article_language text,
    published_at timestamptz
)
-- Which way is quick, from the newest article down or from the words, depends on how common the words are.
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
    found bigint[] := '{}';
    ranks real[] := '{}';
    cfg text;
    asked tsquery;
    some_found bigint[];
    some_ranks real[];
begin
    for cfg in
        select c from star.configurations() as c
        where search.language is null or c = star.configuration_of(search.language)
    loop
        asked := star.query_of(cfg, query);
        continue when numnode(asked) = 0;
        select array_agg(best.article_id), array_agg(best.rank) into some_found, some_ranks
        from (
            select hit.article_id, ts_rank_cd(hit.document, asked, 1) as rank
            from (
                select s.article_id, s.document from star.search as s
                where s.document @@ asked and s.configuration = cfg
                order by s.article_id desc limit 1000
            ) as hit
            order by 2 desc, 1 limit least(search.most, 1000)
        ) as best;
        found := found || coalesce(some_found, '{}');
        ranks := ranks || coalesce(some_ranks, '{}');
    end loop;
    return query
    select
        hit.article_id, hit.rank, kept.title,
        case star.configuration_of(kept.language)
            when 'pairs' then star.marked(text.body, query)
            else ts_headline(
                star.configuration_of(kept.language)::regconfig, left(text.body, 20000),
                star.query_of(star.configuration_of(kept.language), query),
                'StartSel=⟦, StopSel=⟧, MaxFragments=2, MaxWords=20, MinWords=8, FragmentDelimiter=" … "'
            )
        end,
        kept.publisher, kept.language, kept.published_at
    from unnest(found, ranks) as hit (article_id, rank)
    join star.article as kept on kept.article_id = hit.article_id
    join news.article as text on text.article_id = hit.article_id
    where search.language is null or kept.language = search.language
    order by hit.rank desc, hit.article_id
    limit least(search.most, 1000);
end
$$;
comment on function bi.search(text, text, integer) is
    'Articles whose title or text holds the words (as web searches write them: "a phrase", -without, or), best first, with the place in ⟦ ⟧; language: ISO 639-1 code. Of common words the thousand articles loaded last, of each language, are ranked. The highlight is text as captured: escape it before it is rendered as HTML.';

create function star.marked(body text, query text) returns text language sql immutable parallel safe
return (
    select case when at is null then left(body, 80) else
        substr(body, greatest(1, at - 40), least(40, at - 1)) || '⟦' || substr(body, at, size) || '⟧' || substr(body, at + size, 40) end
    from (
        -- The place of the longest word that the text holds as it is.
        select (array_agg(position(word in lower(body)) order by length(word) desc))[1] as at, max(length(word)) as size
        from star.words_of(query) as word
        where position(word in lower(body)) > 0
    ) as found
);
