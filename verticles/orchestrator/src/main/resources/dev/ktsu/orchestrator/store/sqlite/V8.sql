-- A small body of an event stands in its row; the table payload has the large ones. Two trees fewer
-- to write to in each transaction.
alter table journal add column payload blob;

-- A number of the feed is the greatest so far and one more, and the row with the greatest stays when
-- others are trimmed: no second table has to remember it.
create table numbered_feed (
  commit_no integer primary key,
  tenant integer not null,
  appends text not null
);
insert into numbered_feed select commit_no, tenant, appends from feed;
insert or ignore into numbered_feed
  select seq, 0, '[]' from sqlite_sequence where name = 'feed' and seq > 0;
drop table feed;
alter table numbered_feed rename to feed;
