#include "runner/record/schema.h"

namespace slogate {

namespace {

constexpr const char* kSchema = R"sql(
pragma application_id = 1397509959;
pragma user_version = 3;

-- Everything that was known before the first request, but for the two tables below. One row.
create table header (
  id integer primary key check (id = 1),
  json text not null
) strict;

create table rows (
  row integer primary key,
  flow text not null,
  step text not null,        -- empty: the row counts passes through the group
  step_group text not null,
  tags text not null,        -- JSON array
  request text not null,
  file text not null,
  line integer not null
) strict;

create table flows (
  flow integer primary key,
  name text not null,
  title text not null,
  route text not null,
  core integer not null check (core in (0, 1))
) strict;

create table intervals (
  interval integer primary key,
  begin_ns integer not null,
  end_ns integer not null,
  stopped_ns integer not null,
  cpu_us integer not null,
  wait_for_user blob not null,
  dispatch_lag blob not null,
  -- Of stopped_ns: the machine was suspended.
  suspended_ns integer not null,
  -- Within the load's warm-up: judged by nothing.
  warm_up integer not null check (warm_up in (0, 1))
) strict;

-- What the threads of the workers had of the machine.
create table worker_times (
  interval integer not null references intervals,
  worker integer not null check (worker >= 0),      -- from 0
  cpu_us integer not null check (cpu_us >= 0),
  waiting_us integer not null check (waiting_us >= 0),  -- it could run, and other work had the core
  -- The seconds in which it used over 95 % of a core: how long, and its CPU time in them.
  full_us integer not null check (full_us >= 0),
  full_cpu_us integer not null check (full_cpu_us >= 0),
  primary key (interval, worker)
) strict, without rowid;

-- How requests ended, and the only place that says so: finished is the sum, failed the sum of all
-- but 'ok'.
create table outcome_counts (
  interval integer not null references intervals,
  row integer not null references rows,
  outcome text not null,
  count integer not null check (count >= 0),
  primary key (interval, row, outcome)
) strict, without rowid;

create table row_counts (
  interval integer not null references intervals,
  row integer not null references rows,
  no_answer integer not null check (no_answer >= 0),
  class_1xx integer not null check (class_1xx >= 0),
  class_2xx integer not null check (class_2xx >= 0),
  class_3xx integer not null check (class_3xx >= 0),
  class_4xx integer not null check (class_4xx >= 0),
  class_5xx integer not null check (class_5xx >= 0),
  -- What rate_5xx counts: answers 500 to 599 and failed exchanges.
  bad_5xx integer not null check (bad_5xx >= 0),
  new_connections integer not null check (new_connections >= 0),
  stale_retries integer not null check (stale_retries >= 0),
  extra_bytes integer not null check (extra_bytes >= 0),
  bytes_out integer not null check (bytes_out >= 0),
  bytes_in integer not null check (bytes_in >= 0),
  response blob not null,
  service blob not null,
  failures blob not null,
  phase_dns blob not null,
  phase_connect blob not null,
  phase_tls blob not null,
  phase_send blob not null,
  phase_wait blob not null,
  phase_receive blob not null,
  -- Of the failed ones: not a byte of the request went out.
  never_sent integer not null check (never_sent >= 0),
  -- Under way when the run ended; in no other count.
  unanswered integer not null check (unanswered >= 0),
  primary key (interval, row)
) strict;

create table flow_counts (
  interval integer not null references intervals,
  flow integer not null references flows,
  started integer not null check (started >= 0),
  succeeded integer not null check (succeeded >= 0),
  failed integer not null check (failed >= 0),
  aborted integer not null check (aborted >= 0),
  dropped integer not null check (dropped >= 0),
  primary key (interval, flow)
) strict, without rowid;

create table findings (
  interval integer not null references intervals,
  position integer not null,
  row integer not null references rows,
  outcome text not null,
  iteration integer not null,
  at_ns integer not null,
  expected text not null,
  got text not null,
  excerpt text not null,
  because text not null,
  curl text not null,
  request_id text not null,
  file text not null,
  line integer not null,
  primary key (interval, position)
) strict;

create table exchanges (
  interval integer not null references intervals,
  position integer not null,
  row integer not null references rows,
  iteration integer not null,
  at_ns integer not null,
  outcome text not null,
  status integer not null,
  service_us integer not null,
  request text not null,
  response text not null,
  checks text not null,      -- JSON array
  primary key (interval, position)
) strict;

create table notes (
  interval integer not null references intervals,
  position integer not null,
  flow text not null,
  step text not null,
  text text not null,
  count integer not null check (count >= 0),
  primary key (interval, position)
) strict;

-- Absent while the run goes on and after a kill.
create table run_end (
  id integer primary key check (id = 1),
  kind text not null,
  intervals integer not null,  -- how many there are
  duration_ns integer not null,
  error text not null,
  failures text not null,    -- JSON array
  warnings text not null,    -- JSON array
  retired text not null,     -- JSON array: flow, reason, flow, reason …
  early text not null        -- why it was over before its time; empty where it was not
) strict;

-- For people with the sqlite3 command; slogate itself does not read it.
create view row_totals as
  select rows.row, flow, step, step_group, sum(count) as finished,
         sum(case when outcome = 'ok' then 0 else count end) as failed
  from outcome_counts join rows on rows.row = outcome_counts.row
  group by rows.row;
)sql";

}  // namespace

const char* schema_sql() { return kSchema; }

}  // namespace slogate
