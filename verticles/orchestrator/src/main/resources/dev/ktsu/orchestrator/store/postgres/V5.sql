-- Which appends each transaction has committed, for those who follow all runs: the run of each, and
-- its first and last event. The number of a commit is that of its transaction: the only one that
-- tells which rows may still come.
create table feed (
  tenant integer not null,
  commit_no bigint not null default txid_current(),
  run_nos bigint[] not null,
  first_seqs bigint[] not null,
  last_seqs bigint[] not null,
  primary key (tenant, commit_no)
);
