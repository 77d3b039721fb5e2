-- One row per publisher of schema news: the publisher whom readers see in its place.
-- key: publisher_id
-- hidden
-- index: into_id
-- A decision of a person comes first (newsweir publisher), the newest of those about one publisher. Else a name that is
-- another's name with a domain's ending ("Le Monde.fr") joins it, unless two such endings claim the same name.
with recursive decided as (
    select distinct on (publisher_key) publisher_key, kind, into_key
    from news.publisher_decision
    where kind in ('merge', 'split') and undone_at is null
    order by publisher_key, publisher_decision_id desc
),
bare as (
    select
        publisher_id,
        publisher_key,
        regexp_replace(regexp_replace(publisher_key, '\.(com?\.)?[a-z]{2,6}$', ''), '[ .-]', '', 'g') as name,
        publisher_key ~ '^[^.]*[^. ]\.(com?\.)?[a-z]{2,6}$' as has_ending
    from news.publisher
),
obvious as (
    select ended.publisher_id, min(plain.publisher_id) as into_id
    from (select *, count(*) over (partition by name) as claim_count from bare where has_ending) as ended
    join bare as plain on plain.name = ended.name and not plain.has_ending
    where ended.claim_count = 1
    group by ended.publisher_id
    having count(*) = 1
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
