"""kill -9 of the real program before every step of the send path, from the click to Delivered (reliability.md, faults 1 and 2):
a step is a durable write or a write to the network. With PRACTICELINE_POWER=1 it is the power that fails (fault 14): what was
written and not made durable is lost. Never two arrivals for one text, nothing lost, and what arrived is found."""
import os
import pathlib
import time
import unittest

from desktop import ROLE, Program, wait_for
from oneclient import BINARY, OneClient

LIBRARY = os.environ["PRACTICELINE_KILLAT"]
POWER = os.environ.get("PRACTICELINE_POWER", "")
MOST = 60  # steps; a send has some eight


class KillSteps(OneClient):
    def body(self, step):
        return f"Killed before step {step}"

    def file(self, kind, step):
        return pathlib.Path(self.folder) / f"{kind}-{step}"

    def start_with(self, step):
        environment = {"LD_PRELOAD": LIBRARY, "KILLAT_FOLDER": str(self.data), "KILLAT_STEP": str(step), "KILLAT_POWER": POWER,
                       "KILLAT_ARM": str(self.file("arm", step)), "KILLAT_LOG": str(self.file("steps", step))}
        self.program = Program(BINARY, "--data-dir", self.data, "--twilio-url", self.simulator.url, env=environment)
        self.open_client()

    def steps(self, step):
        return self.file("steps", step).read_text().splitlines()

    def is_delivered(self, step):
        return "Delivered" in (self.state_of(self.body(step)) or "")

    def shows_delivered(self, step):
        """At once: the program may be gone while we look."""
        conversation = self.program.find_now("Conversation", ROLE.LIST)
        count = conversation.get_child_count() if conversation else 0
        names = [conversation.get_child_at_index(index).get_name() for index in range(max(0, count - 5), count)]
        return any(self.body(step) in name and "Delivered" in name for name in names)

    def has_ended(self):
        return self.program.process.poll() is not None

    def judge(self, step):
        """The next start, after the kill before @p step."""
        body = self.body(step)
        if self.state_of(body) is None and self.program.text("Message") == body:
            # Killed before the click had become a row: the draft still holds it, and it never left.
            self.assertEqual(self.arrivals(body), 0, self.steps(step)[-1])
            self.program.fill("Message", "")
            return "draft"
        self.assertTrue(self.state_of(body), f"lost: {self.steps(step)[-1]}")
        if self.arrivals(body):
            wait_for(f"“{body}” to be found", lambda: self.is_delivered(step))
        self.wait_for_state(body, "Delivered", "Unconfirmed")
        self.assertLessEqual(self.arrivals(body), 1, self.steps(step)[-1])
        if self.is_delivered(step):
            self.assertEqual(self.arrivals(body), 1, self.steps(step)[-1])
        return "delivered" if self.is_delivered(step) else "unconfirmed"

    def test_every_step(self):
        self.program.quit()
        ends = []
        for step in range(1, MOST):
            self.start_with(step)
            if step > 1:
                ends.append(self.judge(step - 1))
                print(f"{self.steps(step - 1)[-1]}: {ends[-1]}", flush=True)
            self.program.fill("Message", self.body(step))
            time.sleep(2)  # the draft is kept 0.7 s after the last key
            self.file("arm", step).touch()
            self.program.press("Send")
            wait_for(f"step {step}", lambda: self.has_ended() or self.shows_delivered(step))
            if not self.has_ended():
                break
        self.assertFalse(self.has_ended(), "it was killed to the end")
        names = " ".join(self.steps(step))
        self.assertIn("network", names)
        self.assertIn("durable", names)
        self.assertIn("delivered", ends)
        print(f"killed before each of {len(ends)} steps: " +
              ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends))), flush=True)
        # At least: the row, *sending*, the POST, *accepted*, a look at Twilio and what it told.
        self.assertGreaterEqual(len(ends), 6)


if __name__ == "__main__":
    unittest.main(verbosity=2)
