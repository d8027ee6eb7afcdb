// Where a node of libxml2's tree stands in the text that it was read from: the tree knows lines
// only, the tag is looked for in them. Private to this folder.
#pragma once

#include <libxml/tree.h>

#include <cstddef>
#include <string_view>

namespace slogate {

// The next node of a document, what is in a node before what follows it; nullptr behind the last.
[[nodiscard]] const xmlNode* next_of(const xmlNode* node);

// The node's own tag, or that of the element that it stands in; the beginning of the tag's last line
// where the tag cannot be found there, and npos where no line is known.
[[nodiscard]] std::size_t place_in_text(const xmlNode& node, std::string_view text);

}  // namespace slogate
