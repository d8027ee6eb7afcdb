#include "runner/app/option_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

namespace slogate {
namespace po = boost::program_options;

OptionReader::OptionReader(std::string usage, std::string example)
    : usage_(std::move(usage)), example_(std::move(example)), options_("Options", 100) {
  add()("help", "show this help");
}

void OptionReader::add_positional(const std::string& name) {
  hidden_.add_options()(name.c_str(), po::value<std::string>());
  positional_.add(name.c_str(), 1);
}

void OptionReader::parse(const std::vector<std::string>& words) {
  po::options_description all;
  all.add(options_).add(hidden_);
  namespace style = po::command_line_style;
  try {
    po::store(po::command_line_parser(words)
                  .options(all)
                  .positional(positional_)
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              values_);
    po::notify(values_);
  } catch (const po::unknown_option& error) {
    std::vector<std::string> known;
    for (const auto& option : options_.options()) known.push_back("--" + option->long_name());
    const std::string nearest = nearest_word(error.get_option_name(), known);
    wrong(fmt::format("unknown option {}{}", error.get_option_name(),
                      nearest.empty() ? "" : fmt::format(", did you mean {}?", nearest)));
  } catch (const po::error& error) {
    wrong(error.what());
  }
}

std::string OptionReader::help() const {
  std::ostringstream out;
  out << usage_ << "\n\n" << options_ << "\nExample:\n" << example_ << '\n';
  return out.str();
}

std::string OptionReader::text(const std::string& name) const {
  return has(name) ? values_[name].as<std::string>() : std::string();
}

std::vector<std::string> OptionReader::texts(const std::string& name) const {
  return has(name) ? values_[name].as<std::vector<std::string>>() : std::vector<std::string>();
}

std::optional<Duration> OptionReader::duration(const std::string& name) {
  if (!has(name)) return std::nullopt;
  const auto value = parse_duration(text(name));
  if (!value)
    wrong(fmt::format("--{} {}: a duration such as 250ms, 30s, 5m or 24h is meant", name,
                      text(name)));
  return value;
}

std::optional<double> OptionReader::rate(const std::string& name) {
  if (!has(name)) return std::nullopt;
  const auto value = parse_rate(text(name));
  if (!value)
    wrong(fmt::format("--{} {}: a rate such as 50/s, 600/m or 24/h is meant", name, text(name)));
  return value;
}

std::optional<double> OptionReader::share(const std::string& name) {
  if (!has(name)) return std::nullopt;
  const std::string given = text(name);
  double value = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (error == std::errc() && end == given.data() + given.size() && value >= 0 && value <= 1)
    return value;
  wrong(fmt::format("--{} {}: a share between 0 and 1 is meant", name, given));
  return std::nullopt;
}

std::optional<std::uint64_t> OptionReader::whole(const std::string& name, std::uint64_t low,
                                                 std::uint64_t high) {
  if (!has(name)) return std::nullopt;
  const std::string given = text(name);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (error == std::errc() && end == given.data() + given.size() && value >= low && value <= high)
    return value;
  wrong(fmt::format("--{} {}: a whole number from {} to {} is meant", name, given, low, high));
  return std::nullopt;
}

std::map<std::string, std::string> OptionReader::pairs(const std::string& name) {
  std::map<std::string, std::string> out;
  for (const std::string& given : texts(name)) {
    const std::size_t equals = given.find('=');
    if (equals == std::string::npos || equals == 0) {
      wrong(fmt::format("--{} {}: NAME=VALUE is meant", name, given));
      continue;
    }
    out[given.substr(0, equals)] = given.substr(equals + 1);
  }
  return out;
}

}  // namespace slogate
