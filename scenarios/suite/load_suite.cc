#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <set>

#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/include.h"
#include "scenarios/suite/json_reading.h"
#include "scenarios/suite/parse.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestChain = 16;  // of suites that extend each other
constexpr std::size_t kMostFlows = 200;

// One read_suite call: the files in the order in which they were read, and what is wrong with them.
class Loader {
 public:
  explicit Loader(const fs::path& file)
      : shown_folder_(file.parent_path()),
        expander_([this](const std::string& name, const std::string& given,
                         std::string& fault) { return read_steps(name, given, fault); },
                  problems_) {
    folder_ = shown_folder_.empty() ? fs::path(".") : shown_folder_;
    repeated_.kind = Json::Kind::object;
  }

  SuiteReading load(const fs::path& file);

 private:
  [[nodiscard]] std::string shown(const std::string& name) const {
    return (shown_folder_ / name).lexically_normal().string();
  }
  // The file's JSON; nothing where it cannot be read or is none, which has been told.
  std::optional<Json> parse_file(const std::string& name, const std::string& text);
  void note_values(const Json& root, UnreadNames& unread) const;
  [[nodiscard]] bool repeats(std::initializer_list<std::string_view> keys, std::size_t from) const;
  void finish(SuiteReading& out);
  void read_chain(const std::string& name, const std::string& text, SuiteDraft& draft);
  void read_base(const Json& root, const std::string& name, SuiteDraft& draft);
  void read_flows(SuiteDraft& draft);
  void read_flow(const FlowFile& file, const std::string& text, SuiteDraft& draft);
  std::optional<Json> read_steps(const std::string& name, const std::string& given,
                                 std::string& fault);
  [[nodiscard]] std::string near_file(const std::string& name, const std::string& given) const;

  fs::path shown_folder_;  // as the user wrote it
  fs::path folder_;
  std::vector<std::string> chain_;  // suite files from the named one to the base that is being read
  std::vector<std::string> files_;  // as shown
  Diagnostics problems_;
  Diagnostics told_values_;  // faults of values in JSON that was read all the same
  Diagnostics faulty_;       // the places of these values and of the keys that stand again
  Json repeated_;            // with what stands under such keys
  UnreadNames unread_;
  IncludeExpander expander_;
};

std::optional<Json> Loader::parse_file(const std::string& name, const std::string& text) {
  files_.push_back(shown(name));
  JsonReading read = read_json(shown(name), text);
  Diagnostics& told = read.tree ? told_values_ : problems_;
  for (Diagnostic& problem : read.problems.list) told.list.push_back(std::move(problem));
  for (Position& at : read.faulty) faulty_.add(std::move(at), "");
  for (Json::Member& member : read.repeated) {
    faulty_.add(member.at, "");
    repeated_.members.push_back(std::move(member));
  }
  return std::move(read.tree);
}

// A file of steps is read once for all flows, so each of them asks for all such values.
void Loader::note_values(const Json& root, UnreadNames& unread) const {
  note_faults(root, faulty_, 0, unread);
  note_faults(repeated_, faulty_, 0, unread);
}

// Whether one of the keys stood again, in a file that was read since there were `from` of them.
bool Loader::repeats(std::initializer_list<std::string_view> keys, std::size_t from) const {
  return std::any_of(repeated_.members.begin() + static_cast<std::ptrdiff_t>(from),
                     repeated_.members.end(), [&](const Json::Member& member) {
                       return std::find(keys.begin(), keys.end(), member.key) != keys.end();
                     });
}

// Another JSON file beside the one of that name that is called nearly as it was given, for "does not
// exist".
std::string Loader::near_file(const std::string& name, const std::string& given) const {
  static constexpr std::size_t kMostEntries = 1000;
  std::vector<std::string> names;
  std::error_code error;
  const fs::path folder = folder_ / fs::path(name).parent_path();
  for (fs::directory_iterator entry(folder, error), end;
       !error && entry != end && names.size() < kMostEntries; entry.increment(error)) {
    if (entry->path().extension() != ".json") continue;
    names.push_back((fs::path(given).parent_path() / entry->path().filename()).string());
  }
  std::sort(names.begin(), names.end());
  return meant(given, names, " in the suite's folder");
}

std::optional<Json> Loader::read_steps(const std::string& name, const std::string& given,
                                       std::string& fault) {
  std::string text;
  fault = read_confined_file(folder_, name, text);
  if (fault == "does not exist") fault += near_file(name, given);
  if (!fault.empty()) return std::nullopt;
  return parse_file(name, text);
}

void Loader::read_base(const Json& root, const std::string& name, SuiteDraft& draft) {
  const Json* extends = root.find("extends");
  if (extends == nullptr) return;
  if (!check_kind(*extends, Json::Kind::string, "\"extends\"", problems_)) return unread_.all();
  const std::string& given = extends->string;
  const std::string base = (fs::path(name).parent_path() / given).lexically_normal().string();
  if (std::find(chain_.begin(), chain_.end(), base) != chain_.end()) {
    std::string round;
    for (auto at = std::find(chain_.begin(), chain_.end(), base); at != chain_.end(); ++at)
      round += *at + ", ";
    problems_.add(extends->at,
                  fmt::format("\"extends\" goes round in a circle: {}{}", round, base));
    return unread_.all();
  }
  if (chain_.size() == kLongestChain) {
    problems_.add(extends->at, fmt::format("more than {} suites extend each other", kLongestChain));
    return unread_.all();
  }
  std::string text;
  std::string fault = confinement_fault(given);
  if (fault.empty()) fault = read_confined_file(folder_, base, text);
  if (fault == "does not exist") fault += near_file(base, given);
  if (!fault.empty()) {
    problems_.add(extends->at, fmt::format("the suite file {} {}", in_quotes(given), fault));
    return unread_.all();
  }
  read_chain(base, text, draft);
}

void Loader::read_chain(const std::string& name, const std::string& text, SuiteDraft& draft) {
  const std::size_t repeated = repeated_.members.size();
  std::optional<Json> root = parse_file(name, text);
  if (!root) return unread_.all();
  if (repeats({"extends"}, repeated)) unread_.all();
  if (repeats({"flows"}, repeated)) unread_.flows = true;
  if (repeats({"profiles"}, repeated)) unread_.profiles = true;
  chain_.push_back(name);
  read_base(*root, name, draft);
  chain_.pop_back();
  const bool own_flows = root->find("flows") != nullptr;
  const std::size_t before = problems_.list.size();
  expander_.expand(*root, name, {"setup", "teardown"});
  parse_suite(*root, draft, problems_);
  note_unread(*root, unread_);
  note_faults(*root, problems_, before, unread_);
  note_values(*root, unread_);
  if (!own_flows) return;
  // From here on the names are relative to the folder of the suite that was asked for.
  for (FlowFile& flow : draft.flow_files) {
    if (confinement_fault(flow.file).empty()) {
      flow.file = (fs::path(name).parent_path() / flow.file).lexically_normal().string();
    }
  }
}

void Loader::read_flows(SuiteDraft& draft) {
  if (draft.flow_files.size() > kMostFlows) {
    problems_.add(draft.flow_files[kMostFlows].at, fmt::format("more than {} flows", kMostFlows));
    unread_.flows = true;
    return;
  }
  for (const FlowFile& file : draft.flow_files) {
    std::string text;
    std::string fault = read_confined_file(folder_, file.file, text);
    if (fault == "does not exist") fault += near_file(file.file, file.file);
    if (!fault.empty()) {
      problems_.add(file.at, fmt::format("the flow file {} {}", in_quotes(file.file), fault));
      unread_.flows = true;
      continue;
    }
    read_flow(file, text, draft);
  }
}

void Loader::read_flow(const FlowFile& file, const std::string& text, SuiteDraft& draft) {
  const std::size_t repeated = repeated_.members.size();
  std::optional<Json> json = parse_file(file.file, text);
  if (!json) {
    unread_.flows = true;
    return;
  }
  const std::size_t before = problems_.list.size();
  expander_.expand(*json, file.file, {"steps", "session/steps", "session/end"});
  Flow flow = parse_flow(*json, problems_);
  flow.file = file.file;
  note_faults(*json, problems_, before, flow.unread);
  note_values(*json, flow.unread);
  unread_.flows = unread_.flows || flow.name.empty() || repeats({"name"}, repeated);
  if (hides_steps(*json) ||
      repeats({"name", "tags", "group", "include", "steps", "session", "end"}, repeated))
    unread_.in_flows.push_back(flow.name);
  draft.suite.flows.push_back(std::move(flow));
}

// What was told of a value that stands for another one only follows from that.
void Loader::finish(SuiteReading& out) {
  const auto place = [](const Diagnostic& told) {
    return UnreadNames::Place(told.at.file, told.at.line, told.at.column);
  };
  std::set<UnreadNames::Place> faulty;
  for (const Diagnostic& value : faulty_.list) faulty.insert(place(value));
  out.problems = std::move(told_values_);
  for (Diagnostic& problem : problems_.list) {
    if (!faulty.contains(place(problem))) out.problems.list.push_back(std::move(problem));
  }
  // What one part says of another is told at its own place.
  for (const Diagnostic& problem : out.problems.list) unread_.places.insert(place(problem));
  unread_.places.merge(faulty);
}

SuiteReading Loader::load(const fs::path& file) {
  SuiteReading out;
  std::string text;
  SuiteDraft draft;
  if (const std::string fault = read_named_file(file, text); !fault.empty()) {
    problems_.add({file.string(), 0, 0}, "the suite file " + fault);
    unread_.all();
  } else {
    read_chain(file.filename().string(), text, draft);
    const bool readable = problems_.empty() && told_values_.empty();
    read_flows(draft);
    if (draft.flow_files.empty() && readable) {
      problems_.add(draft.suite.at, "a suite without \"flows\", name at least one flow file");
    }
    unread_.flows = unread_.flows || draft.flow_files.empty();
    cross_check(draft.suite, problems_, unread_);
  }
  finish(out);
  out.suite = std::move(draft.suite);
  out.suite.folder = folder_.string();
  out.suite.unread = std::move(unread_);
  out.files = std::move(files_);
  return out;
}

}  // namespace

SuiteReading read_suite(const fs::path& file) {
  return Loader(file).load(file);
}

Result<Suite> load_suite(const fs::path& file) {
  SuiteReading reading = read_suite(file);
  if (reading.problems.empty()) return std::move(reading.suite);
  return in_order(std::move(reading.problems), reading.files);
}

}  // namespace slogate
