-- One row per day from 1990 to 2100. An unknown day is NULL in facts: join with left join to keep those rows.
-- key: date
select
    date,  -- The day.
    year,  -- Year.
    quarter,  -- Quarter, 1 to 4.
    month_start,  -- First day of the month.
    week_start,  -- Monday of the week (ISO 8601).
    day_of_week,  -- 1 (Monday) to 7 (Sunday).
    day_name,  -- Name of the day in English.
    is_weekend,  -- Whether it is a Saturday or Sunday.
    (now() at time zone 'UTC')::date - date as days_ago,  -- Days before today in UTC; negative: in the future.
    change_seq  -- Never moves; days_ago does.
from star.date;
