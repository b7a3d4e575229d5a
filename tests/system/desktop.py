"""Drives the real program as a person with a screen reader would: by accessible name and role over AT-SPI, and by keys over
xdotool. Runs inside tests/support/with-desktop.sh, with /usr/bin/python3 (Debian's pyatspi)."""
import os
import pathlib
import signal
import subprocess
import time

import warnings

import gi

warnings.simplefilter("ignore")  # Atspi marks its own accessors as deprecated
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

ROLE = Atspi.Role
PATIENCE = float(os.environ.get("PRACTICELINE_PATIENCE", "40"))


def wait_for(what, probe, seconds=PATIENCE):
    """The first true value of probe(); AssertionError after @p seconds."""
    deadline = time.monotonic() + seconds
    last = None
    while time.monotonic() < deadline:
        try:
            value = probe()
            if value:
                return value
        except (gi.repository.GLib.Error, AttributeError, TypeError) as error:  # objects vanish while we look
            last = error
        time.sleep(0.15)
    raise AssertionError(f"waited {seconds:.0f} s for {what}" + (f" ({last})" if last else ""))


def keys(*names):
    subprocess.run(["xdotool", "key", "--delay", "40", *names], check=True)


def type_text(text):
    subprocess.run(["xdotool", "type", "--delay", "60", "--", text], check=True)


def screenshot(path, window="root"):
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-window", window, str(path)], check=True)


def active_window():
    return subprocess.run(["xdotool", "getactivewindow"], check=True, capture_output=True, text=True).stdout.strip()


def click(node):
    box = node.get_extents(Atspi.CoordType.SCREEN)
    subprocess.run(["xdotool", "mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2), "click", "1"], check=True)


class Program:
    """One process of the product and its tree of accessible objects."""

    def __init__(self, binary, *arguments, env=None, stdin=None):
        self.process = subprocess.Popen([str(binary), *map(str, arguments)], env={**os.environ, **(env or {})},
                                        stdin=stdin, stderr=subprocess.PIPE, text=True)
        os.set_blocking(self.process.stderr.fileno(), False)
        self.root = wait_for("the program on the accessibility bus", self._application)

    def _application(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}: {self.process.stderr.read()}")
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child and child.get_process_id() == self.process.pid and child.get_child_count() > 0:
                return child
        return None

    def objects(self, node=None, depth=0):
        """All showing objects; lists and tables are not walked, they may be long."""
        node = node or self.root
        yield node
        if depth > 40 or node.get_role() in (ROLE.LIST, ROLE.TABLE, ROLE.TREE):
            return
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is not None:
                yield from self.objects(child, depth + 1)

    def find_now(self, name, role=None, showing=True):
        for node in self.objects():
            if node.get_name() != name and not (node.get_role() == ROLE.COMBO_BOX and self._label(node) == name):
                continue
            if role is not None and node.get_role() != role:
                continue
            if showing and not node.get_state_set().contains(Atspi.StateType.SHOWING):
                continue
            return node
        return None

    @staticmethod
    def _label(node):
        relations = node.get_relation_set() or []
        for relation in relations:
            if relation.get_relation_type() in (Atspi.RelationType.LABELLED_BY, Atspi.RelationType.LABEL_FOR):
                return relation.get_target(0).get_name()
        return None

    def find(self, name, role=None, seconds=PATIENCE):
        return wait_for(f"“{name}”", lambda: self.find_now(name, role), seconds)

    def press(self, name, role=None):
        node = self.find(name, role)
        wait_for(f"“{name}” enabled", lambda: node.get_state_set().contains(Atspi.StateType.ENABLED))
        action = node.get_action_iface()
        assert action is not None, f"“{name}” can not be pressed"
        for index in range(action.get_n_actions()):
            if action.get_action_name(index).lower() in ("press", "toggle", "click", "activate"):
                action.do_action(index)
                return
        action.do_action(0)

    def fill(self, name, text, role=None):
        node = self.find(name, role)
        editable = node.get_editable_text_iface()
        assert editable is not None, f"“{name}” can not be edited"
        editable.set_text_contents(text)
        return node

    def text(self, name, role=None):
        node = self.find(name, role)
        iface = node.get_text_iface()
        return iface.get_text(0, iface.get_character_count()) if iface else node.get_name()

    def rows(self, name, role=ROLE.LIST, most=60):
        """Names of the newest rows of a list or table."""
        node = self.find(name, role)
        count = node.get_child_count()
        return [node.get_child_at_index(i).get_name() for i in range(max(0, count - most), count)
                if node.get_child_at_index(i)]

    def choose(self, name, row_text, role=ROLE.LIST):
        """Selects the first row whose name contains @p row_text."""
        node = self.find(name, role)

        def pick():
            for index in range(min(node.get_child_count(), 200)):
                child = node.get_child_at_index(index)
                if child and row_text in child.get_name():
                    click(child)
                    return True
            return False

        wait_for(f"row “{row_text}” of “{name}”", pick)

    def choose_item(self, name, text):
        """Chooses an entry of a combo box, whose name is its current text: it is found by its buddy label."""
        combo = self.find(name, ROLE.COMBO_BOX)
        click(combo)
        time.sleep(0.5)
        type_text(text)  # the list of the box selects by what is typed
        keys("Return")

        def chosen():
            combo.clear_cache()
            return combo.get_name() == text

        wait_for(f"“{name}” to read “{text}”", chosen)

    def find_prefix(self, prefix, seconds=PATIENCE):
        """The first showing object whose name begins with @p prefix."""
        def probe():
            for node in self.objects():
                if node.get_name().startswith(prefix) and node.get_state_set().contains(Atspi.StateType.SHOWING):
                    return node
            return None

        return wait_for(f"“{prefix}…”", probe, seconds)

    def dismiss_dialogs(self):
        """Escape until only the main window is left."""
        for _ in range(5):
            dialogs = [n for n in self.objects() if n.get_role() in (ROLE.DIALOG, ROLE.ALERT)
                       and n.get_state_set().contains(Atspi.StateType.SHOWING)]
            if not dialogs:
                return
            keys("Escape")
            time.sleep(0.5)

    def quit(self, seconds=40):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()
