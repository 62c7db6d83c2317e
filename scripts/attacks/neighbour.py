"""Somebody honest on the same server: a call each hundredth of a second on a connection of its own."""

import time

from wire import CHECK, Said, Wire

PAUSE = 0.01
PATIENCE = 5  # seconds for a call


class Neighbour:
    def __init__(self, server, ca):
        self.wire = Wire(server, ca, Said(), (4, 2**20))
        self.lost = 0

    def measure(self, seconds):
        """Median and 99th percentile of calls, in milliseconds from when each was due."""
        times = []
        due = time.monotonic()
        end = due + seconds
        while due < end and not self.wire.over:
            time.sleep(max(0, due - time.monotonic()))
            answered = self.wire.said["status 0"] + 1
            self.wire.send(self.wire.call(CHECK))
            while (not self.wire.over and self.wire.said["status 0"] < answered
                   and time.monotonic() < due + PATIENCE):  # fmt: skip
                self.wire.read_once(PATIENCE)
            if self.wire.said["status 0"] < answered:
                self.lost += 1
                break
            times.append((time.monotonic() - due) * 1000)
            due += PAUSE
        times.sort()
        return (times[len(times) // 2], times[len(times) * 99 // 100]) if times else (None, None)
