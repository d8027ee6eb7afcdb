// `slogate report`: every report again, from the run file alone.
#include <iostream>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/report_files.h"
#include "runner/record/run_file.h"

namespace slogate {

int report_command(const Words& words) {
  const auto parsed = parse_report(words);
  if (!parsed) {
    std::cerr << parsed.error().text();
    return 2;
  }
  if (!parsed->arguments) {
    std::cout << parsed->help;
    return 0;
  }
  const std::filesystem::path file = parsed->arguments->run_file;
  const auto result = read_run_file(file);
  if (!result) {
    std::cerr << result.error().text();
    return 2;
  }
  std::filesystem::path folder = parsed->arguments->out;
  if (folder.empty()) folder = file.has_parent_path() ? file.parent_path() : ".";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    std::cerr << folder.string() << ": the folder cannot be created: " << error.message() << '\n';
    return 2;
  }
  const Told told = tell(*result, false, folder, std::cout);
  if (!told.problems.empty()) std::cerr << told.problems.text();
  return told.exit_code;
}

}  // namespace slogate
