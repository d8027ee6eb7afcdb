// A seeded fault: two threads add to one plain int. Proves that TSan of the tsan preset stops a program. Never linked
// into anything else.
#include <cstdio>
#include <thread>

int main() {
  int count = 0;
  const auto add = [&count] {
    for (int i = 0; i < 100'000; ++i) count = count + 1;
  };
  std::thread first(add);
  std::thread second(add);
  first.join();
  second.join();
  std::printf("counted to %d with a race and nobody noticed\n", count);
  return 0;
}
