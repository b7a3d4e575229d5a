"""The disk of the data folder fills up while texts are sent: nothing is posted that is not recorded, each refusal says its
sentence, and when there is room again it goes on, each text once; so does a start on a full disk. Needs the right to mount."""
import subprocess
import sys
import unittest

from desktop import Atspi, wait_for
from oneclient import OneClient

SIZE = "32m"
SENTENCE = "The disk is full"


class FullDisk(OneClient):
    def prepare(self):
        self.data.mkdir(mode=0o700)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(self.data)]).returncode:
            print("skipped: a small file system can not be mounted here")
            sys.exit(77)
        self.addCleanup(subprocess.run, ["umount", "--lazy", str(self.data)], check=True)

    def fill_disk(self):
        filler = self.data / "filler"
        with filler.open("ab", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def free_disk(self):
        (self.data / "filler").unlink()

    def says(self, words):
        return any(words in (node.get_name() or "") for node in self.program.objects())

    def shows(self, words):
        return any(words in (node.get_name() or "") and node.get_state_set().contains(Atspi.StateType.SHOWING)
                   for node in self.program.objects())

    def test_sends(self):
        self.send("Before it is full")
        self.wait_for_state("Before it is full", "Delivered")
        for turn in range(3):
            body = f"While it is full {turn}"
            self.fill_disk()
            self.send(body)
            wait_for("its sentence or its bubble", lambda: self.says(SENTENCE) or self.state_of(body))
            if self.state_of(body) is None:
                self.assertEqual(self.arrivals(body), 0, "posted, not recorded")
            self.free_disk()
            if self.state_of(body) is None:
                self.program.press("Send")
            self.wait_for_state(body, "Delivered")
            self.assertEqual(self.arrivals(body), 1)

    def test_start(self):
        self.send("Before it is full")
        self.wait_for_state("Before it is full", "Delivered")
        self.program.quit()
        self.fill_disk()
        self.program = self.start()
        self.open_client()
        self.assertIn("Delivered", wait_for("the history", lambda: self.state_of("Before it is full")))
        self.assertTrue(self.program.find_prefix(SENTENCE))
        self.free_disk()
        wait_for("the notice to go away", lambda: not self.shows(SENTENCE))
        self.assertEqual((self.data / "practiceline.db.ballast").stat().st_size, 4 << 20)
        self.program.find_prefix("Twilio checked")  # the login has come
        self.send("After there is room")
        self.wait_for_state("After there is room", "Delivered")
        self.assertEqual(self.arrivals("After there is room"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
