#include "scenarios/suite/diagnostic.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

namespace slogate {
namespace {

// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours each cost
// one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string Diagnostic::text() const {
  if (at.file.empty()) return message;
  if (at.line == 0) return at.file + ": " + message;
  return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + message;
}

std::string Diagnostics::text() const {
  std::string out;
  for (const Diagnostic& diagnostic : list) out += diagnostic.text() + "\n";
  return out;
}

Diagnostics in_order(Diagnostics problems, const std::vector<std::string>& files) {
  std::vector<Diagnostic>& list = problems.list;
  // Files that nobody named, those of feeds, come last as they turned up.
  std::map<std::string, std::size_t> ranks{{"", 0}};
  for (const std::string& file : files) ranks.emplace(file, ranks.size());
  for (const Diagnostic& problem : list) ranks.emplace(problem.at.file, ranks.size());
  std::stable_sort(list.begin(), list.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return std::tuple(ranks.at(a.at.file), a.at.line, a.at.column) <
           std::tuple(ranks.at(b.at.file), b.at.line, b.at.column);
  });
  // A file that is included twice is parsed twice.
  std::set<std::string> seen;
  std::erase_if(list, [&](const Diagnostic& one) { return !seen.insert(one.text()).second; });
  if (list.size() > kMostProblems) {
    const std::size_t more = list.size() - kMostProblems;
    list.resize(kMostProblems);
    list.push_back({{}, "and " + std::to_string(more) + " more", false});
  }
  return problems;
}

void throw_exception_from_error(const Diagnostics& error, const boost::source_location& where) {
  throw std::logic_error("a failed result was read at " + where.to_string() + ": " + error.text());
}

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
  static constexpr std::size_t kLongest = 200;  // longer words are data, not slips of the pen
  if (word.empty() || word.size() > kLongest) return {};
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best = allowed + 1;
  std::string found;
  for (const std::string& candidate : known) {
    if (candidate.size() > word.size() + allowed || word.size() > candidate.size() + allowed)
      continue;
    const std::size_t far = distance(word, candidate);
    // A distance of the whole word would call any two letters near.
    if (far < best && far < std::max(word.size(), candidate.size())) {
      best = far;
      found = candidate;
    }
  }
  return found;
}

}  // namespace slogate
