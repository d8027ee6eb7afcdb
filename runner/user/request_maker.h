// Makes a step's requests out of an iteration's values: address, headers, cookies, credentials,
// body, signature. Then it looks at each answer and says whether another request must follow it
// for the step's own answer: a redirect's next hop, or the same once more with digest credentials.
//
//   maker.make(step.request, frame, cookies, iteration, number);
//   for (;;) {
//     ... exchange maker.request(), or tell maker.obstacle() where there is one ...
//     if (!maker.take(exchange)) break;   // this is the step's answer
//     ... record the exchange as one that went well ...
//     maker.next();                       // request() is now the one that follows
//   }
//
// Belongs to one virtual user, which outlives it as frame and jar do until the next make(). Keeps
// its memory: making a request like an earlier one allocates nothing. What is the same each time is
// made once for all who share `constants`, which outlive them; a user with cookies makes its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/clock/clock.h"
#include "runner/http/cookie_jar.h"
#include "runner/http/digest_auth.h"
#include "runner/user/constant_requests.h"
#include "runner/user/run_identity.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

class RequestMaker {
 public:
  // `constants`: of this suite and this run alone.
  RequestMaker(const CompiledSuite& suite, const RunIdentity& identity, const Clock& clock,
               ConstantRequests& constants);
  RequestMaker(const RequestMaker&) = delete;
  RequestMaker& operator=(const RequestMaker&) = delete;

  // A new iteration begins: what servers said about digest credentials is forgotten, or an
  // iteration's requests would depend on what its user did before.
  void begin_iteration();

  // Makes request number `number` (from 0) of an iteration; sets the frame's slots `request.*`.
  // Cookies are sent from the jar, and take() puts those of the answers into it.
  void make(const CompiledRequest& request, Frame& frame, CookieJar& jar, std::uint64_t iteration,
            std::uint64_t number);

  // Valid until the next call. Undefined where there is an obstacle.
  [[nodiscard]] const Request& request() const { return constant_ ? *constant_ : request_; }

  // Why the request must not or cannot be sent (Outcome::scenario_render); empty: send it.
  [[nodiscard]] const std::string& obstacle() const { return obstacle_; }

  // Takes an answer's cookies. True where it is not the step's answer yet. A redirect that cannot be
  // followed, or is one too many, turns the exchange into a failed one.
  [[nodiscard]] bool take(Exchange& exchange);

  // Why the server refused the step's credentials, as far as its answer of status 401 shows it; else
  // empty. Of the answer that take() saw last.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

  // Turns request() into the one that take() announced.
  void next();

  // The redirects that were followed since make(), for the checks.
  [[nodiscard]] const std::vector<Hop>& hops() const { return hops_; }

 private:
  enum class Following : std::uint8_t { nothing, redirect, credentials };
  // One user name's digest credentials: its nonces are its own.
  struct Account {
    std::string user;
    DigestSession session;
  };

  void make_own();
  void set_builtins();
  void render(const Template& text, std::string& out);
  [[nodiscard]] bool render_url();
  void read_given_url();
  void render_headers();
  void render_body();
  [[nodiscard]] bool render_parts();
  void render_own_cookies();
  void complete();
  void add_credentials();
  void add_digest();
  void add_signature();
  void add_cookies();
  void refuse_where_limited();
  [[nodiscard]] bool may_get_credentials();
  void block(std::string why);
  [[nodiscard]] Header& add_header(std::string_view name);
  void drop_header(std::string_view name);
  void clear_headers();
  [[nodiscard]] bool take_challenge(const Exchange& exchange);
  void explain_refusal(const Response& response);
  [[nodiscard]] bool take_redirect(Exchange& exchange);
  [[nodiscard]] bool body_holds_secret() const;
  void follow();
  [[nodiscard]] Account& account();

  const CompiledSuite& suite_;
  const Clock& clock_;
  ConstantRequests& constants_;
  std::uint64_t id_stem_;
  std::uint64_t boundary_stem_;  // of the seed alone: the same seed sends the same body
  const CompiledRequest* compiled_ = nullptr;
  Frame* frame_ = nullptr;
  CookieJar* jar_ = nullptr;
  std::uint64_t iteration_ = 0;
  std::uint64_t number_ = 0;

  const Request* constant_ = nullptr;  // sent in place of the maker's own
  Request request_;
  bool trusted_ = true;  // no redirect has left the step's origin
  Following following_ = Following::nothing;
  std::uint32_t challenges_ = 0;  // answered since make()
  std::uint32_t tries_ = 0;       // digest credentials made since make()
  std::string obstacle_;
  std::string refusal_;
  std::vector<Header> spare_;  // fields of earlier requests: their memory
  std::vector<Hop> hops_;
  std::vector<std::unique_ptr<Account>> accounts_;  // a handful: one for each user name
  std::string text_;
  std::string own_cookies_;  // of the step itself, as one Cookie field's value
  std::string jar_cookies_;
  // What few requests need.
  std::string boundary_;
  std::string user_;
  std::string secret_;
  std::string why_;
  Url next_;
};

}  // namespace slogate
