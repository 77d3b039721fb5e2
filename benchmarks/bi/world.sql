-- Rows of news as loads would leave them: :articles articles, ten times as many slots, stories of one to five prints,
-- 2,000 publishers, 50 sites, a year of captures in daily runs, each page asked for once. Triggers are off: the stored rows are filled at once afterwards.
set session_replication_role = replica;
select setseed(0.5);
insert into news.run (run_id, kind, state, planned_count, newsweir_version, parser_version, started_at, finished_at)
select n, 'fetch', 'completed', 0, 'x', 'x', at, at + interval '1 hour'
from generate_series(1, 365) as n, lateral (select timestamptz '2025-01-01' + n * interval '1 day' as at) as t;
insert into news.site (site_id, site_key, title) select n, 'site' || n || '.example', 'Site ' || n from generate_series(1, 50) as n;
insert into news.publisher (publisher_id, publisher_key, name)
select n, 'publisher ' || n, 'Publisher ' || n from generate_series(1, 2000) as n;
insert into news.page (page_id, page_key, site_id, url, page_kind, layout, first_seen_at, last_seen_at)
select n, 'page' || n, 1 + n % 50, 'https://site' || 1 + n % 50 || '.example/' || n, 'article', 'l' || n % 3, at, at
from generate_series(1, :articles) as n, lateral (select timestamptz '2025-01-01' + n * interval '1 year' / :articles as at) as t;
insert into news.article (article_id, title, body, publisher_id, authors, tags, language, url, category, word_count, completeness,
    published_at, published_min_at, published_max_at, published_precision, published_source, published_raw, text_key,
    parser_version, first_seen_at, last_seen_at, text_state, access, publisher_source)
select n, 'Title of article ' || n || ' about w' || (n * 7919::bigint) % 20000, body, 1 + floor(2000 * power(random(), 2)),
    array['Author ' || n % 30000], array['tag' || n % 500, 'tag' || n % 77], case when n % 10 = 0 then 'de' else 'en' end,
    'https://www.publisher' || n % 2000 || '.example/' || n, 'Section ' || n % 40, 60, 'full', at, at, at, 'minute', 'card',
    to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS') || 'Z', md5(n::text), 'x', at + interval '2 hours', at + interval '9 hours',
    'full', 'free', 'printed'
from generate_series(1, :articles) as n,
    lateral (select timestamptz '2025-01-01' + n * interval '1 year' / :articles - interval '2 hours' as at) as t,
    lateral (select string_agg('w' || floor(20000 * power((n * 31::bigint + k * 7907) % 10007 / 10007.0, 3))::int, ' ') as body
        from generate_series(1, 60) as k) as words;
insert into news.article_identity (identity_key, article_id) select 'url:' || md5(n::text), n from generate_series(1, :articles) as n;
insert into news.body (body_id, body_hash, byte_count, archive_ref)
select n, md5(n::text), 100000, 'warc:x@' || n || '+1' from generate_series(1, :articles) as n;
insert into news.capture (capture_id, capture_key, page_id, body_id, run_id, captured_at, captured_at_source, source_path,
    outcome, layout, parser_version, is_newest, primary_count, related_count, warnings)
select n, 'c' || n, n, n, 1 + (n - 1) * 365 / :articles, first_seen_at, 'argument', 'x', 'loaded', layout, 'x', true, 1, 9, '{}'
from news.page, lateral (select page_id as n) as p;
insert into news.run_page (run_id, item_number, path, page_id, capture_id, outcome, inserted_count, changed_count, unchanged_count, duplicate_count)
select run_id, row_number() over (partition by run_id order by capture_id), 'x', page_id, capture_id, 'loaded', 1, 0, 0, 9 from news.capture;
update news.run set planned_count = (select count(*) from news.run_page where run_page.run_id = run.run_id);
insert into news.fetch_attempt (asked_key, asked_url, requested_at, page_id, run_id, capture_id, outcome, reason, try_number,
    answered_url, hops, status, robots, waited_seconds, elapsed_seconds, wire_bytes)
select page_key, page.url, captured_at, page_id, run_id, case when is_in then capture_id end, case when is_in then 'fetched' else 'failed' end,
    case when not is_in then 'timeout' end, 1, page.url, '[]', case when is_in then 200 end, 'allowed', 0.5, 0.2, 30000
from news.capture join news.page using (page_id), lateral (select capture_id % 50 <> 7 as is_in) as t;
insert into news.quarantine (fetch_attempt_id, run_id, stage, reason, detail, parser_version, created_at)
select fetch_attempt_id, run_id, 'split', (array['unknown_layout', 'binary', 'wall'])[1 + fetch_attempt_id % 3], 'x', 'x', requested_at
from news.fetch_attempt where capture_id is null;
insert into news.dq_result (run_id, check_name, subject, is_passed, measured, detail, created_at)
select run_id, 'check ' || k, 'site' || s || '.example', (run_id + k + s) % 40 <> 0, 0.5, 'x', finished_at
from news.run, generate_series(1, 4) as k, generate_series(1, 5) as s;
insert into news.appearance (appearance_id, page_id, article_id, role, position, title_raw, url, published_precision,
    published_source, completeness, is_current, first_capture_id, last_capture_id, link_kind)
select (n - 1) * 10 + k + 1, n, case when k = 0 then n else 1 + (n + :articles - k * (1 + n % 97)) % :articles end,
    case when k = 0 then 'primary' else 'related' end, k, 'Title', null, 'unknown', 'absent', 'none', true, n, n,
    case when k > 0 then 'article' end
from generate_series(1, :articles) as n, generate_series(0, 9) as k on conflict do nothing;
insert into news.sighting (capture_id, place, article_id, title_raw, completeness, text_state, access, text_key)
select last_capture_id, position, article_id, title_raw, 'none', 'none', 'unknown', 'x' from news.appearance;
insert into news.story (story_id, first_article_id, article_count, publisher_count, algorithm_version, first_certainty)
select n, n, case when n % 10 = 0 then 5 else 1 end, 1, 'x', case when n % 10 = 0 then 'certain' else 'only' end
from generate_series(1, :articles) as n where n % 10 in (0, 5, 6, 7, 8, 9);
insert into news.story_member (article_id, story_id, kind, method, algorithm_version, text_id)
select n, case when n % 10 < 5 then n - n % 10 else n end, case when n % 10 in (1, 2, 3, 4) then 'syndicated' end, 'runs', 'x', n
from generate_series(10, :articles) as n;
reset session_replication_role;
analyze;
