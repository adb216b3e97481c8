-- In which order the appends of all runs were committed, for those who follow all of them. The
-- number of a row is never given again, so that it can be a place to come back to.
create table feed (
  commit_no integer primary key autoincrement,
  tenant integer not null,
  run_no integer not null,
  first_seq integer not null,
  last_seq integer not null
);

create index feed_of_run on feed (tenant, run_no);
