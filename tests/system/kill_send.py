"""kill -9 of the real program before, during and after a request, and what the next start makes of it (reliability.md, faults 1
and 2): never two arrivals for one send, nothing lost, doubt is reconciled."""
import os
import pathlib
import random
import time
import unittest

from desktop import screenshot, wait_for
from oneclient import OneClient
import rig

SHOTS = os.environ.get("PRACTICELINE_SCREENSHOTS")
SEED = int(os.environ.get("PRACTICELINE_SEED", "20261122"))


class KillSend(OneClient):
    def test_before_the_request(self):
        self.simulator.stop()
        self.send("Killed before")
        wait_for("the waiting bubble", lambda: "Waiting" in (self.state_of("Killed before") or ""))
        self.program.kill()
        self.simulator.restart()
        self.program = self.start()
        self.open_client()
        wait_for("its delivery", lambda: "Delivered" in (self.state_of("Killed before") or ""))
        self.assertEqual(self.arrivals("Killed before"), 1)

    def test_after_the_request_arrived(self):
        self.simulator.control("fault", Fault="post:stall-after:0", Count="1")
        self.send("Killed in doubt")
        rig.wait_for_posts(self.simulator, 1)
        self.restart()
        seen = wait_for("an honest word", lambda: self.state_of("Killed in doubt"))
        self.assertNotIn("Not sent", seen)
        wait_for("reconciling to find it", lambda: "Delivered" in (self.state_of("Killed in doubt") or ""))
        self.assertEqual(self.arrivals("Killed in doubt"), 1)

    def test_draft(self):
        self.program.fill("Message", "Half a sentence, and then")
        time.sleep(4)  # a draft is kept 0.7 s after the last key
        self.restart()
        wait_for("the draft", lambda: self.program.text("Message") == "Half a sentence, and then")
        self.assertEqual(self.simulator.journal(), [])

    def test_at_any_moment(self):
        print(f"seed {SEED}")
        moments = random.Random(SEED)
        for turn in range(6):
            body = f"At any moment {turn}"
            self.send(body)
            time.sleep(moments.uniform(0.0, 0.6))
            self.restart()
        for turn in range(6):
            body = f"At any moment {turn}"
            if self.state_of(body) is None:
                # Killed before the click had become a row: then the draft still holds it, and it never left.
                self.assertEqual(self.arrivals(body), 0, body)
                continue
            self.wait_for_state(body, "Delivered", "Unconfirmed")
            self.assertLessEqual(self.arrivals(body), 1, body)
        if SHOTS:
            screenshot(pathlib.Path(SHOTS) / "system-killed.png")


if __name__ == "__main__":
    unittest.main(verbosity=2)
