-- How old are related articles when they are shown for the first time? One row per day of age.
select width_bucket(age_hours_at_first_shown, 0, 24 * 30, 30) as day_of_age, count(*) as slot_count
from bi.slot
where role = 'related' and age_hours_at_first_shown >= 0
  and first_shown_date_utc between (select max(first_shown_date_utc) from bi.slot) - 6
      and (select max(first_shown_date_utc) from bi.slot)
group by day_of_age
order by day_of_age;
