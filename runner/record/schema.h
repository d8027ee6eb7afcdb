// The run file's tables. People read and edit them with the sqlite3 command, so each number stands
// there once: a request's outcome only in `outcome_counts` (finished and failed are sums over it:
// failed is all but `ok`), totals nowhere. Intervals count from 1; `row` and `flow` are the keys of
// `rows` and `flows`, from 0.
//
//   sqlite3 run.db "update outcome_counts set count = count + 30
//                   where interval = 3 and row = 0 and outcome = 'assert.check'"
//
// A change of the tables raises kRunFileVersion. Older versions from kOldestRunFileVersion on are
// read, what they do not count as 0; a newer one is refused.
//   2: row_counts.never_sent and row_counts.unanswered, run_end.early
//   3: intervals.suspended_ns, intervals.warm_up, worker_times
#pragma once

#include <cstdint>

namespace slogate {

inline constexpr std::int64_t kRunFileId = 0x534C4F47;  // "SLOG", PRAGMA application_id
inline constexpr std::int64_t kRunFileVersion = 3;      // PRAGMA user_version
inline constexpr std::int64_t kOldestRunFileVersion = 1;

// Creates every table and stamps the file.
[[nodiscard]] const char* schema_sql();

}  // namespace slogate
