"""Each fault that the product survives has a test that is named after it: a function, a row or a test of ctest whose name holds
faultNN. Prints where; fails when one has none. The numbers are those of the design's table of faults; 16 and 18 to 20
come with the practice's Postgres."""
import pathlib
import re
import sys

FAULTS = {
    1: "kill -9 before *sending* is committed",
    2: "kill -9 after it, before or after the request",
    3: "FIN, RST or stall at any byte",
    4: "cut JSON, captive portal",
    5: "500, 502, 503, 504",
    6: "429",
    7: "redirects",
    8: "401, 20003, 403",
    9: "Twilio's list lags, repeats, disorders, shifts",
    10: "statuses out of order, repeated, unknown",
    11: "“sent” for ever",
    12: "disk full at any write",
    13: "a second instance on the same data",
    14: "power loss after a commit",
    15: "the clock jumps",
    16: "Postgres killed before or after the COMMIT's reply",
    17: "frozen server, pulled cable",
    18: "the poller dies with the lease, two pollers",
    19: "NOTIFY lost on reconnect",
    20: "rows committed late with a lower sequence",
    21: "keychain locked, absent, slow",
    22: "corrupt or newer database",
    23: "one poisoned message",
    24: "21610, 21211, 21614, 21611, 30001",
}

tests = pathlib.Path(sys.argv[1]) / "tests"
found = {}
for path in sorted(tests.rglob("*")):
    if path.suffix in (".cpp", ".py", ".txt") and path != pathlib.Path(__file__).resolve():
        for number in re.findall(r"fault(\d\d)", path.read_text(encoding="utf-8")):
            found.setdefault(int(number), set()).add(str(path.relative_to(tests)))

for number, what in FAULTS.items():
    print(f"{number:2} {what}: {', '.join(sorted(found.get(number, []))) or 'NO TEST'}")
missing = [number for number in FAULTS if number not in found]
unknown = [number for number in found if number not in FAULTS]
if missing or unknown:
    sys.exit(f"without a test: {missing}; no such fault: {unknown}")
