"""The real keyring: set up from standard input, and a keyring that hangs, at start, at quit and until it answers late."""
import os
import pathlib
import shutil
import signal
import subprocess
import unittest

from gi.repository import Gio, GLib

from desktop import Program, screenshot, wait_for
import rig

BINARY = pathlib.Path(os.environ["PRACTICELINE_BINARY"])
SIMULATOR = pathlib.Path(os.environ["PRACTICELINE_SIMULATOR"])
SHOTS = os.environ.get("PRACTICELINE_SCREENSHOTS")


def keyring_pid():
    """The process that answers for the secrets of this session."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    return bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                         GLib.Variant("(s)", ("org.freedesktop.secrets",)), None, Gio.DBusCallFlags.NONE, -1).unpack()[0]


class Keyring(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(rig.private_folder())
        self.data = self.folder / "data"
        self.simulator = rig.Simulator(SIMULATOR, self.folder)
        self.program = None
        with rig.provision_file(self.folder).open() as set_up:
            self.start("--provision", "-", stdin=set_up)
        self.program.find_prefix("Twilio checked")

    def tearDown(self):
        self.program.kill()
        self.simulator.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *arguments, stdin=None):
        self.program = Program(BINARY, "--data-dir", self.data, "--twilio-url", self.simulator.url, *arguments, stdin=stdin)

    def freeze_keyring(self):
        pid = keyring_pid()
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(os.kill, pid, signal.SIGCONT)
        return pid

    def test_set_up_from_standard_input(self):
        self.assertIsNone(self.program.find_now("Keep it"), "there is no file to delete")
        self.assertEqual(self.program.quit(), 0)
        for path in self.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(rig.SECRET.encode(), path.read_bytes(), path.name)
        self.start()
        self.program.find_prefix("Twilio checked")  # with what the keyring gave

    def test_nonsense_on_standard_input(self):
        done = subprocess.run([BINARY, "--data-dir", self.folder / "other", "--provision", "-"], input="{not json", text=True,
                              capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("The file is not JSON", done.stderr)
        self.assertFalse((self.folder / "other").exists())

    def test_fault21_quits_while_the_keyring_hangs(self):
        self.program.press("Add client")
        self.program.fill("Client name", "Ruth Park")
        self.program.fill("Phone number", "(206) 555-0171")
        self.program.press("Save client")
        self.program.choose("Clients", "Ruth Park")
        self.assertEqual(self.program.quit(), 0)
        pid = self.freeze_keyring()
        self.start()
        self.program.find("Search clients")
        self.assertEqual(self.program.quit(seconds=20), 0)
        self.assertEqual(self.program.process.stderr.read(), "")
        os.kill(pid, signal.SIGCONT)
        self.start()
        self.program.choose("Clients", "Ruth Park")
        self.program.find_prefix("Twilio checked")

    def test_fault21_a_keyring_that_answers_late(self):
        self.assertEqual(self.program.quit(), 0)
        pid = self.freeze_keyring()
        self.start()
        self.program.find("Waiting for the keychain")
        self.program.find("Use the recovery key")
        if SHOTS:
            screenshot(pathlib.Path(SHOTS) / "system-keyring-silent.png")
        os.kill(pid, signal.SIGCONT)
        self.program.find_prefix("Twilio checked")
        wait_for("the panel to go", lambda: self.program.find_now("Waiting for the keychain") is None)


if __name__ == "__main__":
    unittest.main(verbosity=2)
