-- Which appends each transaction has committed, for those who follow all runs: JSON, a list of
-- [run_no, first seq, last seq]. One row a transaction, so that it costs an append next to nothing;
-- its number is never given again, so that it can be a place to come back to.
create table feed (
  commit_no integer primary key autoincrement,
  tenant integer not null,
  appends text not null
);
