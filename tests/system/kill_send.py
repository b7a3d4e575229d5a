"""kill -9 of the real program before, during and after a request, and what the next start makes of it (reliability.md, faults 1
and 2): never two arrivals for one send, nothing lost, doubt is reconciled."""
import os
import pathlib
import random
import shutil
import time
import unittest

from desktop import Program, screenshot, wait_for
import rig

BINARY = pathlib.Path(os.environ["PRACTICELINE_BINARY"])
SIMULATOR = pathlib.Path(os.environ["PRACTICELINE_SIMULATOR"])
SHOTS = os.environ.get("PRACTICELINE_SCREENSHOTS")
SEED = int(os.environ.get("PRACTICELINE_SEED", "20261122"))


class KillSend(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(rig.private_folder())
        self.simulator = rig.Simulator(SIMULATOR, self.folder, "--step", "200")
        self.data = self.folder / "data"
        self.program = self.start("--provision", rig.provision_file(self.folder))
        self.program.press("Keep it")
        self.add_client("Ruth Park", "(206) 555-0171")

    def tearDown(self):
        self.program.kill()
        self.simulator.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *arguments):
        return Program(BINARY, "--data-dir", self.data, "--twilio-url", self.simulator.url, *arguments)

    def restart(self):
        self.program.kill()
        self.program = self.start()
        self.open_client()

    def add_client(self, name, number):
        self.program.press("Add client")
        self.program.fill("Client name", name)
        self.program.fill("Phone number", number)
        self.program.press("Save client")
        self.open_client()

    def open_client(self):
        self.program.choose("Clients", "Ruth Park")
        self.program.find("Message")

    def send(self, body):
        self.program.fill("Message", body)
        self.program.press("Send")

    def bubbles(self):
        return " | ".join(self.program.rows("Conversation"))

    def state_of(self, body):
        """What the bubble of @p body says, or None while it is not shown."""
        for row in self.program.rows("Conversation"):
            if body in row:
                return row
        return None

    def arrivals(self, body):
        return sum(1 for post in self.simulator.journal() if post["form"]["Body"] == body)

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
            wait_for(f"an end of “{body}”", lambda: any(word in (self.state_of(body) or "") for word in ("Delivered", "Unconfirmed")))
            self.assertLessEqual(self.arrivals(body), 1, body)
        if SHOTS:
            screenshot(pathlib.Path(SHOTS) / "system-killed.png")


if __name__ == "__main__":
    unittest.main(verbosity=2)
