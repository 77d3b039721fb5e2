-- came_in: site, day, opened, -, articles
-- publishers: site, day, publisher, -, articles, opened
-- access: site, day, publisher, access, articles
-- languages: site, day, language, -, articles
-- sections: site, day, section, -, articles
-- agencies: site, day, agency, -, articles
-- lengths: site, day, words_from, -, articles
-- dates: site, day, precision, -, articles, conflicts
-- copies: site, day, kind, -, articles
-- Each article once in the rows of site *, on the day on which it was first seen; and once a site that shows it, on the
-- day on which that site first did.
with places as (
    select '*' as site, article_id, (first_seen_at at time zone 'UTC')::date as day from bi.article
    where %(site_id)s::bigint is null
    union all
    select site.site, slot.article_id, min(slot.first_shown_date_utc)
    from bi.slot
    join bi.site on site.site_id = slot.site_id
    where slot.site_id = any(%(site_ids)s)
    group by site.site, slot.article_id
),
seen as materialized (
    select
        places.site, date_trunc(%(unit)s, places.day)::date as day,
        article.is_opened,
        case
            when article.publisher_id = 0 then '(unknown)'
            when article.publisher_id = any(%(publisher_ids)s) then article.publisher else '(others)'
        end as publisher,
        article.access, article.text_state, language.language,
        case
            when article.section_key = '(unknown)' then '(none printed)'
            when article.section_key = any(%(section_keys)s) then section.section else '(others)'
        end as section,
        article.agency,
        (%(word_edges)s::integer[])[width_bucket(article.word_count, %(word_edges)s::integer[])] as words_from,
        article.published_precision, article.has_date_conflict,
        case
            when article.story_kind is not null then article.story_kind
            when story.copy_count > 0 then 'first'
            else 'alone'
        end as kind
    from places
    join bi.article using (article_id)
    join bi.language using (language_code)
    join bi.section using (section_key)
    left join bi.story on story.story_id = article.story_id
    where (%(since)s::date is null and %(until)s::date is null)
        or places.day between coalesce(%(since)s, '-infinity') and coalesce(%(until)s, 'infinity')
)
select 'came_in', site, day, case when is_opened then 'opened' else 'linked' end, null::text, count(*), null::bigint from seen group by 2, 3, 4
union all
select 'publishers', site, day, publisher, null, count(*), count(*) filter (where is_opened) from seen group by 2, 3, 4
union all
select 'access', site, day, publisher, access, count(*), null from seen where is_opened group by 2, 3, 4, 5
union all
select 'languages', site, day, language, null, count(*), null from seen group by 2, 3, 4
union all
select 'sections', site, day, section, null, count(*), null from seen group by 2, 3, 4
union all
select 'agencies', site, day, agency, null, count(*), null from seen where agency is not null group by 2, 3, 4
union all
select 'lengths', site, day, words_from::text, null, count(*), null from seen where text_state = 'full' and words_from is not null group by 2, 3, 4
union all
select 'dates', site, day, published_precision, null, count(*), count(*) filter (where has_date_conflict) from seen group by 2, 3, 4
union all
select 'copies', site, day, kind, null, count(*), null from seen where text_state <> 'none' group by 2, 3, 4;
