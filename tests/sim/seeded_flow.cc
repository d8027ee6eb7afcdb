#include "tests/sim/seeded_flow.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace slogate::support {
namespace {

using nlohmann::json;

json think(Draws& draw) {
  switch (draw.between(0, 2)) {
    case 0:
      return draw.milliseconds(1, 1500);
    case 1: {
      const std::int64_t low = draw.between(1, 500);
      const std::int64_t high = low + draw.between(0, 2000);
      return {{"uniform", json::array({fmt::format("{}ms", low), fmt::format("{}ms", high)})}};
    }
    default:
      return {{"exponential", draw.milliseconds(50, 800)}};
  }
}

std::string request(std::size_t flow, const std::string& step) {
  return fmt::format("GET /f{}/{}?i=${{i}}", flow, step);
}

json step(Draws& draw, std::size_t flow, std::size_t number) {
  const bool retries = number > 0 && draw.one_in(4);
  const std::string name = fmt::format("{}{}", retries ? "r" : "s", number);
  json out = {{"name", name},
              {"request", request(flow, name)},
              {"timeout", draw.milliseconds(300, 12'000)},
              {"checks", json::array({{{"status", 200}}, {{"json", "/ok"}, {"equals", true}}})}};
  if (draw.one_in(2)) out["think"] = think(draw);
  if (draw.one_in(4)) {
    out["on_failure"] = draw.one_in(8) ? "stop_run" : "continue";
  }
  if (draw.one_in(5)) out["first_byte_timeout"] = draw.milliseconds(200, 5'000);
  if (draw.one_in(3)) out["captures"] = {{"token", {{"json", "/token"}, {"default", "none"}}}};
  if (retries)
    out["retry"] = {{"times", draw.between(1, 3)}, {"pause", draw.milliseconds(50, 900)}};
  return out;
}

json steps(Draws& draw, std::size_t flow) {
  json out = json::array({step(draw, flow, 0)});
  const auto more = static_cast<std::size_t>(draw.between(0, 4));
  json block = json::array();
  const bool repeats = more > 1 && draw.one_in(3);
  const bool grouped = more > 1 && draw.one_in(3);
  for (std::size_t i = 1; i <= more; ++i)
    (repeats || grouped ? block : out).push_back(step(draw, flow, i));
  if (block.empty()) return out;
  json entry = {{"steps", std::move(block)}};
  if (grouped) entry["group"] = "part";
  if (repeats) entry["repeat"] = draw.between(2, 3);
  if (repeats && draw.one_in(3)) {
    entry["repeat"] = {{"until", {{"variable", "page"}, {"equals", "t-3"}}},
                       {"at_most", draw.between(2, 4)},
                       {"on_bound", "continue"}};
    entry["steps"][0]["captures"] = {{"page", {{"json", "/token"}, {"default", "none"}}}};
  }
  out.push_back(std::move(entry));
  return out;
}

json session(Draws& draw, std::size_t flow) {
  const bool own = !draw.one_in(3);
  const char* begin = own ? "open" : "start";
  const char* end = own ? "close" : "finish";
  const auto one = [&](const char* name) {
    return json::array({{{"name", name}, {"request", request(flow, name)}}});
  };
  json out = {{"shared_by", own ? "user" : "run"}, {"steps", one(begin)}};
  if (draw.one_in(2)) out["end"] = one(end);
  if (own && draw.one_in(3)) out["renew"] = {{"after", draw.milliseconds(1'000, 20'000)}};
  return out;
}

}  // namespace

void add_seeded_flow(Draws& draw, std::size_t number, std::map<std::string, std::string>& files) {
  const std::string name = fmt::format("f{}", number);
  json flow = {{"name", name},
               {"generate", {{"i", {{"counter", {{"from", 0}, {"step", 1}}}}}}},
               {"steps", steps(draw, number)}};
  if (draw.one_in(4)) flow["session"] = session(draw, number);
  if (draw.one_in(6)) {
    const std::int64_t rows = draw.between(3, 300);
    std::string& table = files[name + ".csv"] = "id\n";
    for (std::int64_t i = 0; i < rows; ++i) table += fmt::format("r{}\n", i);
    const char* order = draw.one_in(2) ? "unique" : "sequential";
    flow["feeds"] = {{"row", {{"file", name + ".csv"}, {"order", order}, {"at_end", "stop"}}}};
    flow["steps"][0]["headers"] = {{"x-row", "${row.id}"}};
  }
  files[name + ".json"] = flow.dump(2);
}

}  // namespace slogate::support
