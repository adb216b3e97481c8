-- Several processes share one database: who they are, whose run is whose, and what others have done.

drop index runs_unsettled;
create index runs_unsettled on runs (tenant, owner, run_no) where settled = 0;

-- Tool calls of the run that wait for a person.
alter table runs add column held integer not null default 0;
create index runs_held on runs (tenant, run_no) where held > 0;

-- An instance may write while its row is here; its row goes when its lease is over and another looks.
create table instances (
  tenant integer not null,
  id text not null,
  boot text not null,
  process text not null,
  expires_at timestamptz not null,
  primary key (tenant, id)
);

-- Runs that another than their owner has moved on.
create table mail (
  tenant integer not null,
  owner text not null,
  run_no bigint not null,
  head bigint not null,
  primary key (tenant, owner, run_no)
);

-- What each runtime has said last.
create table runtimes (
  tenant integer not null,
  id text not null,
  trusted boolean not null,
  heard_at timestamptz not null,
  body bytea not null,
  primary key (tenant, id)
);
