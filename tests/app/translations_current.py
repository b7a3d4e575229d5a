#!/usr/bin/env python3
"""Sources and translations/*.ts name the same messages: lupdate finds nothing new and nothing gone.

usage: translations_current.py <lupdate> <list of sources> <top folder of the sources>
"""
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

SKIPPED = 77


def messages(path):
    found = set()
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            found.add((context.findtext("name"), message.findtext("source"), message.findtext("comment") or "",
                       message.get("numerus", "no")))
    return found


def main():
    lupdate, sources, top = sys.argv[1:]
    if not os.access(lupdate, os.X_OK):
        print(f"skipped: there is no {lupdate}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as scratch:
        fresh = os.path.join(scratch, "fresh_es.ts")
        includes = [f"-I{os.path.join(top, layer)}" for layer in ("app", "ui", "services", "models")]
        run = subprocess.run([lupdate, "-silent", *includes, f"@{sources}", "-ts", fresh], capture_output=True,
                             text=True)
        # lupdate warns, and loses the message, where it can not tell the context of a tr().
        if run.returncode or run.stderr.strip():
            print(run.stdout + run.stderr)
            return 1
        wanted = messages(fresh)
    plural = {message for message in wanted if message[3] == "yes"}
    failed = not wanted or not plural
    for name, expected in (("practiceline_es.ts", wanted), ("practiceline_en.ts", plural)):
        present = messages(os.path.join(top, "translations", name))
        for words, difference in (("lacks", expected - present), ("has no use for", present - expected)):
            for message in sorted(difference):
                print(f"{name} {words} {message}")
                failed = True
    if failed:
        print("Build the target update_translations and translate what is unfinished.")
    return int(failed)


sys.exit(main())
