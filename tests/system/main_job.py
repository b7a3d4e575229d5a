"""The main job on real input: import, text by template, delivery by polling, a reply and a STOP, a bridged call, a restart. The
real program in a real window, the real keyring, the simulated Twilio behind an OpenAPI-validating proxy where Node.js and the
documents are there. Everything is driven by accessible names."""
import os
import pathlib
import shutil
import unittest

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from desktop import ROLE, Program, active_window, keys, screenshot, type_text, wait_for  # noqa: E402
import rig  # noqa: E402

BINARY = pathlib.Path(os.environ["PRACTICELINE_BINARY"])
SIMULATOR = pathlib.Path(os.environ["PRACTICELINE_SIMULATOR"])
PROXY = os.environ.get("PRACTICELINE_PROXY")  # command that starts the validating proxy, or empty
SHOTS = os.environ.get("PRACTICELINE_SCREENSHOTS")


class MainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(rig.private_folder())
        cls.simulator = rig.Simulator(SIMULATOR, cls.folder, "--step", "300", "--price-lag", "600")
        cls.proxy = rig.Proxy(PROXY, cls.simulator.url, cls.folder) if PROXY else None
        cls.url = cls.proxy.url if cls.proxy else cls.simulator.url
        cls.data = cls.folder / "data"
        provision = rig.provision_file(cls.folder)
        cls.program = Program(BINARY, "--data-dir", cls.data, "--provision", provision, "--twilio-url", cls.url)
        cls.provision = provision

    @classmethod
    def tearDownClass(cls):
        cls.program.kill()
        cls.simulator.stop()
        if cls.proxy:
            cls.proxy.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def tearDown(self):
        if SHOTS and any(error for _, error in self._outcome.result.failures + self._outcome.result.errors):
            self.shot("failure")

    def shot(self, name, window="root"):
        if SHOTS:
            screenshot(pathlib.Path(SHOTS) / f"system-{name}.png", window)

    def select(self, text):
        self.program.fill("Search clients", text)
        self.program.choose("Clients", text)

    def bubbles(self):
        return " | ".join(self.program.rows("Conversation"))

    def import_file(self, path):
        self.program.press("Import clients")
        dialog = self.program.find("Import clients", ROLE.DIALOG if hasattr(ROLE, "DIALOG") else None)
        self.assertIsNotNone(dialog)
        keys("ctrl+a")
        type_text(str(path))
        keys("Return")
        self.program.press("Import")
        self.program.find("Import finished")
        self.program.press("Close")

    def test_1_provisioned(self):
        self.program.press("Delete the file")
        wait_for("the set-up file to go", lambda: not self.provision.exists())
        self.program.find("Search clients")

    def test_2_import(self):
        excel = self.folder / "excel.csv"
        rig.excel_csv(excel)
        self.import_file(excel)
        google = self.folder / "google.csv"
        rig.google_csv(google, [("María", "López", "+1 773-555-0142"), ("Tom", "Novak", "(773) 555-0133")])
        self.import_file(google)
        self.select("María")
        self.shot("imported")

    def test_3_text_by_template(self):
        self.select("María")
        self.program.choose_item("Template", "Document ready")
        self.program.fill("document_type", "account statement")
        self.program.fill("portal_link", "portal.example/maria")
        text = self.program.text("Message")
        self.assertIn("account statement", text)
        counter = wait_for("the counter", lambda: self.program.find_prefix("Segments: 1, "))
        self.assertRegex(counter.get_name(), r"^Segments: 1, \d+ of 160$")
        self.program.press("Send")
        wait_for("Delivered", lambda: "Delivered" in self.bubbles())
        posts = self.simulator.journal()
        self.assertEqual(len(posts), 1, posts)
        self.assertEqual(posts[0]["form"]["To"], "+17735550142")
        self.assertEqual(posts[0]["form"]["Body"], text)
        self.shot("delivered")

    def test_4_reply_and_stop(self):
        self.simulator.receive("+17735550142", "Thank you, I will look at it tonight")
        wait_for("the reply", lambda: "I will look at it tonight" in self.bubbles())
        self.shot("readme", active_window())  # README's picture
        self.simulator.receive("+17735550133", "STOP")
        self.select("Novak")
        wait_for("the STOP", lambda: "STOP" in self.bubbles())
        self.program.find_prefix("Opted out")
        self.program.fill("Message", "One more thing")
        keys("ctrl+Return")
        self.assertEqual(len(self.simulator.journal()), 1, "a text went to a client who opted out")
        self.shot("opted-out")

    def test_5_call(self):
        self.select("María")
        self.program.press("Call", ROLE.PUSH_BUTTON)
        rig.wait_for_posts(self.simulator, 1, "Calls.json")
        form = self.simulator.journal(part="Calls.json")[0]["form"]
        self.assertEqual(form["To"], rig.STAFF)
        self.assertEqual(form["From"], rig.PRACTICE)
        self.assertIn("+17735550142", form["Twiml"])
        self.program.find("Hang up")
        self.shot("call")
        self.program.press("Hang up")
        wait_for("the end of the call", lambda: self.program.find_now("Hang up") is None)

    def test_6_history_after_restart(self):
        self.program.dismiss_dialogs()
        self.assertEqual(self.program.quit(), 0)
        type(self).program = Program(BINARY, "--data-dir", self.data, "--twilio-url", self.url)
        keys("ctrl+2")
        rows = wait_for("the history", lambda: self.history_text())
        for text in ("account statement", "I will look at it tonight", "STOP", "María López", "Delivered", "$0.00"):
            self.assertIn(text, rows)
        self.shot("history")
        self.assertEqual(len(self.simulator.journal()), 1)
        self.assertEqual(len(self.simulator.journal(part="Calls.json")), 1)

    def history_text(self):
        table = self.program.find("History", ROLE.TABLE)
        iface = table.get_table_iface()
        rows = min(iface.get_n_rows(), 30)
        text = " | ".join(iface.get_accessible_at(r, c).get_name() or "" for r in range(rows)
                          for c in range(iface.get_n_columns()))
        return text if "STOP" in text else None

    def test_7_nothing_in_clear(self):
        self.program.quit()
        secrets = [b"account statement", b"I will look at it tonight", rig.SECRET.encode()]
        for path in self.data.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                for secret in secrets:
                    self.assertNotIn(secret, content, f"{secret} stands in clear in {path.name}")
        log = (self.data / "practiceline.log").read_text(errors="replace")
        self.assertNotIn("7735550142", log)

    def test_8_contract(self):
        if not self.proxy:
            self.skipTest("no validating proxy here")
        self.assertEqual(self.proxy.findings(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2, failfast=True)
