#include "runner/http/request_writer.h"

#include <algorithm>
#include <charconv>

#include "runner/http/printable.h"

namespace slogate {
namespace {

bool is_clean(std::string_view text) {
  if (is_printable(text)) return true;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

// RFC 9110 8.6: a request with a method that expects content says its length even where it is 0.
bool sends_length(const Request& request) {
  return !request.body.empty() || !request.files.empty() || request.method == "POST" ||
         request.method == "PUT" || request.method == "PATCH";
}

}  // namespace

std::uint64_t content_length(const Request& request) {
  std::uint64_t length = request.body.size();
  for (const BodyInsert& insert : request.files) length += insert.file->size();
  return length;
}

bool write_request(const Request& request, std::string& out) {
  const std::string_view target = request.url.target;
  if (!is_clean(request.method) || !is_clean(target) ||
      target.find(' ') != std::string_view::npos) {
    return false;
  }
  out.append(request.method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ");
  request.url.origin.append_authority(out);
  out.append("\r\n");
  for (const Header& header : request.headers) {
    if (!is_clean(header.name) || !is_clean(header.value)) return false;
    out.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (sends_length(request)) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, content_length(request)).ptr;
    out.append("Content-Length: ").append(digits, end).append("\r\n");
  }
  out.append("\r\n").append(request.body);
  return true;
}

}  // namespace slogate
