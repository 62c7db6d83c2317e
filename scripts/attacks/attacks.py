"""All attacks, and what has to come of each."""

import calls
import floods
import holding
import openings
from attack import Attack, flood
from http2 import frame
from wire import PING, settings

ATTACKS = [
    Attack("DHE hellos", openings.dhe_hellos, r"alert"),
    Attack("handshake flood", openings.handshakes, r"handshakes"),
    Attack("KeyUpdate flood", openings.key_updates, r"changed its keys again and again"),
    Attack("connect and close", openings.connects, r"connections"),
    # Its log is a pipe that nobody reads: who has it holds it open.
    Attack("unread log", openings.connects, r"connections",
           prefix=["bash", "-c", 'exec "$0" "$@" 2> >(exec sleep 120)']),
    Attack("rapid reset", floods.rapid_reset, r"too_many_(early_)?resets"),
    Attack("made you reset", floods.made_you_reset,
           r"too_many_(stream_errors|early_resets)|GOAWAY 1 "),
    Attack("CONTINUATION flood", floods.continuations, r"closed|GOAWAY"),
    Attack("SETTINGS flood", flood(settings()), r"too_many_empty_frames"),
    Attack("PING flood", flood(frame(PING, 0, 0, b"12345678")), r"too_many_pings"),
    Attack("PING answers", floods.pings_answered, r""),
    Attack("PRIORITY flood", floods.priorities, r""),
    Attack("unknown frames", floods.unknown_frames, r""),
    Attack("WINDOW_UPDATE flood", floods.window_updates, r"frames"),
    Attack("frames of reset streams", floods.frames_of_reset_streams, r""),
    Attack("empty DATA flood", floods.empty_data, r"too_many_empty_frames"),
    Attack("HPACK bomb", floods.hpack_bomb, r"too_many_stream_errors"),
    Attack("large headers", floods.large_headers, r"status 8"),
    Attack("slow preface and headers", holding.slow_openings, r"held open"),
    Attack("unfinished bodies", holding.unfinished_bodies, r"requests begun"),
    Attack("stalled windows", holding.stalled_windows, r"streams held"),
    Attack("unread pages", holding.unread_pages, r"connection_response_memory",
           arguments=["--connection-response-memory", "4MiB"]),
    Attack("hoarded answers", holding.hoarded_answers,
           r"(?s)(?=.*others answered \([1-9])(?=.*unread_response)",
           arguments=["--response-memory", "4MiB"]),
    Attack("hoarded connections", holding.hoarded_connections,
           r"its address has as many as one may",
           arguments=["--maximum-connections-per-address", "40"]),
    Attack("held pages", holding.held_pages, r"page (200|303)", excludes=r"page (503|none)",
           arguments=["--web-listen", "127.0.0.1:0", "--web-maximum-connections", "64"]),
    Attack("descriptors exhausted", holding.descriptors, r"no connection can be accepted for now",
           prefix=["prlimit", "--nofile=128:128"]),
    Attack("costly filter", calls.costly_filter, r"status"),
    Attack("many values", calls.many_values, r"status (3|8)"),
    Attack("heavy counts", calls.heavy_counts, r"status"),
    Attack("quick calls", calls.quick_calls, r"calls"),
    Attack("tiny messages", calls.tiny_messages, r"messages"),
    Attack("gzip bomb", calls.gzip_bomb, r"too_many_calls_over_limits"),
    Attack("gzip by many connections", calls.gzip_bombs, r"inflation_share"),
    Attack("full streams", calls.full_streams, r"streams"),
]  # fmt: skip
