-- One row per registrable domain of articles' own addresses; the row (unknown) keeps articles without one.
-- key: domain_key
select
    domain_key,  -- Natural key: the registrable domain; (unknown) where no address is known.
    domain,  -- The same.
    change_seq  -- Rises whenever the row moves.
from star.domain;
