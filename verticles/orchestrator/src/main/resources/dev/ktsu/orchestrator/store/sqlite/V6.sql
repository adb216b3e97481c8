-- A purge looks for what is claimed by its runs.
create index claims_of_run on claims (tenant, run_no);
