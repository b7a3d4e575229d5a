#!/usr/bin/env bash
# Runs a command on a desktop of its own: a private HOME and runtime folder, an X server with a window manager, a D-Bus session
# with the accessibility bus, and an unlocked gnome-keyring. Nothing of the person's own session is touched.
#   with-desktop.sh COMMAND [ARGUMENT…]        SCREEN=1280x900x24 by default
set -euo pipefail

home=$(mktemp -d)
runtime=$(mktemp -d)
chmod 700 "$runtime"
x_pid=
wm_pid=
cleanup() {
    [ -n "$wm_pid" ] && kill "$wm_pid" 2>/dev/null || true
    [ -n "$x_pid" ] && kill "$x_pid" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$home" "$runtime" 2>/dev/null || true
}
trap cleanup EXIT

export HOME=$home XDG_RUNTIME_DIR=$runtime XDG_CONFIG_HOME=$home/.config XDG_DATA_HOME=$home/.local/share XDG_CACHE_HOME=$home/.cache
export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=xcb QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 NO_AT_BRIDGE=0 GTK_MODULES= XDG_CURRENT_DESKTOP=
unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY DISPLAY
mkdir -p "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME"

display_file=$runtime/display
Xvfb -displayfd 3 -screen 0 "${SCREEN:-1280x900x24}" -nolisten tcp 3>"$display_file" 2>/dev/null &
x_pid=$!
for _ in $(seq 100); do
    [ -s "$display_file" ] && break
    kill -0 "$x_pid" 2>/dev/null || { echo "Xvfb did not start" >&2; exit 1; }
    sleep 0.1
done
[ -s "$display_file" ] || { echo "Xvfb gave no display" >&2; exit 1; }
DISPLAY=:$(tr -d '[:space:]' <"$display_file")
export DISPLAY
openbox --sm-disable >/dev/null 2>&1 &
wm_pid=$!

# The keyring is unlocked with a password of its own before the command starts.
dbus-run-session -- bash -c '
    eval "$(printf practiceline-tests | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)" || true
    "$@"' with-desktop "$@"
