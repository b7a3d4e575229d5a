"""Every page by keyboard, and every name that a person with a screen reader goes by, with its role."""
import unittest

from desktop import ROLE, keys, wait_for
from oneclient import OneClient

BUTTON = ROLE.PUSH_BUTTON
COMBO = ROLE.COMBO_BOX
TEXT = ROLE.TEXT
SECRET = ROLE.PASSWORD_TEXT


class Pages(OneClient):
    def expect(self, *named):
        for name, role in named:
            with self.subTest(name=name):
                self.program.find(name, role, seconds=30)

    def test_clients(self):
        keys("ctrl+2", "ctrl+1")
        self.expect(("Pages", ROLE.LIST), ("Search clients", TEXT), ("Clients", ROLE.LIST), ("Add client", BUTTON),
                    ("Import clients", BUTTON), ("Conversation", ROLE.LIST), ("Template", COMBO), ("Message", TEXT),
                    ("Send", BUTTON), ("Call", BUTTON))
        self.program.fill("Message", "Hello")
        counter = self.program.find_prefix("Segments: ")
        wait_for("the counter", lambda: counter.get_name() == "Segments: 1, 5 of 160")
        keys("ctrl+n")
        self.expect(("Client name", TEXT), ("Phone number", TEXT), ("Save client", BUTTON))
        keys("Escape")
        keys("ctrl+shift+c")
        self.program.press("Hang up", BUTTON)

    def test_history(self):
        self.send("A row for the table")
        self.wait_for_state("A row for the table", "Delivered")
        keys("ctrl+2")
        self.expect(("Search history", TEXT), ("History", ROLE.TABLE), ("Channel", COMBO), ("Direction", COMBO),
                    ("Status", COMBO))

    def test_templates(self):
        keys("ctrl+3")
        self.program.choose("Templates", "Document ready")
        self.expect(("Templates", ROLE.LIST), ("Persona", COMBO), ("Template name", TEXT), ("Template content", TEXT),
                    ("Active", ROLE.CHECK_BOX), ("Save template", BUTTON))

    def test_settings(self):
        keys("ctrl+4")
        self.expect(("Account SID", TEXT), ("API key SID", TEXT), ("API key secret", SECRET), ("Auth token", SECRET),
                    ("Sender", TEXT), ("Caller number", TEXT), ("Your phone", TEXT), ("Test connection", BUTTON))


if __name__ == "__main__":
    unittest.main(verbosity=2)
