"""A second start on the same data (reliability.md, fault 13): it raises the first one's window and ends; two that start at the
same moment are one; what was being written is sent once."""
import signal
import subprocess
import unittest

from desktop import active_window, wait_for
from oneclient import BINARY, OneClient


def windows_of(pid):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid)], capture_output=True).stdout


class TwoOnOneProfile(OneClient):
    def second(self):
        return subprocess.Popen([str(BINARY), "--data-dir", str(self.data), "--twilio-url", self.simulator.url],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def test_second_raises_first(self):
        ours = active_window()
        subprocess.run(["xdotool", "windowminimize", "--sync", ours], check=True)
        self.assertEqual(self.second().wait(20), 0)
        wait_for("the first window in front", lambda: active_window() == ours)
        self.assertIsNone(self.program.process.poll())
        self.send("Written in the first one")
        self.wait_for_state("Written in the first one", "Delivered")
        self.assertEqual(self.arrivals("Written in the first one"), 1)

    def test_start_while_the_first_ends(self):
        ending = self.program.process
        ending.send_signal(signal.SIGTERM)
        wait_for("its window to go", lambda: not windows_of(ending.pid))  # from then on it does not answer
        self.program = self.start()  # fails when it ends with 0, as one that raised another's window does
        self.assertEqual(ending.wait(20), 0)
        self.open_client()

    def test_five_at_once(self):
        self.program.quit()
        many = [self.second() for _ in range(5)]
        alive = wait_for("one that is left", lambda: [p for p in many if p.poll() is None] if
                         sum(p.poll() is None for p in many) == 1 else None)
        self.assertEqual([p.returncode for p in many if p is not alive[0]], [0] * 4)
        alive[0].kill()
        alive[0].wait()
        self.program = self.start()
        self.open_client()
        self.send("After five starts")
        self.wait_for_state("After five starts", "Delivered")
        self.assertEqual(self.arrivals("After five starts"), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
