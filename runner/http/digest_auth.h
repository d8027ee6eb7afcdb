// Digest access authentication, the client's side (RFC 7616, and RFC 2069 where the server offers
// no qop): MD5, SHA-256 and SHA-512-256, plain and -sess, qop=auth, userhash, stale nonces,
// nextnonce. Of several challenges the stronger hash is answered. One owner thread.
//
//   if (digest.ready(origin)) digest.append_authorization(..., value);   // before the first answer
//   switch (digest.take(origin, response)) {                             // after every answer
//     case DigestStep::again:   // send the request once more, with append_authorization's value
//     case DigestStep::refused: // digest.why()
//     case DigestStep::done:    // the answer is no 401
//   }
//
// Limits: 16 origins (the one that was asked first goes), 4 challenges in a row for one request,
// 1,024 bytes a value. User and password are UTF-8 as given: not normalised. `rspauth` and
// `domain` are not looked at: an origin has one realm at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compile/digest.h"
#include "scenarios/message/exchange.h"

namespace slogate {

enum class DigestStep { done, again, refused };

class DigestSession {
 public:
  static constexpr std::size_t kMostOrigins = 16;
  static constexpr int kMostInARow = 4;
  static constexpr std::size_t kLongestValue = 1024;

  // Learns from an answer of `origin`. `refused` for a 401 that cannot be answered, or that answers
  // credentials for its own nonce without calling it stale: they are wrong.
  [[nodiscard]] DigestStep take(const Origin& origin, const Response& response);

  // Whether a challenge of that origin is known, so that the next request can be authenticated.
  [[nodiscard]] bool ready(const Origin& origin) const;

  // Appends the Authorization field's value for a request and counts its nonce as used once more.
  // `target` as it stands on the request line; `cnonce` fresh for each request, in ASCII. False,
  // and nothing appended, where no challenge is known or a text holds a control character.
  bool append_authorization(const Origin& origin, std::string_view user, std::string_view password,
                            std::string_view method, std::string_view target,
                            std::string_view cnonce, std::string& out);

  // Why the last take() refused or the last append_authorization() appended nothing.
  [[nodiscard]] std::string_view why() const { return why_; }

  void clear() { spaces_.clear(); }

 private:
  // What one origin asked for.
  struct Space {
    Origin origin;
    std::string realm, nonce, opaque;
    std::string algorithm;  // as the server spelled it; empty where it named none
    Hash hash = Hash::md5;
    bool session = false;  // -sess: the key is made of the first nonce and cnonce
    bool qop = false;      // qop=auth; else as RFC 2069
    bool has_opaque = false;
    bool userhash = false;
    bool utf8 = false;
    std::uint32_t count = 0;            // uses of the nonce
    bool fresh = false;                 // from a challenge that was not answered yet
    bool answering = false;             // the request under way answers the challenge itself
    int in_a_row = 0;                   // challenges since an answer other than 401
    std::string key_nonce, key_cnonce;  // of a session's key
  };
  // A challenge as views into its field, and what it asks for.
  struct Offer;
  static std::string read(Offer& offer);
  [[nodiscard]] bool best_offer(const Response& response, Offer& best);

  [[nodiscard]] Space* find(const Origin& origin);
  void forget(const Origin& origin);
  [[nodiscard]] DigestStep refuse(const Origin& origin, std::string_view why);
  void take_next_nonce(const Response& response, Space& space);
  void remember(const Offer& offer, Space& space);
  bool append_keys(const Space& space, std::string_view user, std::string_view password,
                   std::string_view method, std::string_view target);
  static std::string_view obstacle(const Space* space, std::string_view user,
                                   std::string_view target, std::string_view cnonce);
  void append_response(const Space& space, std::string_view cnonce, std::string& out);
  void append_user(const Space& space, std::string_view user, std::string& out);

  std::vector<Space> spaces_;
  std::string why_;
  std::string key_, request_;  // H(A1) and H(A2) while a value is made
};

}  // namespace slogate
