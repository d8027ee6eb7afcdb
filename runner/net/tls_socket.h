// A socket as OpenSSL reads and writes it (BIO_meth_new(3)): what the kernel had nothing more of is told to the socket's
// watch, so that no read is tried in vain, and a connection that went away raises no SIGPIPE.
#pragma once

#include "runner/net/arrival_clock.h"
#include "runner/net/poller.h"

using BIO = struct bio_st;

namespace slogate {

// The caller owns it, usually by giving it to an SSL; descriptor, watch and stamp (of the last receive) outlive it. nullptr
// only without memory.
[[nodiscard]] BIO* make_tls_socket(int descriptor, Watch& watch, Stamp& stamp);

}  // namespace slogate
