// The hosts of a suite: the target's, those of "load_hosts" and --allow-host, and addresses that
// variables, environment names and feeds bring. A step whose address names another one is
// wrong; one that a server brings may be visited, and gets nothing that proves who the user is.
//
//   "target": "https://shop.example"       GET https://shop.example/x    sent
//   "cdn": "https://cdn.shop.example"      GET ${cdn}/x                  sent
//                                          GET https://other.example/x   refused before the run
//                                          GET ${item}                   sent without credentials
//
// Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compile/flow_scope.h"

namespace slogate {

// The host that stands in an address; empty where it begins with a path, or `${…}` brings the host.
[[nodiscard]] std::string written_host(std::string_view address);

// Whether rows of feeds alone say where the address leads.
[[nodiscard]] bool leads_where_rows_say(const TemplateText& address, const FlowScope& scope);

// What of the request only hosts of the suite get, in words that "is not sent to" follows; empty:
// nothing. `request` is whole.
[[nodiscard]] std::string credentials_of(const CompiledRequest& request,
                                         const TemplateText& address, FlowScope& scope);

// Fills in the suite's hosts when all else of it is compiled, and tells the steps of `walked` that
// name others.
void find_own_hosts(const std::vector<const StepSpec*>& walked, const CompileOptions& options,
                    Variables& variables, CompiledSuite& suite, Diagnostics& told);

}  // namespace slogate
