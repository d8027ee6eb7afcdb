// Boost.Program_options as this program uses it: no guessed abbreviations, unknown options with the nearest known one,
// every wrong value collected.
#pragma once

#include <boost/program_options.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

class OptionReader {
 public:
  // `usage`: what stands above the options in the help; `example`: what stands below.
  OptionReader(std::string usage, std::string example);

  // The description that options are added to.
  [[nodiscard]] boost::program_options::options_description_easy_init add() {
    return options_.add_options();
  }
  // One word without a name, such as SUITE.
  void add_positional(const std::string& name);

  void parse(const std::vector<std::string>& words);

  [[nodiscard]] bool wants_help() const { return values_.count("help") > 0; }
  [[nodiscard]] std::string help() const;

  [[nodiscard]] bool has(const std::string& name) const { return values_.count(name) > 0; }
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;
  [[nodiscard]] std::optional<Duration> duration(const std::string& name);
  [[nodiscard]] std::optional<double> rate(const std::string& name);
  [[nodiscard]] std::optional<double> share(const std::string& name);
  [[nodiscard]] std::optional<std::uint64_t> whole(const std::string& name, std::uint64_t low,
                                                   std::uint64_t high);
  [[nodiscard]] std::map<std::string, std::string> pairs(const std::string& name);

  void wrong(std::string message) { diagnostics_.add({}, std::move(message)); }
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  std::string usage_;
  std::string example_;
  boost::program_options::options_description options_;
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positional_;
  boost::program_options::variables_map values_;
  Diagnostics diagnostics_;
};

}  // namespace slogate
