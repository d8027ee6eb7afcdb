#include "runner/http/digest_auth.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "runner/http/challenge.h"

namespace slogate {
namespace {

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct Algorithm {
  std::string_view name;
  Hash hash = Hash::md5;
  bool session = false;
  int strength = 0;
};

constexpr std::array<Algorithm, 6> kAlgorithms = {
    {{"MD5", Hash::md5, false, 1},
     {"MD5-sess", Hash::md5, true, 1},
     {"SHA-256", Hash::sha256, false, 2},
     {"SHA-256-sess", Hash::sha256, true, 2},
     {"SHA-512-256", Hash::sha512_256, false, 2},
     {"SHA-512-256-sess", Hash::sha512_256, true, 2}}};

// Whether a list of words (RFC 7616 3.3: `qop="auth,auth-int"`) holds one.
bool lists(std::string_view list, std::string_view wanted) {
  for (;;) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view word = list.substr(0, end);
    while (word.starts_with(' ') || word.starts_with('\t')) word.remove_prefix(1);
    while (word.ends_with(' ') || word.ends_with('\t')) word.remove_suffix(1);
    if (same_name(word, wanted)) return true;
    if (end == list.size()) return false;
    list.remove_prefix(end + 1);
  }
}

std::string unknown_algorithm(std::string_view name) {
  constexpr std::size_t kLongestTold = 40;
  std::string out = "the server asks for digest with the algorithm \"";
  out.append(name.substr(0, kLongestTold)).append(name.size() > kLongestTold ? "…" : "");
  return out + "\"; known are MD5, SHA-256 and SHA-512-256, plain and with -sess";
}

// Eight hex digits (RFC 7616 3.4).
void append_count(std::uint32_t count, std::string& out) {
  for (int shift = 28; shift >= 0; shift -= 4) {
    out += "0123456789abcdef"[count >> static_cast<unsigned>(shift) & 0xFU];
  }
}

}  // namespace

struct DigestSession::Offer {
  // In the order of kNames.
  enum Name { realm, nonce, opaque, algorithm, qop, stale, userhash, charset, kCount };
  static constexpr std::array<std::string_view, kCount> kNames = {
      "realm", "nonce", "opaque", "algorithm", "qop", "stale", "userhash", "charset"};

  std::array<std::string_view, kCount> values;
  std::array<bool, kCount> given{};
  bool repeated = false;
  Algorithm chosen = kAlgorithms[0];  // what an absent algorithm means

  void add(std::string_view name, std::string_view value) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (!same_name(name, kNames[i])) continue;
      repeated = repeated || given[i];
      given[i] = true;
      values[i] = value;
    }
  }

  [[nodiscard]] bool yes(Name name) const { return same_name(values[name], "true"); }
};

// Finds the algorithm. Why the offer cannot be answered, or empty.
std::string DigestSession::read(Offer& offer) {
  if (offer.repeated) return "the digest challenge names a parameter twice";
  if (!offer.given[Offer::realm] || !offer.given[Offer::nonce]) {
    return "the digest challenge has no realm or no nonce";
  }
  for (const std::string_view value : offer.values) {
    if (value.size() > kLongestValue) return "the digest challenge has a value over 1,024 bytes";
  }
  if (offer.given[Offer::algorithm]) {
    const auto known =
        std::find_if(kAlgorithms.begin(), kAlgorithms.end(), [&offer](const Algorithm& each) {
          return same_name(each.name, offer.values[Offer::algorithm]);
        });
    if (known == kAlgorithms.end()) return unknown_algorithm(offer.values[Offer::algorithm]);
    offer.chosen = *known;
  }
  const std::string_view qop = offer.values[Offer::qop];
  if (!qop.empty() && !lists(qop, "auth")) {
    return lists(qop, "auth-int") ? "the server offers digest with qop=auth-int only, not qop=auth"
                                  : "the digest challenge offers no known qop";
  }
  if (qop.empty() && offer.chosen.session) return "the digest challenge has -sess without qop";
  return {};
}

// The strongest offer of all fields that can be answered; of equal ones the first. Where there is
// none, why_ tells of the first that cannot.
bool DigestSession::best_offer(const Response& response, Offer& best) {
  bool found = false;
  why_.clear();
  const auto weigh = [&](Offer& offer) {
    std::string why = read(offer);
    if (!why.empty()) {
      if (why_.empty()) why_ = std::move(why);
    } else if (!found || offer.chosen.strength > best.chosen.strength) {
      best = offer;
      found = true;
    }
  };
  for (const HeaderFields::Field field : response.headers) {
    if (!same_name(field.name, "www-authenticate")) continue;
    ChallengeReader reader(field.value);
    Offer offer;
    bool is_digest = false;
    for (;;) {
      const auto item = reader.next();
      if (item == ChallengeReader::Item::parameter) {
        if (is_digest) offer.add(reader.name(), reader.value());
        continue;
      }
      if (item == ChallengeReader::Item::malformed) {
        if (why_.empty()) why_ = "the WWW-Authenticate field is malformed";
        break;
      }
      if (is_digest) weigh(offer);
      if (item == ChallengeReader::Item::end) break;
      offer = {};
      is_digest = item == ChallengeReader::Item::scheme && same_name(reader.name(), "digest");
    }
  }
  if (!found && why_.empty()) why_ = unasked("Digest", response);
  return found;
}

DigestSession::Space* DigestSession::find(const Origin& origin) {
  const auto it = std::find_if(spaces_.begin(), spaces_.end(),
                               [&origin](const Space& each) { return each.origin == origin; });
  return it == spaces_.end() ? nullptr : &*it;
}

bool DigestSession::ready(const Origin& origin) const {
  return std::any_of(spaces_.begin(), spaces_.end(),
                     [&origin](const Space& each) { return each.origin == origin; });
}

void DigestSession::forget(const Origin& origin) {
  std::erase_if(spaces_, [&origin](const Space& each) { return each.origin == origin; });
}

DigestStep DigestSession::refuse(const Origin& origin, std::string_view why) {
  forget(origin);
  why_ = why;
  return DigestStep::refused;
}

DigestStep DigestSession::take(const Origin& origin, const Response& response) {
  Space* space = find(origin);
  if (response.status != 401) {
    if (space != nullptr) {
      space->answering = false;
      space->in_a_row = 0;
      take_next_nonce(response, *space);
    }
    return DigestStep::done;
  }
  Offer offer;
  if (!best_offer(response, offer)) {
    forget(origin);
    return DigestStep::refused;
  }
  if (space == nullptr) {
    if (spaces_.size() == kMostOrigins) spaces_.erase(spaces_.begin());
    space = &spaces_.emplace_back();
    space->origin = origin;
  }
  key_.clear();
  append_unescaped(offer.values[Offer::realm], key_);
  if (space->answering && !offer.yes(Offer::stale) && key_ == space->realm) {
    return refuse(origin, "the server refused the user name or the password");
  }
  if (++space->in_a_row > kMostInARow) {
    return refuse(origin, "the server answered with a fifth digest challenge in a row");
  }
  remember(offer, *space);
  return DigestStep::again;
}

void DigestSession::remember(const Offer& offer, Space& space) {
  const auto keep = [&offer](Offer::Name name, std::string& value) {
    value.clear();
    append_unescaped(offer.values[name], value);
  };
  keep(Offer::realm, space.realm);
  keep(Offer::nonce, space.nonce);
  keep(Offer::opaque, space.opaque);
  keep(Offer::algorithm, space.algorithm);
  space.hash = offer.chosen.hash;
  space.session = offer.chosen.session;
  space.qop = !offer.values[Offer::qop].empty();
  space.has_opaque = offer.given[Offer::opaque];
  space.userhash = offer.yes(Offer::userhash);
  space.utf8 = same_name(offer.values[Offer::charset], "utf-8");
  space.count = 0;
  space.fresh = true;
  space.answering = false;
  space.key_nonce.clear();
  space.key_cnonce.clear();
}

// RFC 7616 3.5: the server may say which nonce it wants next.
void DigestSession::take_next_nonce(const Response& response, Space& space) {
  const auto field = response.header("authentication-info");
  if (!field) return;
  ChallengeReader reader(*field, true);
  while (reader.next() == ChallengeReader::Item::parameter) {
    if (!same_name(reader.name(), "nextnonce") || reader.value().size() > kLongestValue) continue;
    space.nonce.clear();
    append_unescaped(reader.value(), space.nonce);
    space.count = 0;
  }
}

// H(A1) and H(A2) (RFC 7616 3.4.2, 3.4.3).
bool DigestSession::append_keys(const Space& space, std::string_view user,
                                std::string_view password, std::string_view method,
                                std::string_view target) {
  key_.clear();
  request_.clear();
  bool good = append_hash_hex(space.hash, {user, ":", space.realm, ":", password}, key_);
  if (space.session) {
    std::swap(key_, request_);
    good = append_hash_hex(space.hash, {request_, ":", space.key_nonce, ":", space.key_cnonce},
                           key_) &&
           good;
    request_.clear();
  }
  return append_hash_hex(space.hash, {method, ":", target}, request_) && good;
}

void DigestSession::append_user(const Space& space, std::string_view user, std::string& out) {
  if (space.userhash) {
    out += "username=\"";
    append_hash_hex(space.hash, {user, ":", space.realm}, out);
    out += '"';
  } else if (space.utf8 && !is_ascii(user)) {
    out.append("username*=UTF-8''").append(percent_encode(user));
  } else {
    out += "username=";
    append_quoted(user, out);
  }
}

// Why no value can be made for the request; empty where one can.
std::string_view DigestSession::obstacle(const Space* space, std::string_view user,
                                         std::string_view target, std::string_view cnonce) {
  if (has_control(user) || has_control(target) || has_control(cnonce)) {
    return "the user name, the path or the cnonce holds a control character";
  }
  if (space == nullptr) return "no digest challenge of this origin is known";
  if (space->count == std::numeric_limits<std::uint32_t>::max()) {
    return "the nonce was used 4,294,967,295 times";
  }
  return {};
}

// RFC 7616 3.4.1, with what it is computed of.
void DigestSession::append_response(const Space& space, std::string_view cnonce, std::string& out) {
  if (space.qop) {
    std::string count;  // eight digits: no memory
    append_count(space.count, count);
    out.append(", qop=auth, nc=").append(count).append(", cnonce=");
    append_quoted(cnonce, out);
    out += ", response=\"";
    append_hash_hex(space.hash,
                    {key_, ":", space.nonce, ":", count, ":", cnonce, ":auth:", request_}, out);
  } else {
    out += ", response=\"";
    append_hash_hex(space.hash, {key_, ":", space.nonce, ":", request_}, out);
  }
  out += '"';
}

bool DigestSession::append_authorization(const Origin& origin, std::string_view user,
                                         std::string_view password, std::string_view method,
                                         std::string_view target, std::string_view cnonce,
                                         std::string& out) {
  Space* space = find(origin);
  why_ = obstacle(space, user, target, cnonce);
  if (!why_.empty()) return false;
  if (space->session && space->key_nonce.empty()) {
    space->key_nonce = space->nonce;
    space->key_cnonce = cnonce;
  }
  // A session keeps its cnonce, so that servers which compute the key anew find the same one.
  if (space->session) cnonce = space->key_cnonce;
  if (!append_keys(*space, user, password, method, target)) {
    why_ = "this machine's OpenSSL does not offer the challenge's hash";
    return false;
  }
  ++space->count;
  space->answering = std::exchange(space->fresh, false);
  out += "Digest ";
  append_user(*space, user, out);
  out += ", realm=";
  append_quoted(space->realm, out);
  out += ", nonce=";
  append_quoted(space->nonce, out);
  out += ", uri=";
  append_quoted(target, out);
  if (!space->algorithm.empty()) out.append(", algorithm=").append(space->algorithm);
  append_response(*space, cnonce, out);
  if (space->has_opaque) {
    out += ", opaque=";
    append_quoted(space->opaque, out);
  }
  if (space->userhash) out += ", userhash=true";
  return true;
}

}  // namespace slogate
