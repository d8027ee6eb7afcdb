#include "scenarios/suite/sources.h"

#include <fmt/format.h>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/selector_fault.h"

namespace slogate {

std::vector<std::string> words_of_source(std::string_view key) {
  if (key == "size") return {"body", "transfer"};
  if (key == "hash") return {"sha256", "sha1", "md5"};
  if (key == "time") return {"total", "dns", "connect", "tls", "send", "wait", "receive"};
  if (key == "redirects") return {"count", "urls", "final"};
  if (key == "tls") return {"version", "issuer", "subject", "host", "days_left"};
  if (key == "attribute")
    return {"path", "domain", "max-age", "expires", "samesite", "secure", "httponly"};
  return {};
}

const SourceWord* parse_source(const Reader& reader, std::string_view what) {
  std::vector<std::string> all;
  std::vector<std::string> given;
  const SourceWord* found = nullptr;
  bool misspelt = false;
  for (const SourceWord& word : kSources) {
    all.emplace_back(word.key);
    misspelt = misspelt || reader.misspelt(word.key);
    if (!reader.has(word.key)) continue;
    given.push_back(fmt::format("\"{}\"", word.key));
    found = &word;
  }
  if (given.size() == 1) return found;
  if (given.size() > 1) {
    reader.problem(reader.at(), fmt::format("{} with the sources {}, it looks at exactly one", what,
                                            listed(given)));
  } else if (!misspelt) {
    reader.problem(reader.at(),
                   fmt::format("{} without a source, name one of {}", what, listed(all)));
  }
  return nullptr;
}

void parse_selector(const Reader& reader, const SourceWord& source, TemplateText& selector) {
  const Json& value = *reader.find(source.key);
  selector.at = value.place();
  if (source.source == Source::body) {
    if (value.kind != Json::Kind::boolean || !value.boolean) {
      reader.problem(
          value.at,
          "\"body\" must be true, what it should hold stands in a predicate such as \"contains\"");
    }
    return;
  }
  const std::string what = fmt::format("\"{}\"", source.key);
  if (const std::vector<std::string> words = words_of_source(source.key); !words.empty()) {
    if (read_word(value, what, words, reader.problems())) selector.text = value.string;
    return;
  }
  if (!check_kind(value, Json::Kind::string, what, reader.problems())) return;
  selector.text = value.string;
  const bool is_template = value.string.find("${") != std::string::npos;
  if ((source.source == Source::header || source.source == Source::cookie) && !is_template &&
      !is_token(value.string)) {
    reader.problem(value.at, fmt::format("{} is no name of a {}, letters, digits and - are usual",
                                         in_quotes(value.string), source.key));
  } else if (value.string.empty() && source.source != Source::json) {
    reader.problem(value.at, what + " is empty, say where to look");
  } else if (std::string fault = selector_fault(source.source, value.string); !fault.empty()) {
    reader.problem(value.at, std::move(fault));
  }
}

std::string parse_attribute(const Reader& reader, Source source) {
  if (source != Source::cookie) {
    reader.refuse("attribute", "goes with \"cookie\" only");
    return {};
  }
  const std::vector<std::string> words = words_of_source("attribute");
  const std::optional<std::size_t> word = reader.word("attribute", words);
  return word ? words[*word] : "";
}

}  // namespace slogate
