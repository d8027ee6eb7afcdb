#include "runner/app/arguments.h"

#include <fmt/format.h>

#include <charconv>

#include "runner/app/option_reader.h"
#include "scenarios/message/url.h"
#include "scenarios/suite/resolve_override.h"

namespace slogate {
namespace po = boost::program_options;

namespace {

using Text = std::string;
using Texts = std::vector<std::string>;

constexpr std::uint64_t kMaxSeed = UINT64_MAX;

template <class T>
Result<Parsed<T>> finished(const OptionReader& reader, T arguments) {
  if (reader.wants_help()) return Parsed<T>{std::nullopt, reader.help()};
  if (!reader.diagnostics().empty()) return reader.diagnostics();
  return Parsed<T>{std::move(arguments), {}};
}

void add_common(OptionReader& reader) {
  reader.add()("target", po::value<Text>()->value_name("URL"),
               "where the app answers, instead of the suite's target")(
      "demo", "start the embedded demo app on a free loopback port and run against it")(
      "flow", po::value<Texts>()->value_name("NAME"), "walk only this flow (may be repeated)")(
      "skip-flow", po::value<Texts>()->value_name("NAME"),
      "leave this flow out; the verdict says so (may be repeated)")(
      "wait-ready", po::value<Text>()->value_name("5m"),
      "first repeat the suite's ready step each second, so long")(
      "var", po::value<Texts>()->value_name("NAME=VALUE"),
      "set a variable of the suite; no secrets here (may be repeated)")(
      "secrets", po::value<Text>()->value_name("DIR|-"),
      "where secrets are that the environment does not hold: a folder with one file for each "
      "name, or - for lines NAME=VALUE on standard input")(
      "resolve", po::value<Texts>()->value_name("HOST:PORT:ADDRESS"),
      "connect there instead of where the name leads (may be repeated)")(
      "seed", po::value<Text>()->value_name("N"),
      "of everything random; without it a new one, which is reported")(
      "cacert", po::value<Text>()->value_name("FILE"),
      "PEM file of the certificate authorities to trust instead of the system's")(
      "out", po::value<Text>()->value_name("DIR"),
      "where run.db and the reports go (slogate-results/<UTC time>-<command>)")(
      "dump-samples", po::value<Text>()->value_name("FILE"),
      "also write every request there as it was measured: a line of text each, with all its times");
}

std::vector<ResolveOverride> read_overrides(OptionReader& reader) {
  std::vector<ResolveOverride> out;
  for (const std::string& given : reader.texts("resolve")) {
    std::string fault;
    if (auto override = parse_resolve_override(given, fault)) {
      out.push_back(std::move(*override));
    } else {
      reader.wrong(fmt::format("--resolve {}: {}", given, fault));
    }
  }
  return out;
}

RunArguments common_arguments(const std::string& command, OptionReader& reader) {
  RunArguments out;
  out.command = command;
  out.suite = reader.text("suite");
  out.target = reader.text("target");
  out.demo = reader.has("demo");
  out.flows = reader.texts("flow");
  out.skip = reader.texts("skip-flow");
  out.variables = reader.pairs("var");
  out.secrets = reader.text("secrets");
  out.resolve = read_overrides(reader);
  out.wait_ready = reader.duration("wait-ready");
  out.seed = reader.whole("seed", 0, kMaxSeed);
  out.ca_file = reader.text("cacert");
  out.out = reader.text("out");
  out.samples_file = reader.text("dump-samples");
  if (reader.has("dump-samples") && out.samples_file.empty())
    reader.wrong("--dump-samples: the name of a file is meant");
  if (out.demo && !out.target.empty())
    reader.wrong("--demo and --target: the demo is its own target, give one of them");
  if (!out.target.empty() && !parse_url(out.target)) {
    reader.wrong(fmt::format("--target {}: an address such as https://staging.example is meant",
                             out.target));
  }
  return out;
}

void add_capacity(OptionReader& reader) {
  reader.add()("find-capacity",
               "search the highest arrival rate at which the objectives hold and the app keeps up: "
               "one short run after the other, each of a constant rate and of the profile's mix")(
      "step", po::value<Text>()->value_name("10s"),
      "with --find-capacity: how long each rate is tried")(
      "from", po::value<Text>()->value_name("50/s"),
      "with --find-capacity: the first rate, instead of the profile's own")(
      "up-to", po::value<Text>()->value_name("1000/s"), "with --find-capacity: try no higher rate")(
      "resolution", po::value<Text>()->value_name("5%"),
      "with --find-capacity: how near the rate that held and the one that did not shall be");
}

std::optional<CapacityArguments> read_capacity(OptionReader& reader) {
  CapacityArguments out;
  const auto step = reader.duration("step");
  out.step = step.value_or(out.step);
  if (step && (*step < std::chrono::seconds(3) || *step > std::chrono::hours(1)))
    reader.wrong(fmt::format("--step {}: a duration from 3s to 1h is meant", reader.text("step")));
  out.from = reader.rate("from");
  out.up_to = reader.rate("up-to");
  if (out.from && out.up_to && *out.from > *out.up_to) {
    reader.wrong(
        fmt::format("--from {} is above --up-to {}", reader.text("from"), reader.text("up-to")));
  }
  if (reader.has("resolution")) {
    const auto share = parse_share(reader.text("resolution"));
    out.resolution = share.value_or(out.resolution);
    if (!share || *share < 0.01 || *share > 0.5) {
      reader.wrong(fmt::format("--resolution {}: a share from 1% to 50% is meant",
                               reader.text("resolution")));
    }
  }
  if (reader.has("find-capacity")) {
    for (const char* other : {"rate", "users"}) {
      if (!reader.has(other)) continue;
      reader.wrong(
          fmt::format("--find-capacity and --{}: the search has rates of its own, --from "
                      "says where it begins",
                      other));
    }
    if (reader.has("for"))
      reader.wrong("--find-capacity and --for: --step says how long each rate is tried");
    if (reader.has("dump-samples"))
      reader.wrong("--find-capacity and --dump-samples: a dump is of one run, and a search is many");
    return out;
  }
  for (const char* own : {"step", "from", "up-to", "resolution"}) {
    if (reader.has(own)) reader.wrong(fmt::format("--{} goes with --find-capacity", own));
  }
  return std::nullopt;
}

void read_fault(const std::string& given, DemoOptions& options, OptionReader& reader) {
  const std::size_t equals = given.rfind('=');
  int status = 0;
  if (equals != std::string::npos) {
    std::from_chars(given.data() + equals + 1, given.data() + given.size(), status);
  }
  if (!given.starts_with('/') || status < 100 || status > 599) {
    reader.wrong(fmt::format("--fail {}: ROUTE=STATUS is meant, such as /api/health=503", given));
    return;
  }
  RouteFault fault;
  fault.route = given.substr(0, equals);
  fault.status = status;
  options.fail.push_back(fault);
}

void read_listen(DemoOptions& options, OptionReader& reader) {
  const std::string given = reader.has("listen") ? reader.text("listen") : "127.0.0.1:8080";
  const std::size_t colon = given.rfind(':');
  unsigned port = 65536;
  if (colon != std::string::npos) {
    std::from_chars(given.data() + colon + 1, given.data() + given.size(), port);
  }
  if (port > 65535 || colon == 0) {
    reader.wrong(
        fmt::format("--listen {}: an address with a port is meant, such as 127.0.0.1:8080", given));
    return;
  }
  options.listen_host = given.substr(0, colon);
  options.port = static_cast<std::uint16_t>(port);
}

std::chrono::milliseconds milliseconds(OptionReader& reader, const std::string& name) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      reader.duration(name).value_or(Duration(0)));
}

}  // namespace

Result<Parsed<RunArguments>> parse_smoke(const std::vector<std::string>& words) {
  OptionReader reader(
      "slogate smoke [SUITE] [options]\nWalks every flow once and says whether the app works. "
      "Without SUITE: the shipped go-live suite.",
      "  slogate smoke --target https://staging.example --skip-flow admin --out smoke");
  reader.add_positional("suite");
  add_common(reader);
  reader.add()("times", po::value<Text>()->value_name("N"), "walk each flow N times (1)");
  reader.parse(words);
  RunArguments out = common_arguments("smoke", reader);
  out.profile = "smoke";
  if (const auto times = reader.whole("times", 1, 10'000))
    out.times = static_cast<std::uint32_t>(*times);
  return finished(reader, std::move(out));
}

Result<Parsed<RunArguments>> parse_load(const std::vector<std::string>& words) {
  OptionReader reader(
      "slogate load [SUITE] [options]\nPuts a profile's load on the app and judges its objectives. "
      "Without SUITE: the shipped go-live suite.",
      "  slogate load --profile soak --target https://staging.example --out soak");
  reader.add_positional("suite");
  add_common(reader);
  add_capacity(reader);
  reader.add()("profile", po::value<Text>()->value_name("NAME"),
               "which profile of the suite (load)")(
      "rate", po::value<Text>()->value_name("50/s"),
      "constant arrival rate instead of the profile's load")(
      "users", po::value<Text>()->value_name("20"),
      "constant number of users instead of the profile's load")(
      "for", po::value<Text>()->value_name("30s"), "how long instead of the profile's length")(
      "workers", po::value<Text>()->value_name("N"), "threads that send (1)")(
      "allow-host", po::value<Texts>()->value_name("HOST"),
      "put load on this host though the suite's load_hosts do not name it (may be repeated)");
  reader.parse(words);
  RunArguments out = common_arguments("load", reader);
  out.profile = reader.has("profile") ? reader.text("profile") : "load";
  out.rate = reader.rate("rate");
  if (const auto users = reader.whole("users", 1, 100'000))
    out.users = static_cast<std::uint32_t>(*users);
  out.length = reader.duration("for");
  if (out.length && *out.length <= Duration(0))
    reader.wrong("--for 0s: a duration above 0 is meant");
  out.workers = static_cast<std::uint32_t>(reader.whole("workers", 1, 256).value_or(1));
  out.allow_hosts = reader.texts("allow-host");
  out.capacity = read_capacity(reader);
  if (out.rate && out.users)
    reader.wrong("--rate and --users: an open or a closed model, give one of them");
  return finished(reader, std::move(out));
}

Result<Parsed<ReportArguments>> parse_report(const std::vector<std::string>& words) {
  OptionReader reader(
      "slogate report RUN.db [options]\nWrites every report again from a run file; exits by its "
      "verdict.",
      "  slogate report soak/run.db --out soak-reports");
  reader.add_positional("run-file");
  reader.add()("out", po::value<Text>()->value_name("DIR"),
               "where the reports go (the run file's folder)")(
      "hlog", po::value<Text>()->value_name("FILE"),
      "also write each interval's histograms there, as an HdrHistogram log");
  reader.parse(words);
  if (!reader.wants_help() && !reader.has("run-file") && reader.diagnostics().empty()) {
    reader.wrong(
        "report: a run file is meant, such as slogate-results/20260306T100000Z-smoke/run.db");
  }
  return finished(
      reader, ReportArguments{reader.text("run-file"), reader.text("out"), reader.text("hlog")});
}

Result<Parsed<CheckArguments>> parse_check(const std::vector<std::string>& words) {
  OptionReader reader(
      "slogate check [SUITE] [options]\nChecks a suite and its flows and prints the plan. Sends "
      "nothing.",
      "  slogate check scenarios/go-live/suite.json");
  reader.add_positional("suite");
  reader.add()("skip-flow", po::value<Texts>()->value_name("NAME"),
               "leave this flow out (may be repeated)")(
      "var", po::value<Texts>()->value_name("NAME=VALUE"),
      "set a variable of the suite (may be repeated)")(
      "secrets", po::value<Text>()->value_name("DIR|-"),
      "as for a run; without it missing secrets are stood in for")(
      "strict", "end with 2 where there is a warning");
  reader.parse(words);
  CheckArguments out{reader.text("suite"), reader.texts("skip-flow"), reader.pairs("var"),
                     reader.text("secrets"), reader.has("strict")};
  return finished(reader, std::move(out));
}

Result<Parsed<DemoOptions>> parse_demo(const std::vector<std::string>& words) {
  OptionReader reader(
      "slogate demo [options]\nServes the embedded demo app until it is interrupted; prints what "
      "the suites need as export lines.",
      "  slogate demo --listen 127.0.0.1:8080 --fail /api/health=503");
  reader.add()("listen", po::value<Text>()->value_name("HOST:PORT"),
               "where to listen; port 0: a free one (127.0.0.1:8080)")(
      "latency", po::value<Text>()->value_name("20ms"), "each answer comes so much later")(
      "jitter", po::value<Text>()->value_name("5ms"), "give or take so much")(
      "error-rate", po::value<Text>()->value_name("0.02"), "this share of API answers is a 500")(
      "fail", po::value<Texts>()->value_name("ROUTE=STATUS"),
      "this route answers with this status (may be repeated)")(
      "stall-every", po::value<Text>()->value_name("30s"), "how often the app stands still")(
      "stall-for", po::value<Text>()->value_name("2s"), "and for how long");
  reader.parse(words);
  DemoOptions out;
  read_listen(out, reader);
  out.latency = milliseconds(reader, "latency");
  out.jitter = milliseconds(reader, "jitter");
  out.error_rate = reader.share("error-rate").value_or(0);
  out.stall_every = milliseconds(reader, "stall-every");
  out.stall_for = milliseconds(reader, "stall-for");
  for (const std::string& given : reader.texts("fail")) read_fault(given, out, reader);
  return finished(reader, std::move(out));
}

}  // namespace slogate
