"""What a receptionist reads on a bad day: a sign-in page in the way, no network, a wrong key, a client abroad, a computer whose
clock is wrong. Nothing is sent twice or lost, and the window says what it is in words."""
import os
import pathlib
import time
import unittest

from desktop import Atspi, click, keys, screenshot, wait_for
from oneclient import SIMULATOR, OneClient
import rig

SHOTS = os.environ.get("PRACTICELINE_SCREENSHOTS")


class BadDay(OneClient):
    def shot(self, name):
        if SHOTS:
            screenshot(pathlib.Path(SHOTS) / f"system-bad-{name}.png")

    def reads(self, words):
        """Waits until @p words can be seen anywhere in the window."""
        def probe():
            return any(words in (node.get_name() or "") and node.get_state_set().contains(Atspi.StateType.SHOWING)
                       for node in self.program.objects())

        wait_for(f"“{words}”", probe)

    def fault(self, name):
        self.simulator.control("fault", Fault=name, Count="0")

    def try_connection(self):
        keys("ctrl+4")
        self.program.press("Test connection")


class Network(BadDay):
    def test_sign_in_page(self):
        self.fault("html")
        self.send("Through the page")
        self.wait_for_state("Through the page", "Unconfirmed")
        self.reads("It may have arrived.")
        self.reads("Twilio is not reached: does this network want you to sign in?")
        self.shot("sign-in-page")
        self.try_connection()
        self.reads("A network with a sign-in page does that; sign in first.")
        self.assertEqual(len(self.simulator.journal()), 1)

    def test_no_network(self):
        self.simulator.stop()
        self.send("Without a network")
        self.wait_for_state("Without a network", "Waiting")
        self.reads("Offline: what waits is sent later")
        self.shot("no-network")
        self.try_connection()
        self.reads("Check the internet connection")
        keys("ctrl+1")
        self.simulator.restart()
        self.wait_for_state("Without a network", "Delivered")
        self.assertEqual(self.arrivals("Without a network"), 1)

    def test_wrong_key(self):
        self.fault("401")
        self.send("With a wrong key")
        self.reads("Twilio refused the login")
        self.reads("Check the API key in Settings")
        self.wait_for_state("With a wrong key", "Waiting")
        self.shot("wrong-key")
        self.try_connection()
        self.reads("Twilio refused the login. Check the API key")

    def test_client_abroad(self):
        self.program.press("Add client")
        self.program.fill("Client name", "Jean Petit")
        self.program.fill("Phone number", "+33 6 39 98 00 01")  # kept for fiction
        self.program.press("Save client")
        self.program.choose("Clients", "Jean Petit")
        self.reads("+33 6 39 98 00 01")
        self.send("Bonjour")
        self.wait_for_state("Bonjour", "Delivered")
        self.shot("abroad")


class WrongClock(BadDay):
    HOURS = 6  # that the computer is behind

    def prepare(self):
        self.simulator.stop()
        self.simulator = rig.Simulator(SIMULATOR, self.folder, "--step", "200", "--clock-offset", str(self.HOURS * 3600))

    def test_times_are_twilios(self):
        self.reads(f"This computer's clock is {self.HOURS} hours off: set it right")
        self.program.fill("Message", "In an hour")
        self.program.press("Later")  # of the notice on the recovery key
        wait_for("the notice to go away", lambda: self.program.find_now("Make the recovery key …") is None)
        click(self.program.find("Later"))  # its menu answers only once it is closed
        time.sleep(0.5)
        keys("1")
        self.wait_for_state("In an hour", "Scheduled for")  # an hour by the computer's clock is long over
        self.assertEqual(self.simulator.journal(), [])
        self.send("Now")
        self.wait_for_state("Now", "Delivered")
        keys("ctrl+1")
        wait_for("the list to say so", lambda: any("now" in row for row in self.program.rows("Clients")))
        self.shot("wrong-clock")


if __name__ == "__main__":
    unittest.main(verbosity=2)
