-- Rows of a small dimension: a new key is kept as it was first met, and one that nothing names any more goes.
create function star.keep_dimension(dimension text, bridge text, before text[], after bigint[]) returns void
language plpgsql as $$
begin
    execute format(
        'insert into star.%1$I (%1$s_key, %1$s) select %1$s_key, min(%3$s) from star.%2$I as b where article_id = any($1)'
        ' and not exists (select from star.%1$I as d where d.%1$s_key = b.%1$s_key) group by 1 on conflict do nothing',
        dimension, bridge,
        case dimension when 'section' then 'coalesce(category, ''(unknown)'')' when 'domain' then 'domain_key' else dimension end
    ) using after;
    execute format(
        'with gone as (delete from star.%1$I as d where %1$s_key = any($1) and %1$s_key <> ''(unknown)'''
        ' and not exists (select from star.%2$I as b where b.%1$s_key = d.%1$s_key) returning %1$s_key as key)'
        ' insert into news.deleted_row (view_name, row_key, cause) select %1$L, key,'
        ' coalesce(nullif(current_setting(''newsweir.cause'', true), ''''), ''replaced'') from gone',
        dimension, bridge
    ) using before;
end
$$;

create function star.refresh_publishers() returns void language plpgsql as $$
declare
    mark bigint;
    moved bigint[] := star.ids('publisher');
    seen bigint[] := array(select into_id from star.publisher_join where publisher_id = any(moved));
begin
    if moved = '{}' and star.ids('decision') = '{}' then
        return;
    end if;
    select last_value into mark from news.article_change_seq;
    -- Which name an obvious pair joins depends on all names.
    perform star.merge('publisher_join');
    moved := moved || array(select publisher_id from star.publisher_join where change_seq > mark);
    perform star.touch('article', array(select article_id from news.article where publisher_id = any(moved)));
    if star.ids('decision') = '{}' and cardinality(moved) < 1000 then
        -- Whom readers saw in the place of each, as the spellings still tell, and whom they see now.
        seen := moved || seen || array(
            select alias.publisher_id from star.publisher_alias as alias
            join news.publisher as own on own.publisher_key = alias.alias_key where own.publisher_id = any(moved)
        ) || array(select into_id from star.publisher_join where publisher_id = any(moved));
        perform star.merge('publisher', array(select distinct unnest(seen)));
        perform star.merge('publisher_alias', part => format('publisher_id = any(%L::bigint[])', seen));
    else
        perform star.merge('publisher');
        perform star.merge('publisher_alias');
    end if;
    perform star.touch('article', array(
        select article_id from star.article join star.publisher using (publisher_id)
        where publisher.watch_seq > mark and publisher.publisher is distinct from article.publisher and publisher_id <> 0
    ));
end
$$;

create function star.refresh_articles() returns void language plpgsql as $$
declare
    mark bigint;
    moved bigint[] := star.ids('article');
    known bigint[] := array(select article_id from star.article where article_id = any(moved));
    authors text[] := array(select distinct author_key from star.article_author where article_id = any(known));
    tags text[] := array(select distinct tag_key from star.article_tag where article_id = any(known));
    sections text[] := array(select distinct section_key from star.article where article_id = any(known));
    domains text[] := array(select distinct domain_key from star.article where article_id = any(known));
begin
    select last_value into mark from news.article_change_seq;
    perform star.merge('article', moved);
    perform star.merge('article_author', moved);
    perform star.merge('article_tag', moved);
    perform star.keep_dimension('author', 'article_author', authors, moved);
    perform star.keep_dimension('tag', 'article_tag', tags, moved);
    perform star.keep_dimension('section', 'article', sections, moved);
    perform star.keep_dimension('domain', 'article', domains, moved);
    insert into star.language select distinct language_code, language_code from star.article where article_id = any(moved)
    on conflict do nothing;
    moved := array(select article_id from star.article where article_id = any(known) and watch_seq > mark);
    perform star.touch('slot', array(select slot_id from star.slot where article_id = any(moved) or host_article_id = any(moved)));
end
$$;

create function star.refresh_slots() returns void language plpgsql as $$
declare
    mark bigint;
    pages bigint[] := star.ids('page');
begin
    select last_value into mark from news.article_change_seq;
    perform star.merge('page', pages);
    pages := array(select page_id from star.page where page_id = any(pages) and watch_seq > mark);
    perform star.touch('capture', array(select capture_id from star.capture where page_id = any(pages)));
    pages := pages || star.ids('host');
    perform star.touch('slot', array(select appearance_id from news.appearance where page_id = any(pages)));
    perform star.merge('slot', star.ids('slot'));
end
$$;

create function star.refresh_stories() returns void language plpgsql as $$
begin
    -- The ids in a select of their own are asked for once, not once a row where the table is read through.
    perform star.touch('story', array(
        select distinct story_id from news.story_member where article_id = any((select star.ids('article'))::bigint[])
    ));
    perform star.touch('member', star.ids('article') || array(
        select article_id from news.story_member where story_id = any((select star.ids('story'))::bigint[])
    ));
    perform star.merge('story_member', star.ids('member'));
    perform star.merge('story', star.ids('story'));
    perform star.merge('story_edge', star.ids('story'));
end
$$;

create function star.fill_dimensions() returns void language sql as $$
    insert into star.author select distinct on (author_key) author_key, author from star.article_author order by 1, 2 on conflict do nothing;
    insert into star.tag select distinct on (tag_key) tag_key, tag from star.article_tag order by 1, 2 on conflict do nothing;
    insert into star.section select distinct on (section_key) section_key, category from star.article where category is not null
    order by 1, 2 on conflict do nothing;
    insert into star.language select distinct language_code, language_code from star.article on conflict do nothing;
    insert into star.domain select distinct domain_key, domain_key from star.article on conflict do nothing;
$$;

create function star.refresh_all() returns void language plpgsql as $$
declare
    name text;
begin
    foreach name in array array[
        'publisher_join', 'publisher', 'publisher_alias', 'site', 'article', 'article_author', 'article_tag', 'page', 'slot',
        'story_member', 'story', 'story_edge', 'capture', 'fetch', 'quarantine', 'takedown', 'data_quality', 'run_stamp'
    ] loop
        perform star.merge(name);
        execute format('analyze star.%I', name);
    end loop;
    perform star.fill_dimensions();
end
$$;

-- Fires when a transaction that touched schema news commits: what readers see moves with it, all or nothing.
create function star.refresh() returns trigger language plpgsql as $$
begin
    -- One at a time, until the end of the transaction: whoever saw a change_seq has seen all that are smaller.
    lock table star.turn in exclusive mode;
    if star.ids('all') <> '{}' then
        perform star.refresh_all();
    else
        perform star.refresh_publishers();
        perform star.merge('site', star.ids('site'));
        perform star.refresh_articles();
        perform star.refresh_slots();
        perform star.refresh_stories();
        perform star.merge('capture', star.ids('capture'));
        perform star.merge('fetch', star.ids('fetch') || array(
            select fetch_attempt_id from news.fetch_attempt where capture_id = any((select star.ids('capture'))::bigint[])
        ));
        perform star.merge('quarantine', star.ids('quarantine'));
        perform star.merge('takedown', star.ids('takedown'));
        perform star.merge('data_quality', star.ids('data_quality'));
        perform star.merge('run_stamp', star.ids('run'));
    end if;
    delete from star.dirty where xid = pg_current_xact_id();
    delete from star.pending where xid = pg_current_xact_id();
    return null;
end
$$;

create constraint trigger refresh after insert on star.pending
deferrable initially deferred for each row execute function star.refresh();

do $$
declare
    marks text[] := array[
        'publisher', '''publisher'', ''publisher_id''',
        'publisher_decision', '''decision'', ''publisher_decision_id''',
        'site', '''site'', ''site_id''',
        'page', '''page'', ''page_id''',
        'article', '''article'', ''article_id''',
        'article_identity', '''article'', ''article_id''',
        'appearance', '''slot'', ''appearance_id'', ''article'', ''article_id'', ''host'', ''case when role = ''''primary'''' then page_id end''',
        'story', '''story'', ''story_id''',
        'story_member', '''article'', ''article_id'', ''story'', ''story_id''',
        'capture', '''capture'', ''capture_id''',
        'fetch_attempt', '''fetch'', ''fetch_attempt_id''',
        'quarantine', '''quarantine'', ''quarantine_id'', ''capture'', ''capture_id''',
        'purge', '''takedown'', ''purge_id''',
        'dq_result', '''data_quality'', ''dq_result_id''',
        'run', '''run'', ''run_id''',
        'run_page', '''run'', ''run_id'''
    ];
begin
    for i in 1..cardinality(marks) by 2 loop
        execute format('create or replace trigger star_inserted after insert on news.%I referencing new table as fresh'
            ' for each statement execute function star.mark(%s)', marks[i], marks[i + 1]);
        execute format('create or replace trigger star_updated after update on news.%I referencing old table as gone'
            ' new table as fresh for each statement execute function star.mark(%s)', marks[i], marks[i + 1]);
        execute format('create or replace trigger star_deleted after delete on news.%I referencing old table as gone'
            ' for each statement execute function star.mark(%s)', marks[i], marks[i + 1]);
        execute format('create or replace trigger star_truncated after truncate on news.%I'
            ' for each statement execute function star.mark_all()', marks[i]);
    end loop;
end
$$;
