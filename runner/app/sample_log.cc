#include "runner/app/sample_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>
#include <utility>

namespace slogate {
namespace {

constexpr std::string_view kColumns =
    "flow\tstep\titeration\trequest\trequest_id\ttraceparent\tintended_start_ns\tactual_start_ns\t"
    "wait_for_user_ns\tdispatch_lag_ns\tbegin_ns\tservice_time_ns\tresponse_time_ns\tdns_ns\t"
    "connect_ns\ttls_ns\tsend_ns\twait_ns\treceive_ns\toutcome\tstatus\tbytes_out\tbytes_in\t"
    "new_connection\tstale_retry";

// In the results folder, each written by the run itself.
constexpr std::array<std::string_view, 9> kTaken = {"run.db",         "run.db-wal", "run.db-shm",
                                                    "run.db-journal", ".lock",      "report.html",
                                                    "report.json",    "junit.xml",  "summary.md"};

// Long enough that a system call is nothing beside it, short enough to stay in a cache.
constexpr std::size_t kPiece = 65'536;

Diagnostics wrong(const std::filesystem::path& file, std::string what) {
  return Diagnostics(Diagnostic{{file.string(), 0, 0}, std::move(what)});
}

// A name's own tabs and line breaks would be the file's.
void append_name(std::string_view name, std::string& out) {
  for (const char c : name) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
}

template <class Number>
void append_number(Number value, std::string& out) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
  out += '\t';
}

void append_time(RawSample::Time time, std::string& out) {
  append_number(time.time_since_epoch().count(), out);
}

template <std::size_t kSize>
void append_identity(const std::array<char, kSize>& text, std::string& out) {
  if (text.front() != '\0') out.append(text.data(), text.size());
  out += '\t';
}

}  // namespace

std::string_view sample_columns() {
  return kColumns;
}

Result<std::unique_ptr<SampleLog>> SampleLog::open(const std::filesystem::path& file,
                                                   const std::filesystem::path& folder) {
  const std::filesystem::path beside = file.has_parent_path() ? file.parent_path() : ".";
  std::error_code error;
  if (std::filesystem::equivalent(beside, folder, error) &&
      std::ranges::find(kTaken, file.filename().string()) != kTaken.end())
    return wrong(file,
                 "--dump-samples: the run writes a file of its own there, choose another name");
  const int descriptor = ::open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return wrong(file, fmt::format("--dump-samples: cannot be written: {}", std::strerror(errno)));
  return std::unique_ptr<SampleLog>(new SampleLog(file, descriptor));
}

SampleLog::~SampleLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void SampleLog::begin(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    std::string name;
    append_name(row.flow, name);
    name += '\t';
    append_name(row.step, name);
    names_.push_back(std::move(name));
  }
  text_ += kColumns;
  text_ += '\n';
}

void SampleLog::add(std::span<const RawSample> samples) {
  for (const RawSample& sample : samples) {
    line(sample);
    if (text_.size() >= kPiece) write_out();
  }
  write_out();
}

void SampleLog::line(const RawSample& raw) {
  const Sample& sample = raw.sample;
  text_ += names_[sample.row];
  text_ += '\t';
  if (raw.started) {
    append_number(raw.iteration, text_);
    append_number(raw.request, text_);
  } else {
    text_ += "\t\t";
  }
  append_identity(raw.request_id, text_);
  append_identity(raw.traceparent, text_);
  if (raw.started) {
    append_time(raw.started->intended(), text_);
    append_time(raw.started->actual, text_);
    append_number(raw.started->start.wait_for_user.count(), text_);
    append_number(raw.started->start.dispatch_lag.count(), text_);
  } else {
    text_ += "\t\t\t\t";
  }
  append_time(raw.begin, text_);
  append_number(sample.service_time.count(), text_);
  append_number((sample.service_time + sample.schedule_lag).count(), text_);
  const Phases& phases = sample.phases;
  for (const auto phase :
       {phases.dns, phases.connect, phases.tls, phases.send, phases.wait, phases.receive})
    append_number(phase.count(), text_);
  text_ += raw.unanswered ? std::string_view("unanswered") : word(sample.outcome);
  text_ += '\t';
  append_number(sample.status, text_);
  append_number(sample.bytes_out, text_);
  append_number(sample.bytes_in, text_);
  append_number(static_cast<int>(sample.new_connection), text_);
  append_number(static_cast<int>(sample.stale_retry), text_);
  text_.back() = '\n';
}

void SampleLog::write_out() {
  std::string_view rest = text_;
  while (!rest.empty() && error_ == 0) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  text_.clear();
}

Result<void> SampleLog::close() {
  write_out();
  // A pipe or a terminal has nothing to be kept safe.
  if (error_ == 0 && ::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) error_ = errno;
  if (::close(std::exchange(descriptor_, -1)) != 0 && error_ == 0) error_ = errno;
  if (error_ == 0) return {};
  return wrong(file_, fmt::format("the samples could not be written to their end: {}",
                                  std::strerror(error_)));
}

}  // namespace slogate
