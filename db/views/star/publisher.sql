-- One row per publisher: whose articles they are, in all their spellings. Row 0 stands for "unknown".
-- key: publisher_id
-- natural key: publisher_key
-- refers: parent_publisher_id publisher
-- watch: publisher
select
    publisher.publisher_id,  -- Surrogate key of the publisher; 0 is the unknown one.
    publisher.publisher_key,  -- Natural key: the folded name, without a leading article; the same in every database.
    coalesce(
        (
            select decision.name from news.publisher_decision as decision
            where decision.publisher_key = publisher.publisher_key and decision.kind = 'rename' and decision.undone_at is null
            order by decision.publisher_decision_id desc limit 1
        ),
        publisher.name
    ) as publisher,  -- Name as first printed, or as a person renamed it.
    aliases.aliases_text,  -- Other spellings, in order of the alphabet, joined by "; ". NULL: there are none.
    aliases.alias_count,  -- Other spellings.
    (
        select owner.publisher_id from news.publisher_decision as decision
        join news.publisher as owner on owner.publisher_key = decision.into_key
        where decision.publisher_key = publisher.publisher_key and decision.kind = 'parent' and decision.undone_at is null
        order by decision.publisher_decision_id desc limit 1
    ) as parent_publisher_id,  -- Publisher that owns it, as a person said. NULL: nobody said.
    publisher.created_at as first_met_at  -- When it was first met (UTC). NULL: it is the unknown one.
from news.publisher
join star.publisher_join as own on own.publisher_id = publisher.publisher_id and own.into_id = own.publisher_id
cross join lateral (
    select nullif(string_agg(other.name, '; ' order by other.name), '') as aliases_text, count(*) as alias_count
    from star.publisher_join as joined
    join news.publisher as other on other.publisher_id = joined.publisher_id
    where joined.into_id = publisher.publisher_id and joined.publisher_id <> publisher.publisher_id
) as aliases
union all
-- With its type, so that who asks for some publishers has not all of them worked out.
select 0::bigint, '(unknown)', '(unknown)', null, 0, null, null;
