// Which names and which texts look like a secret, and which do not. Private to this folder.
#pragma once

#include <string>
#include <string_view>

namespace slogate {

// A name that says that its value is one: `password`, `X-Api-Key`, `client_secret`.
[[nodiscard]] bool names_a_secret(std::string_view name);

// A cookie that keeps somebody signed in: `sid`, `session_id`, `PHPSESSID`.
[[nodiscard]] bool names_a_session(std::string_view name);

// True for a text that is a value and holds nothing else (a `${…}` in it comes from somewhere), and that does not say of
// itself that it is wrong or an example.
[[nodiscard]] bool in_clear(std::string_view text);
[[nodiscard]] bool is_wrong_or_example(std::string_view text);

// `Bearer abc` and `Basic abc`: what stands behind the scheme, else an empty text.
[[nodiscard]] std::string_view behind_scheme(std::string_view text);

// The beginning by which a well-known issuer marks its keys, anywhere in the text: `ghp_`; else an empty text.
[[nodiscard]] std::string_view known_key_in(std::string_view text);

// The name of the first secret that a text gives a value in clear, as `name=value`, `"name": "value"` or
// `<name>value<`; else an empty text.
[[nodiscard]] std::string_view assigned_secret_in(std::string_view text);

}  // namespace slogate
