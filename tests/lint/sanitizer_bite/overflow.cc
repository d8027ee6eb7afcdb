// Seeded faults: proves that ASan and UBSan of the asan preset stop a program. Never linked into anything else.
//   seeded_overflow heap     writes one element behind an array
//   seeded_overflow signed   adds one to the greatest int
#include <cstdio>
#include <limits>
#include <memory>
#include <string_view>

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  // argc hides the values from the compiler, which would otherwise refuse to build this.
  if (mode == "heap") {
    const auto size = static_cast<std::size_t>(argc) * 4;
    const auto numbers = std::make_unique<int[]>(size);
    numbers[size] = 1;
    std::printf("wrote %d behind the array and nobody noticed\n", numbers[size]);
    return 0;
  }
  if (mode == "signed") {
    int number = std::numeric_limits<int>::max() - 2;
    number += argc + 1;
    std::printf("the greatest int plus one is %d and nobody noticed\n", number);
    return 0;
  }
  std::puts("usage: seeded_overflow heap | signed");
  return 0;  // 0: a wrong call must not look like a caught fault
}
