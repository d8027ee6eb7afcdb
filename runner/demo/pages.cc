#include "runner/demo/pages.h"

#include <string>
#include <string_view>

namespace slogate {
namespace {

constexpr std::string_view kScriptPath = "/assets/index-d3m0a5c1.js";
constexpr std::string_view kStylePath = "/assets/index-d3m0b7e2.css";

constexpr std::string_view kShell = R"(<!doctype html>
<html lang="de">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <title>LifeTimeCircle – Service Heft 4.0 (Web)</title>
    <script type="module" crossorigin src="/assets/index-d3m0a5c1.js"></script>
    <link rel="stylesheet" crossorigin href="/assets/index-d3m0b7e2.css">
  </head>
  <body>
    <div id="root"></div>
  </body>
</html>
)";

constexpr std::string_view kScript =
    R"(// The demo's start page: says what it is and whether its API answers.
const root = document.getElementById("root");
const line = (tag, text) => {
  const element = document.createElement(tag);
  element.textContent = text;
  root.appendChild(element);
};
line("h1", "slogate demo");
line("p", "A stand-in for the app under test.");
fetch("/api/health")
  .then((answer) => answer.json())
  .then((health) => line("p", health.ok === true ? "API: ok" : "API: not ok"))
  .catch(() => line("p", "API: no answer"));
)";

constexpr std::string_view kStyle =
    R"(:root { font-family: system-ui, sans-serif; color: #1c2733; background: #f6f8fa; }
body { margin: 0; }
#root { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
)";

}  // namespace

Answer answer_page(const Call& call) {
  if (call.method != "GET" && call.method != "HEAD") {
    Answer answer = html_answer(405, "<html><body><h1>405 Not Allowed</h1></body></html>\n");
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  if (call.path == kScriptPath) return {200, "application/javascript", std::string(kScript), {}};
  if (call.path == kStylePath) return {200, "text/css", std::string(kStyle), {}};
  return {200, "text/html", std::string(kShell), {}};
}

}  // namespace slogate
