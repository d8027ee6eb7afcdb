// libFuzzer entry: what a server says about cookies and digest authentication. The first byte of
// the input chooses among a few hosts; each line of the rest is a Set-Cookie field, or, behind a
// `!`, a WWW-Authenticate one.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

#include "runner/http/challenge.h"
#include "runner/http/cookie_jar.h"
#include "runner/http/digest_auth.h"
#include "scenarios/message/set_cookie.h"

namespace {

using slogate::CookieJar;

constexpr std::int64_t kNow = 1'772'791'200;

// Ends the run where a claim does not hold; stays on in every build.
void claim(bool holds) {
  if (!holds) std::abort();
}

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

// What goes on a request must not begin a line of its own.
bool is_clean(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

void try_cookie(std::string_view field, const slogate::Url& url, CookieJar& jar) {
  const slogate::SetCookie cookie = slogate::parse_set_cookie(field);
  for (const auto part : {cookie.name, cookie.value, cookie.domain, cookie.path}) {
    claim(lies_in(part, field));
  }
  claim(cookie.fault.empty() != cookie.name.empty());
  claim(!cookie.secure || cookie.attribute("secure").has_value());
  claim(!cookie.max_age || cookie.attribute("Max-Age").has_value());
  (void)cookie.expiry(kNow);
  const std::uint64_t refused = jar.refused();
  const bool taken = jar.take(url, field, kNow);
  claim(jar.refused() == refused + (taken ? 0U : 1U));
  claim(taken || !jar.last_refusal().why.empty());
  claim(!taken || cookie.fault.empty());
  claim(jar.size() <= CookieJar::kInAll);
  const std::string looked = jar.header_for(url, kNow);
  std::string sent;
  claim(jar.append_header(url, kNow, sent) == !looked.empty());
  claim(sent == looked && is_clean(sent));
}

void try_challenge(std::string_view field, slogate::DigestSession& digest) {
  slogate::ChallengeReader reader(field);
  std::size_t items = 0;
  for (auto item = reader.next(); item != slogate::ChallengeReader::Item::end;
       item = reader.next()) {
    claim(lies_in(reader.name(), field) && lies_in(reader.value(), field));
    claim(++items <= field.size() + 1);
  }
  const slogate::Origin origin{true, "h.example", 443};
  slogate::Response response;
  response.status = 401;
  response.headers.push_back({"WWW-Authenticate", std::string(field)});
  const bool again = digest.take(origin, response) == slogate::DigestStep::again;
  claim(again == digest.ready(origin));
  std::string value;
  const bool made = digest.append_authorization(origin, "us\"er", "p", "GET", "/x", "c", value);
  claim(made == again && made == !value.empty() && is_clean(value));
  claim(made || !digest.why().empty());
  if (made) {
    slogate::ChallengeReader own(value);
    claim(own.next() == slogate::ChallengeReader::Item::scheme);
    auto item = own.next();
    while (item == slogate::ChallengeReader::Item::parameter) item = own.next();
    claim(item == slogate::ChallengeReader::Item::end);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::string_view kPages[] = {"https://www.shop.example.co.uk/a/b?c=/d",
                                                "http://localhost:8080/", "http://127.0.0.1/x/y",
                                                "https://[::1]/", "http://a.b.example.org/a/b/c"};
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view page =
      kPages[static_cast<unsigned char>(text.front()) % std::size(kPages)];
  text.remove_prefix(1);
  const slogate::Url url = *slogate::parse_url(page);
  CookieJar jar;
  slogate::DigestSession digest;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with('!')) {
      try_challenge(line.substr(1), digest);
    } else {
      try_cookie(line, url, jar);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}
