#!/usr/bin/env bash
# CPU time per request of slogate beside wrk's; see versus.py for the options, what is measured, and how.
exec /usr/bin/python3 -B "$(dirname "${BASH_SOURCE[0]}")/versus.py" "$@"
