"""What the system tests have in common: simulator, validating proxy, provisioning file, CSV files, the journal."""
import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile
import urllib.parse
import urllib.request

from desktop import wait_for

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
KEY = "SK0123456789abcdef0123456789abcdef"
SECRET = "system-test-secret-7391"
PRACTICE = "+13125550100"
STAFF = "+13125550123"


class Simulator:
    def __init__(self, binary, folder, *arguments):
        self.journal_file = pathlib.Path(folder) / "journal.jsonl"
        self.command = [str(binary), "--journal", str(self.journal_file), "--account-sid", ACCOUNT, *arguments]
        self.start(0)

    def start(self, port):
        self.process = subprocess.Popen([*self.command, "--port", str(port)], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.url = line.strip().rsplit(" ", 1)[-1]
        assert self.url.startswith("http://127.0.0.1:"), f"the simulator said: {line!r}"

    def control(self, path, **fields):
        data = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(f"{self.url}/simulator/{path}", data=data, timeout=10) as reply:
            return reply.read().decode()

    def receive(self, sender, body):
        return self.control("receive", From=sender, To=PRACTICE, Body=body)

    def journal(self, method="POST", part="Messages.json"):
        if not self.journal_file.exists():
            return []
        rows = [json.loads(line) for line in self.journal_file.read_text().splitlines() if line.strip()]
        return [row for row in rows if row["method"] == method and part in row["path"]]

    def restart(self):
        """On the same port, with nothing remembered but the journal."""
        self.start(urllib.parse.urlsplit(self.url).port)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Proxy:
    """Holds every request and reply against Twilio's OpenAPI documents (tests/contract/validating-proxy.js)."""

    def __init__(self, command, upstream, folder):
        self.log = pathlib.Path(folder) / "contract.jsonl"
        self.process = subprocess.Popen([*command.split("\n"), "--upstream", upstream, "--log", str(self.log)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.url = line.strip().rsplit(" ", 1)[-1]
        assert self.url.startswith("http://127.0.0.1:"), f"the validating proxy said: {line!r}"

    def findings(self):
        return self.log.read_text().splitlines() if self.log.exists() else []

    def stop(self):
        self.process.stdin.close()
        self.process.wait(20)


def provision_file(folder, **extra):
    path = pathlib.Path(folder) / "provision.json"
    data = {"twilio": {"account_sid": ACCOUNT, "api_key_sid": KEY, "api_key_secret": SECRET, "sender": PRACTICE,
                       "caller_id": PRACTICE},
            "staff": {"name": "Ana Ruiz", "phone": STAFF},
            "practice": {"name": "Ruiz & Partners", "persona": "advisor", "region": "US",
                         "hours": {"from": "00:00", "to": "24:00"}}}
    data.update(extra)
    path.write_text(json.dumps(data))
    path.chmod(0o600)
    return path


def client_number(index):
    """555-0100 to 555-0199 in ten area codes: numbers kept for fiction, unique for each of 1,000 clients."""
    areas = ["212", "312", "415", "206", "404", "305", "216", "617", "408", "713"]
    return f"+1{areas[index // 100]}55501{index % 100:02d}"


def excel_csv(path, count=1000, start=0):
    """As Excel saves it with European settings: BOM, semicolons, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Name", "Mobile phone", "State", "Tags"])
    for index in range(start, start + count):
        number = client_number(index)
        writer.writerow([f"Client {index:04d}", f"({number[2:5]}) {number[5:8]}-{number[8:]}", "IL", "imported"])
    pathlib.Path(path).write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())


def google_csv(path, people):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["First Name", "Middle Name", "Last Name", "Organization Name", "Labels", "Phone 1 - Label", "Phone 1 - Value"])
    for first, last, number in people:
        writer.writerow([first, "", last, "", "* myContacts", "Mobile", number])
    pathlib.Path(path).write_text(text.getvalue(), encoding="utf-8")


def private_folder():
    return tempfile.mkdtemp(prefix="practiceline-system-")


def wait_for_posts(simulator, count, part="Messages.json"):
    return wait_for(f"{count} POSTs to {part}", lambda: len(simulator.journal(part=part)) >= count and
                    simulator.journal(part=part))
