// slogate's smoke and load with their secrets left in: what shows that the search of secrets_test.py
// finds them where they are. A tool of the tests, never installed.
#include <iostream>
#include <string>
#include <vector>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/signals.h"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || (words[0] != "smoke" && words[0] != "load")) {
    std::cerr << "slogate_unredacted: smoke or load is meant\n";
    return 2;
  }
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  auto parsed = words[0] == "smoke" ? slogate::parse_smoke(rest) : slogate::parse_load(rest);
  if (!parsed || !parsed->arguments) {
    std::cerr << (parsed ? parsed->help : parsed.error().text());
    return 2;
  }
  slogate::install_signal_handlers();
  parsed->arguments->redact = false;
  return slogate::run_command(*parsed->arguments);
}
