#include "tests/sim/seeded_plan.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

#include "tests/sim/seeded_flow.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kHour = std::chrono::nanoseconds(1h);

std::string rate_text(std::int64_t per_minute) {
  return fmt::format("{}/m", per_minute);
}

// Levels of stages: users or a rate.
json stages(Draws& draw, std::int64_t most, bool users) {
  json out = json::array();
  const auto count = draw.between(2, 4);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t level = draw.between(i + 1 == count ? 0 : 1, most);
    out.push_back({{"to", users ? json(level) : json(rate_text(level * 60))},
                   {"over", draw.milliseconds(500, 15'000)}});
  }
  return out;
}

void add_shares(Draws& draw, std::size_t flows, bool open, json& profile) {
  if (draw.one_in(2)) return;
  json shares = json::object();
  for (std::size_t i = 0; i < flows; ++i) {
    const std::string name = fmt::format("f{}", i);
    if (open && i > 0 && draw.one_in(3)) {
      shares[name] = rate_text(draw.between(30, 300));
    } else {
      shares[name] = draw.between(1, 7);
    }
  }
  profile["flows"] = std::move(shares);
}

// A load's caps, warm-up and drain, each in some of the seeds.
void add_bounds(Draws& draw, bool open, std::int64_t length_ms, json& profile) {
  if (draw.one_in(3)) profile["warm_up"] = draw.milliseconds(1, length_ms / 2);
  profile["drain"] = draw.one_in(6) ? "0ms" : draw.milliseconds(200, 20'000);
  if (draw.one_in(6)) profile["max_requests"] = draw.between(1, 400);
  if (!open) return;
  profile["max_users"] = draw.one_in(3) ? draw.between(1, 8) : 60;
  if (draw.one_in(3)) profile["max_waiting"] = draw.one_in(2) ? 0 : draw.between(1, 50);
}

json open_load(Draws& draw, std::size_t flows) {
  json out;
  std::int64_t length_ms = draw.between(2'000, 60'000);
  if (draw.one_in(3)) {
    out["stages"] = stages(draw, 30, false);
    if (draw.one_in(2)) out["rate"] = rate_text(draw.between(60, 1200));
    length_ms = 2'000;  // no more than any two stages take, about
  } else {
    out["rate"] = rate_text(draw.between(30, 2'400));
    out["for"] = fmt::format("{}ms", length_ms);
  }
  if (draw.one_in(2)) out["arrivals"] = "poisson";
  add_shares(draw, flows, true, out);
  add_bounds(draw, true, out.contains("stages") ? 900 : length_ms, out);
  return out;
}

json closed_load(Draws& draw, std::size_t flows) {
  json out;
  const std::int64_t length_ms = draw.between(2'000, 40'000);
  if (draw.one_in(3)) {
    out["stages"] = stages(draw, 12, true);
    if (draw.one_in(2)) out["users"] = draw.between(1, 10);
  } else {
    out["users"] = draw.between(1, 12);
    out["for"] = fmt::format("{}ms", length_ms);
    if (draw.one_in(3)) {
      out["iterations"] = draw.between(1, 300);
    } else if (draw.one_in(2)) {
      out["iterations_per_user"] = draw.between(1, 30);
    }
  }
  add_shares(draw, flows, false, out);
  add_bounds(draw, false, out.contains("stages") ? 900 : length_ms, out);
  return out;
}

// Hours at a few requests a minute: what the clock brings and what memory does.
json long_load(Draws& draw, std::size_t flows) {
  json out = {{"rate", rate_text(draw.between(4, 20))},
              {"for", fmt::format("{}m", draw.between(121, 240))},
              {"max_users", 60}};
  if (draw.one_in(2)) out["arrivals"] = "poisson";
  add_shares(draw, flows, true, out);
  if (draw.one_in(2)) out["warm_up"] = "5m";
  return out;
}

constexpr std::pair<Fault, const char*> kFaults[] = {
    {Fault::unavailable, "503"}, {Fault::refused, "refused"}, {Fault::slow_drip, "slow drips"},
    {Fault::reset, "resets"},    {Fault::silent, "silence"},  {Fault::wrong_body, "wrong bodies"}};

Weather::Spec weather(Draws& draw, std::uint64_t seed, std::chrono::nanoseconds length,
                      std::string& text) {
  Weather::Spec out;
  out.seed = seed;
  out.delays = static_cast<Delays>(draw.between(0, 2));
  out.base = std::chrono::microseconds(draw.between(200, 60'000));
  if (draw.one_in(3)) out.drift = static_cast<double>(draw.between(1, 300)) / 100;
  if (draw.one_in(2)) out.connect = std::chrono::microseconds(draw.between(50, 30'000));
  if (draw.one_in(3)) out.closes_per_mille = static_cast<std::uint32_t>(draw.between(1, 1000));
  const auto kind = static_cast<std::size_t>(out.delays);
  text +=
      fmt::format(", {} delays from {} us", std::array{"constant", "bimodal", "heavy-tailed"}[kind],
                  out.base.count() / 1000);
  const auto faults = draw.between(0, 3);
  for (std::int64_t i = 0; i < faults; ++i) {
    const auto& [fault, word] = kFaults[static_cast<std::size_t>(draw.between(0, 5))];
    FaultSpan span;
    span.fault = fault;
    span.from = std::chrono::nanoseconds(draw.between(0, length.count()));
    span.until = span.from + (length > kHour ? std::chrono::nanoseconds(5min) : length / 4);
    span.per_mille = static_cast<std::uint32_t>(draw.one_in(2) ? 1000 : draw.between(1, 400));
    out.faults.push_back(span);
    text += fmt::format(", {}", word);
  }
  return out;
}

std::vector<ClockEvent> clock_events(Draws& draw, std::chrono::nanoseconds length,
                                     std::string& text) {
  std::vector<ClockEvent> out;
  const auto some_time = [&] { return std::chrono::nanoseconds(draw.between(0, length.count())); };
  if (draw.one_in(3)) {
    const auto by = std::chrono::seconds(draw.between(-7200, 7200));
    out.push_back({ClockEvent::Kind::wall_step, some_time(), by});
    text += fmt::format(", the wall clock is set by {} s", by.count());
  }
  if (draw.one_in(5)) {
    const auto by = std::chrono::milliseconds(draw.between(200, 90'000));
    out.push_back({ClockEvent::Kind::suspend, some_time(), by});
    text += fmt::format(", suspended for {} ms", by.count());
  }
  if (draw.one_in(5)) {
    const auto by = std::chrono::milliseconds(draw.between(1, 9'000));
    out.push_back({ClockEvent::Kind::stop, some_time(), by});
    text += fmt::format(", stopped for {} ms", by.count());
  }
  return out;
}

json objectives() {
  return json::array(
      {{{"name", "fast"}, {"measure", "p95"}, {"below", "1s"}},
       {{"name", "errors"}, {"measure", "error_rate"}, {"below", "5%"}},
       {{"name", "rollback"}, {"measure", "rate_5xx"}, {"below", "1%"}, {"window", "15m"}},
       {{"name", "up"}, {"measure", "availability"}, {"at_least", "99%"}}});
}

SeededPlan written(std::uint64_t seed, const json& profile, std::size_t flows) {
  SeededPlan out;
  out.seed = seed;
  const bool smoke = profile.contains("iterations") && !profile.contains("users");
  out.command = out.profile = smoke ? "smoke" : "load";
  json names = json::array();
  Draws draw(seed, "flows");
  for (std::size_t i = 0; i < flows; ++i) {
    names.push_back(fmt::format("f{}.json", i));
    add_seeded_flow(draw, i, out.files);
  }
  json suite = {{"name", "simulated"},
                {"target", SeededPlan::kTarget},
                {"load_hosts", json::array({"app.example"})},
                {"flows", std::move(names)},
                {"profiles", {{out.profile, profile}}},
                {"objectives", objectives()}};
  Draws around(seed, "around");
  for (const char* part : {"setup", "teardown"}) {
    if (!around.one_in(6)) continue;
    suite[part] =
        json::array({{{"name", "once"}, {"request", fmt::format("GET /{}/once?i=0", part)}}});
  }
  out.files["suite.json"] = suite.dump(2);
  out.text = profile.dump();
  return out;
}

std::chrono::nanoseconds length_of(const json& profile) {
  const auto read = [](const std::string& text) -> std::chrono::nanoseconds {
    if (text.ends_with("ms")) return std::chrono::milliseconds(std::stoll(text));
    return std::chrono::minutes(std::stoll(text));
  };
  if (profile.contains("for")) return read(profile["for"]);
  std::chrono::nanoseconds sum = 0s;
  if (profile.contains("stages"))
    for (const json& stage : profile["stages"]) sum += read(stage["over"]);
  return sum.count() > 0 ? sum : 5s;
}

json profile_of(Draws& draw, std::size_t flows) {
  switch (draw.between(0, 19)) {
    case 0:
      return {{"iterations", draw.between(1, 6)}};
    case 1:
    case 2:
      return long_load(draw, flows);
    default:
      return draw.one_in(2) ? open_load(draw, flows) : closed_load(draw, flows);
  }
}

}  // namespace

SeededPlan plan_of_seed(std::uint64_t seed) {
  Draws draw(seed, "plan");
  const auto flows = static_cast<std::size_t>(draw.between(1, 4));
  const json profile = profile_of(draw, flows);
  const auto length = length_of(profile);
  SeededPlan out = written(seed, profile, flows);
  Draws around(seed, "weather");
  out.weather = weather(around, seed, length, out.text);
  Draws server(seed, "server");
  if (server.one_in(6)) {
    out.slots = static_cast<std::size_t>(server.between(1, 4));
    out.text += fmt::format(", {} slots", out.slots);
  }
  if (server.one_in(6)) {
    out.frozen = {std::chrono::nanoseconds(server.between(0, length.count())),
                  std::chrono::milliseconds(server.between(100, 8'000))};
    out.text += fmt::format(", frozen for {} ms", out.frozen.second / 1ms);
  }
  Draws clocks(seed, "clocks");
  out.events = clock_events(clocks, length, out.text);
  Draws stop(seed, "stop");
  if (stop.one_in(8)) {
    out.stop = SeededPlan::Stop{std::chrono::nanoseconds(stop.between(0, length.count() * 5 / 4)),
                                stop.one_in(3) ? StopKind::now : StopKind::drain};
    out.text += fmt::format(", ended after {} ms", out.stop->at / 1ms);
  }
  return out;
}

SeededPlan plan_of_hours(int hours) {
  json steps = json::array();
  for (int i = 0; i < 5; ++i) {
    steps.push_back({{"name", fmt::format("s{}", i)},
                     {"request", fmt::format("GET /f0/s{}?i=${{i}}", i)},
                     {"timeout", "2s"},
                     {"on_failure", "continue"},
                     {"checks", json::array({{{"status", 200}}})}});
  }
  const json profile = {{"rate", "2/s"}, {"for", fmt::format("{}h", hours)}, {"max_users", 100}};
  SeededPlan out = written(24, profile, 1);
  out.files["f0.json"] = json{
      {"name", "f0"},
      {"generate", {{"i", {{"counter", {{"from", 0}, {"step", 1}}}}}}},
      {"steps",
       std::move(steps)}}.dump(2);
  out.memory_slack = 0;
  out.weather.base = 10ms;
  out.weather.connect = 2ms;
  out.weather.drip = 5s;
  for (int hour = 0; hour < hours; ++hour) {
    const auto begin = std::chrono::nanoseconds(hour * 1h);
    out.weather.faults.push_back({Fault::unavailable, begin + 6min, begin + 11min});
    out.weather.faults.push_back({Fault::refused, begin + 20min, begin + 21min});
    out.weather.faults.push_back({Fault::slow_drip, begin + 30min, begin + 31min});
    out.weather.faults.push_back({Fault::reset, begin + 40min, begin + 41min});
  }
  return out;
}

}  // namespace slogate::support
