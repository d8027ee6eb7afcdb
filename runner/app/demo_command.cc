// `slogate demo`: the stand-in app on its own, until it is interrupted.
#include <poll.h>

#include <iostream>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/signals.h"
#include "runner/demo/server.h"

namespace slogate {

int demo_command(const Words& words) {
  const auto parsed = parse_demo(words);
  if (!parsed) {
    std::cerr << parsed.error().text();
    return 2;
  }
  if (!parsed->arguments) {
    std::cout << parsed->help;
    return 0;
  }
  auto demo = DemoServer::start(*parsed->arguments);
  if (!demo) {
    std::cerr << demo.error().text();
    return 2;
  }
  std::cout << "# In the shell that runs slogate:\n";
  for (const auto& [name, value] : (*demo)->environment()) {
    std::cout << "export " << name << "='" << value << "'\n";
  }
  std::cout << "# listening on " << (*demo)->url() << ", stop with Ctrl-C" << std::endl;
  // A signal ends poll(); the time limit covers one that came just before.
  while (signal_count() == 0) ::poll(nullptr, 0, 500);
  (*demo)->stop();
  std::cerr << "demo: " << (*demo)->requests() << " requests answered\n";
  return 0;
}

}  // namespace slogate
