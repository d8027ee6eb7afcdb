#include "runner/demo/faults.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "scenarios/suite/diagnostic.h"

namespace slogate {
namespace {

// splitmix64: every counter gets an independent, evenly spread number.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

// In [0, 1). `stream` keeps errors and jitter apart.
double fraction(std::uint64_t seed, std::uint64_t stream, std::uint64_t n) {
  return static_cast<double>(mix(mix(mix(seed) ^ stream) ^ n) >> 11U) * 0x1.0p-53;
}

constexpr std::uint64_t kErrorStream = 1;
constexpr std::uint64_t kJitterStream = 2;

// What answers under /api. Every other path is a page.
constexpr std::array<std::string_view, 14> kCalls = {
    "/api/health",      "/api/auth/request",    "/api/auth/verify",    "/api/auth/me",
    "/api/auth/logout", "/api/consent/current", "/api/consent/status", "/api/consent/accept",
    "/api/public/qr",   "/api/public/site",     "/api/admin/users",    "/api/admin/step-up/grant",
    "/api/docs",        "/api/openapi.json"};

// A route that is to fail covers what lies below it, so the beginning of a call will do, and so will one of its
// sub-paths.
bool answers_at(std::string_view route) {
  if (route != "/api" && !route.starts_with("/api/")) return true;
  return std::any_of(kCalls.begin(), kCalls.end(), [route](std::string_view call) {
    return call.starts_with(route) || route.starts_with(call);
  });
}

std::string unknown_route(const std::string& route) {
  const std::string nearest = nearest_word(route, {kCalls.begin(), kCalls.end()});
  return fmt::format("the demo answers nothing at {}{}", route,
                     nearest.empty() ? "" : fmt::format(", did you mean {}?", nearest));
}

bool covers(std::string_view route, std::string_view path) {
  if (!path.starts_with(route)) return false;
  return path.size() == route.size() || (route != "/" && path[route.size()] == '/');
}

}  // namespace

FaultPlan::FaultPlan(Settings settings) : settings_(std::move(settings)) {
  for (RouteFault& fault : settings_.fail) {
    while (fault.route.size() > 1 && fault.route.back() == '/') fault.route.pop_back();
  }
}

std::string FaultPlan::complaint(const Settings& settings) {
  using std::chrono::milliseconds;
  const milliseconds none{0};
  if (settings.latency < none) return "the latency is negative";
  if (settings.jitter < none) return "the jitter is negative";
  if (!(settings.error_rate >= 0 && settings.error_rate <= 1)) {
    return fmt::format("the error rate {} is no share, which lies from 0 to 1",
                       settings.error_rate);
  }
  for (const RouteFault& fault : settings.fail) {
    if (fault.route.empty() || fault.route.front() != '/') {
      return fmt::format("the route \"{}\" that is to fail does not begin with \"/\"", fault.route);
    }
    if (!answers_at(fault.route)) return unknown_route(fault.route);
    if (fault.status < 200 || fault.status > 599) {
      return fmt::format("the route {} cannot answer {}, a status from 200 to 599 is meant",
                         fault.route, fault.status);
    }
  }
  if (settings.stall_every < none || settings.stall_for < none) return "a stall time is negative";
  if ((settings.stall_every > none) != (settings.stall_for > none)) {
    return "a stall needs both how often and for how long";
  }
  if (settings.stall_every > none && settings.stall_for >= settings.stall_every) {
    return "a stall must be shorter than the time from one to the next";
  }
  return {};
}

std::optional<int> FaultPlan::status_of(std::string_view path) const {
  const RouteFault* nearest = nullptr;
  for (const RouteFault& fault : settings_.fail) {
    if (!covers(fault.route, path)) continue;
    if (nearest == nullptr || fault.route.size() > nearest->route.size()) nearest = &fault;
  }
  if (nearest == nullptr) return std::nullopt;
  return nearest->status;
}

bool FaultPlan::is_error(std::uint64_t n) const {
  return settings_.error_rate > 0 &&
         fraction(settings_.seed, kErrorStream, n) < settings_.error_rate;
}

std::chrono::microseconds FaultPlan::delay_of(std::uint64_t n) const {
  const std::chrono::microseconds latency = settings_.latency;
  if (settings_.jitter.count() == 0) return latency;
  const std::chrono::microseconds jitter = settings_.jitter;
  const double part = 2 * fraction(settings_.seed, kJitterStream, n) - 1;
  const auto extra = static_cast<std::int64_t>(part * static_cast<double>(jitter.count()));
  return std::max(std::chrono::microseconds(0), latency + std::chrono::microseconds(extra));
}

std::chrono::microseconds FaultPlan::stall_left(std::chrono::microseconds since_start) const {
  const std::chrono::microseconds every = settings_.stall_every;
  if (every.count() == 0 || since_start < every) return std::chrono::microseconds(0);
  const std::chrono::microseconds into = since_start % every;
  return std::max(std::chrono::microseconds(0), settings_.stall_for - into);
}

}  // namespace slogate
