-- In which order the appends of all runs were committed, for those who follow all of them. The
-- number of a commit is that of its transaction: the only one that tells which rows may still come.
-- A transaction writes one row a run.
create table feed (
  tenant integer not null,
  commit_no bigint not null default txid_current(),
  run_no bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  primary key (tenant, commit_no, run_no)
);

create index feed_of_run on feed (tenant, run_no);
