#include "tests/support/truth_server/delays.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace truth {
namespace {

constexpr double kPi = 3.14159265358979323846;

// SplitMix64 over (seed, number, draw), as a double in [0, 1).
double draw(std::uint64_t seed, std::uint64_t number, std::uint64_t which) {
  std::uint64_t value = seed * 0xd1342543de82ef95U + number * 2 + which;
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  value ^= value >> 31U;
  return static_cast<double>(value >> 11U) * 0x1.0p-53;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == ':') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

bool read_number(const std::string& text, double& into) {
  char* end = nullptr;
  into = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0' && std::isfinite(into) && into > 0;
}

}  // namespace

std::int64_t Delays::of(std::uint64_t number) const {
  const double uniform = draw(seed, number, 0);
  double ns = first_ns;
  switch (shape) {
    case Shape::constant:
      break;
    case Shape::bimodal:
      ns = uniform < parameter ? second_ns : first_ns;
      break;
    case Shape::pareto:
      ns = std::min(second_ns, first_ns * std::pow(1 - uniform, -1 / parameter));
      break;
    case Shape::lognormal: {
      const double angle = 2 * kPi * draw(seed, number, 1);
      const double normal = std::sqrt(-2 * std::log(1 - uniform)) * std::cos(angle);
      ns = std::min(second_ns, first_ns * std::exp(parameter * normal));
      break;
    }
  }
  return static_cast<std::int64_t>(ns);
}

double read_duration_ns(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  if (text.empty() || end == text.c_str() || !std::isfinite(value) || value < 0) return -1;
  if (unit == "s") return value * 1e9;
  if (unit == "ms") return value * 1e6;
  if (unit == "us") return value * 1e3;
  if (unit == "ns") return value;
  return unit.empty() && value == 0 ? 0 : -1;
}

bool read_delays(const std::string& text, Delays& into, std::string& why) {
  const std::vector<std::string> words = split(text);
  const std::string& name = words[0];
  const auto duration = [&](std::size_t at) { return read_duration_ns(words[at]); };
  if (name == "constant" && words.size() == 2) {
    into.shape = Delays::Shape::constant;
    into.first_ns = into.second_ns = duration(1);
  } else if (name == "bimodal" && words.size() == 4 && read_number(words[3], into.parameter) &&
             into.parameter < 1) {
    into.shape = Delays::Shape::bimodal;
    into.first_ns = duration(1);
    into.second_ns = duration(2);
  } else if ((name == "pareto" || name == "lognormal") && words.size() == 4 &&
             read_number(words[2], into.parameter)) {
    into.shape = name == "pareto" ? Delays::Shape::pareto : Delays::Shape::lognormal;
    into.first_ns = duration(1);
    into.second_ns = duration(3);
  } else {
    why =
        "constant:D, bimodal:D:D:SHARE, pareto:LEAST:EXPONENT:MOST or "
        "lognormal:MEDIAN:DEVIATION:MOST is meant";
    return false;
  }
  why = "a duration such as 2ms is meant";
  return into.first_ns >= 0 && into.second_ns >= into.first_ns;
}

}  // namespace truth
