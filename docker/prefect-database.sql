-- Prefect's own database, beside newsweir's; run once, when the volume is empty.
create database prefect;
