-- One row per publisher of schema news: the publisher whom readers see in its place.
-- key: publisher_id
-- hidden
-- index: into_id
-- A decision of a person comes first (newsweir publisher), the newest of those about one publisher. Else a domain as a
-- name, or a name with a domain's ending ("coastalfarmer.com", "Le Monde.fr", "LeMonde.fr"), joins the name with the same
-- letters, white space, hyphens, dots, apostrophes, accents and a leading "the" aside. Where two endings ("Metro.co.uk",
-- "Metro.us") claim one name, or two names have these letters, nobody can tell, and each stands for itself.
with recursive decided as (
    select distinct on (publisher_key) publisher_key, kind, into_key
    from news.publisher_decision
    where kind in ('merge', 'split') and undone_at is null
    order by publisher_key, publisher_decision_id desc
),
named as materialized (
    select publisher_id, regexp_replace(publisher_key, '^(https?://)?(www\.)?([^/]*)/?$', '\3') as host
    from news.publisher where publisher_key ~ '[^. ]\.[a-z]'
),
dotted as materialized (
    select publisher_id, host, substring(host from '\.([a-z]+\.[a-z]+)$') as two, substring(host from '\.([a-z]+)$') as one
    from named
),
ended as materialized (
    -- The longest ending of the list of public suffixes, or of the names that are kept for examples and own networks; a
    -- host below a domain ("news.estuary.com") is not that domain.
    select publisher_id, left(host, -length(chosen.suffix) - 1) as rest, chosen.suffix
    from dotted
    left join star.public_suffix as double on double.suffix = dotted.two
    left join star.public_suffix as single on single.suffix = dotted.one
    cross join lateral coalesce(
        double.suffix, single.suffix,
        case when one in ('example', 'test', 'invalid', 'localhost', 'local', 'internal') then one end
    ) as chosen (suffix)
    where chosen.suffix is not null and (left(host, -length(chosen.suffix) - 1) ~ ' ' or left(host, -length(chosen.suffix) - 1) !~ '\.')
),
lettered as materialized (
    select
        publisher_id, suffix,
        regexp_replace(
            regexp_replace(normalize(coalesce(rest, publisher_key), nfd), '[\u0300-\u036f ''.-]', '', 'g'), '^the(?=..)', ''
        ) as letters
    from news.publisher
    left join ended using (publisher_id)
),
obvious as (
    select publisher_id, into_id
    from (
        select
            publisher_id, suffix,
            coalesce(min(publisher_id) filter (where suffix is null) over same, min(publisher_id) over same) as into_id,
            count(*) filter (where suffix is null) over same as plain_count,
            min(suffix) over same as least_suffix, max(suffix) over same as greatest_suffix
        from lettered
        where letters <> ''
        window same as (partition by letters)
    ) as claimed
    where suffix is not null and plain_count <= 1 and least_suffix = greatest_suffix and into_id <> publisher_id
),
step as (
    select
        publisher.publisher_id,
        case
            when decided.kind = 'split' then publisher.publisher_id
            when decided.kind = 'merge' then coalesce(target.publisher_id, publisher.publisher_id)
            else coalesce(obvious.into_id, publisher.publisher_id)
        end as into_id,
        case when decided.kind = 'merge' then 'decision' when decided.kind is null and obvious.into_id is not null then 'rule' end
            as joined_by
    from news.publisher
    left join decided using (publisher_key)
    left join news.publisher as target on target.publisher_key = decided.into_key
    left join obvious on obvious.publisher_id = publisher.publisher_id
),
walk as (
    select publisher_id, into_id, joined_by, 1 as depth from step
    union all
    select walk.publisher_id, step.into_id, walk.joined_by, walk.depth + 1
    from walk join step on step.publisher_id = walk.into_id and step.into_id <> walk.into_id
    where walk.depth < 20
)
select distinct on (publisher_id)
    publisher_id,  -- Publisher of schema news.
    into_id,  -- Publisher that readers see.
    joined_by  -- rule or decision. NULL: it stands for itself.
from walk
order by publisher_id, depth desc;
