"""The real program with one client, its conversation open: what the tests of faults start from."""
import os
import pathlib
import shutil
import unittest

from desktop import Program, wait_for
import rig

BINARY = pathlib.Path(os.environ["PRACTICELINE_BINARY"])
SIMULATOR = pathlib.Path(os.environ["PRACTICELINE_SIMULATOR"])


class OneClient(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(rig.private_folder())
        self.simulator = rig.Simulator(SIMULATOR, self.folder, "--step", "200")
        self.data = self.folder / "data"
        self.prepare()
        self.program = self.start("--provision", rig.provision_file(self.folder))
        self.program.press("Keep it")
        self.add_client("Ruth Park", "(206) 555-0171")

    def prepare(self):
        """Before the first start."""

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

    def state_of(self, body):
        """What the bubble of @p body says, or None while it is not shown."""
        for row in self.program.rows("Conversation"):
            if body in row:
                return row
        return None

    def wait_for_state(self, body, *states):
        return wait_for(f"an end of “{body}”", lambda: any(word in (self.state_of(body) or "") for word in states))

    def arrivals(self, body):
        return sum(1 for post in self.simulator.journal() if post["form"]["Body"] == body)
