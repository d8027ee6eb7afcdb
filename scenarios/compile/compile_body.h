// A step's body as pieces of text and files, made once. Private to this folder.
//
//   json, form, text   one piece
//   multipart          a delimiter and a piece for each part (RFC 7578), and the last delimiter
//   file               one piece without text
//
// Files are opened here and stay open for the run.
#pragma once

#include "scenarios/compile/flow_scope.h"

namespace slogate {

// Sets the request's body and content type; tells what is wrong.
void compile_body(const StepSpec& spec, FlowScope& scope, CompiledRequest& request);

// A number, a boolean or a text with its slots, escaped, appended; for the values of forms and
// queries.
void append_scalar(const Json& value, Escape escape, FlowScope& scope, TemplateBuilder& out);

}  // namespace slogate
