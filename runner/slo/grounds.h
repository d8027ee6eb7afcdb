// What a claim rests on beside its counts, and the words for it: how many independent answers they
// are worth, how long they took to get, and what is missing.
#pragma once

#include <cstdint>
#include <string>

#include "runner/slo/effective_size.h"
#include "runner/slo/verdict.h"

namespace slogate {

struct Grounds {
  EffectiveSize size;
  std::int64_t length_ns = 0;  // of the judged part of the run
};

// "; they count like 1,450: failures came in bursts"; nothing where they count for nearly what they
// are.
[[nodiscard]] std::string worth_text(const Objective& objective, const EffectiveSize& size,
                                     std::uint64_t n);
// ", which count like 1,450 (failures came in bursts)", or nothing: within a sentence.
[[nodiscard]] std::string worth_aside(const Objective& objective, const EffectiveSize& size,
                                      std::uint64_t n);

// "answers are taken as independent: 4 failures are too few to see whether they come in bursts";
// nothing where it was seen.
[[nodiscard]] std::string independence_text(const Objective& objective, const EffectiveSize& size,
                                            std::uint64_t events);

// ": at this rate 36 s more", for that many samples of which there are `have`; nothing where they
// never came or it would be weeks.
[[nodiscard]] std::string more_time(std::uint64_t needed, std::uint64_t have,
                                    std::int64_t length_ns);

// "; 5,400 at this share would prove the opposite: at this rate 7 min more", where that can be told.
[[nodiscard]] std::string opposite_text(double limit, std::uint64_t events, std::uint64_t n,
                                        const Grounds& grounds);

// "0.017 % to 0.564 %": Wilson's interval.
[[nodiscard]] std::string wilson_text(std::uint64_t events, std::uint64_t n,
                                      const EffectiveSize& size);

// Numbers and words that every confident claim has in common.
void add_grounds(const Grounds& grounds, std::uint64_t events, ObjectiveVerdict& verdict);

}  // namespace slogate
