// slogate: which command, and nothing else.
#include <array>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "runner/app/commands.h"
#include "runner/app/signals.h"
#include "scenarios/suite/diagnostic.h"

namespace {

struct Command {
  std::string_view name;
  int (*run)(const slogate::Words&);
  std::string_view summary;
};

constexpr std::array<Command, 5> kCommands = {{
    {"smoke", slogate::smoke_command, "walk every flow once and say whether the app works"},
    {"load", slogate::load_command, "put a profile's load on the app and judge its objectives"},
    {"report", slogate::report_command, "write every report again from a run file"},
    {"check", slogate::check_command, "check a suite and print the plan; sends nothing"},
    {"demo", slogate::demo_command, "serve the embedded demo app"},
}};

void print_usage(std::ostream& out) {
  out << "slogate " SLOGATE_VERSION
         ": smoke checks and load tests with a verdict\n\nUsage: slogate COMMAND [options]\n\n";
  for (const Command& command : kCommands) {
    out << "  " << command.name << std::string(8 - command.name.size(), ' ') << command.summary
        << '\n';
  }
  out << "\nslogate COMMAND --help tells the options of a command.\n"
         "Exit codes: 0 pass, 1 fail, 2 bad input, 3 cannot tell, 4 broken, 130 and 143 ended by a "
         "signal.\n\n"
         "Example:\n  slogate smoke --demo\n";
}

int unknown(const std::string& word) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  const std::string nearest = slogate::nearest_word(word, names);
  std::cerr << "slogate: unknown command \"" << word << '"';
  if (!nearest.empty()) std::cerr << ", did you mean \"" << nearest << "\"?";
  std::cerr << '\n';
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "--help" || words[0] == "help") {
    print_usage(words.empty() ? std::cerr : std::cout);
    return words.empty() ? 2 : 0;
  }
  if (words[0] == "--version") {
    std::cout << "slogate " SLOGATE_VERSION "\n";
    return 0;
  }
  slogate::install_signal_handlers();
  for (const Command& command : kCommands) {
    if (command.name != words[0]) continue;
    try {
      return command.run({words.begin() + 1, words.end()});
    } catch (const std::exception& error) {
      std::cerr << "slogate: internal error: " << error.what() << '\n';
      return 4;
    }
  }
  return unknown(words[0]);
}
