"""The layer rule (R1), checked twice: a header of a layer to the left does not compile, and a folder's #include lines name
only the libraries of its row. And rule R10 where it begins: no widget that reads markup is made."""
import pathlib
import re
import subprocess
import sys
import tempfile

# What each folder may include of Qt and of libraries. The prefix of a Qt header's module is looked up by its folder.
ALLOWED_QT = {
    "models": {"QtCore"},
    "services": {"QtCore", "QtNetwork", "QtSql"},
    "ui": {"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtNetwork", "QtDBus"},
    "app": {"QtCore", "QtGui", "QtWidgets", "QtNetwork"},
}
ALLOWED_LIBRARIES = {
    "models": ("phonenumbers/", "unicode/"),
    "services": ("sodium.h", "qt6keychain/", "csv.h", "sqlite3.h", "libpq-fe.h", "sys/", "unistd.h", "fcntl.h", "poll.h",
                 "netinet/"),
    "ui": (),
    "app": ("unistd.h", "fcntl.h"),
}
# (folder, header of ours) that must not compile, and one of each that must: a check that can not pass proves nothing.
FORBIDDEN = {
    "models": ["storage/database.h", "mainwindow.h", "app.h"],
    "services": ["mainwindow.h", "uicontext.h", "app.h"],
    "ui": ["app.h", "commandline.h"],
}
ALLOWED = {"models": "client.h", "services": "storage/database.h", "ui": "storage/clientstore.h"}
# What reads markup, and the one file that makes it safe (R10).
MARKUP = {
    r"\bnew QLabel\b|\bQLabel\(": {"ui/common/plaintext.cpp", "ui/common/elidedlabel.cpp"},
    r"\bnew QMessageBox\b|\bQMessageBox::(information|warning|critical|question|about)\(": {"ui/common/askbox.cpp"},
    r"new QText(Edit|Browser)\b|public QText(Edit|Browser)\b|\bsetHtml\(|\bappendHtml\(|\binsertHtml\(|Qt::(RichText|AutoText|MarkdownText)": set(),
    r"QDesktopServices::openUrl\(": {"ui/clients/rowactions.cpp", "ui/settings/datasection.cpp"},
}


def compiles(compiler, directories, header):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "probe.cpp"
        source.write_text(f'#include "{header}"\n')
        command = [compiler, "-std=c++20", "-fPIC", "-fsyntax-only", str(source)]
        command += [f"-I{directory}" for directory in directories if directory]
        return subprocess.run(command, capture_output=True, text=True).returncode == 0


def qt_module(header):
    for folder in ("/usr/include/x86_64-linux-gnu/qt6", "/usr/include/aarch64-linux-gnu/qt6"):
        for module in pathlib.Path(folder).glob("Qt*/" + header):
            return module.parent.name
    return None


def main():
    root, compiler = pathlib.Path(sys.argv[1]), sys.argv[2]
    include_dirs = dict(argument.split("=", 1) for argument in sys.argv[3:])
    failures, checked = [], 0
    for layer, dirs in include_dirs.items():
        directories = dirs.split(";")
        for header in FORBIDDEN[layer]:
            checked += 1
            if compiles(compiler, directories, header):
                failures.append(f"{layer} can include {header}")
        checked += 1
        if not compiles(compiler, directories, ALLOWED[layer]):
            failures.append(f"{layer} can not include {ALLOWED[layer]}: the probe itself is broken")

    for layer, modules in ALLOWED_QT.items():
        for path in sorted((root / layer).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            for header in re.findall(r"^#include <([^>]+)>", path.read_text(), re.MULTILINE):
                checked += 1
                module = qt_module(header) if header.startswith("Q") else None
                if module and module not in modules:
                    failures.append(f"{path.relative_to(root)} includes <{header}> of {module}")
                library = "/" in header or header.endswith(".h")
                if not module and library and not header.startswith(ALLOWED_LIBRARIES[layer]) \
                        and header not in ("csignal",):
                    failures.append(f"{path.relative_to(root)} includes <{header}>")
    for layer in ("ui", "app"):
        for path in sorted((root / layer).rglob("*.cpp")):
            name, text = str(path.relative_to(root)), path.read_text()
            for pattern, safe in MARKUP.items():
                if name not in safe and (found := re.search(pattern, text)):
                    failures.append(f"{name} has {found.group()}: outside text may become markup")
    print(f"{checked} includes looked at, {len(failures)} failures")
    print("\n".join(failures))
    return 1 if failures or checked < 50 else 0


sys.exit(main())
