"""--demo by keyboard alone: a client is found, a text by template is sent, becomes delivered, and the client answers. Nothing of
it needs the network."""
import os
import pathlib
import unittest

from desktop import ROLE, Program, keys, screenshot, type_text, wait_for

BINARY = pathlib.Path(os.environ["PRACTICELINE_BINARY"])
LOOPBACK = {"0100007F", "00000000"}  # 127.0.0.1, and nobody yet: a socket that listens
SHOTS = os.environ.get("PRACTICELINE_SCREENSHOTS")


def remote_addresses(pid):
    """Where the TCP connections of a process lead, as /proc writes them."""
    inodes = set()
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(link)
        except OSError:  # closed meanwhile
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                found.add(fields[2].split(":")[0])
    return found


class Demo(unittest.TestCase):
    def setUp(self):
        self.program = Program(BINARY, "--demo")

    def tearDown(self):
        if SHOTS:
            screenshot(pathlib.Path(SHOTS) / "system-demo.png")
        self.program.kill()

    def bubbles(self):
        return self.program.rows("Conversation")

    def test_text_by_template(self):
        self.program.find("Search clients")
        keys("ctrl+k")
        type_text("Okafor")
        wait_for("one client", lambda: self.program.find("Clients", ROLE.LIST).get_child_count() == 1)
        keys("Down")
        wait_for("the conversation", lambda: any("Engagement letter" in row for row in self.bubbles()))
        keys("ctrl+t")
        type_text("Appointment offer")
        keys("Return")
        wait_for("the template", lambda: self.program.text("Message").startswith("Tax appointment available"))
        type_text("Tuesday")  # the first field has the focus
        keys("Tab")
        type_text("10:30")
        text = "Tax appointment available Tuesday at 10:30. Reply YES to book, NO to see other times."
        wait_for("the filled template", lambda: self.program.text("Message") == text)
        keys("ctrl+Return")
        wait_for("its delivery", lambda: any(text in row and "Delivered" in row for row in self.bubbles()))
        wait_for("the answer", lambda: any(word in self.bubbles()[-1] for word in ("YES", "NO")) and text not in self.bubbles()[-1])
        self.assertLessEqual(remote_addresses(self.program.process.pid), LOOPBACK)

    def test_quits_without_a_complaint(self):
        """What it says on the terminal, to the last: the throw-away folder goes after all that is in it."""
        self.program.find("Search clients")
        self.assertEqual(self.program.quit(), 0)
        self.assertEqual(self.program.process.stderr.read(), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
