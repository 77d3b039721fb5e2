-- One row per section or category, case folded; the row (unknown) keeps articles without one.
-- key: section_key
select
    section_key,  -- Natural key: the section, folded; (unknown) where none is printed.
    section,  -- Section or category as first printed.
    change_seq  -- Rises whenever the row moves.
from star.section;
