#!/bin/bash
# Runs a command with an unlocked gnome-keyring of its own: own D-Bus session, own HOME, own XDG_RUNTIME_DIR.
# Exit code 77 (skipped) where the tools are not installed.
set -euo pipefail
for tool in dbus-run-session gnome-keyring-daemon; do
    command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -m 0700 "$home/runtime"
export HOME=$home XDG_RUNTIME_DIR=$home/runtime XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config
unset DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY
dbus-run-session -- bash -c '
    printf test-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    "$@"' keyring "$@"
