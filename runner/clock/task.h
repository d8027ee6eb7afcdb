// The one header that names the coroutine type. A Task runs on the loop that it was spawned on and nowhere else.
//
//   Task<int> answer() { co_return 42; }
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace slogate {

using Loop = boost::asio::io_context;
using Executor = Loop::executor_type;

// The concrete executor saves the type erasure of any_io_executor on every resumption.
template <class T>
using Task = boost::asio::awaitable<T, Executor>;

inline constexpr boost::asio::use_awaitable_t<Executor> use_task{};

}  // namespace slogate
