# What ./run and ./run-spark share; sourced by both, which have their strict mode on already.

# Nothing in the caller's environment may lead to another library than the pinned one.
unset CDPATH PYTHONPATH PYTHONHOME NODE_OPTIONS NODE_PATH

fail() {
    printf 'interop: %s\n' "$*" >&2
    exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

# The binary to test, as an absolute path: the argument, or what `cargo build --release` made.
find_jwt() {
    jwt=${1:-$root/target/release/jwt}
    [[ -f $jwt && -x $jwt ]] || fail "no binary at $jwt (cargo build --release)"
    jwt=$(cd "$(dirname "$jwt")" && pwd)/$(basename "$jwt")
}

need_python() {
    command -v python3 >/dev/null || fail "python3 is not installed"
    python3 --version >/dev/null || fail "python3 does not run"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "python3 is older than 3.11"
    python3 -c 'import ensurepip, venv' 2>/dev/null ||
        fail "python3 cannot make a virtual environment (on Debian: apt-get install python3-venv)"
}

# Each install leaves a note of what it was made from, last, so that an interrupted one is made again.
is_installed() { [[ -f $1/.made-from && $(<"$1/.made-from") == "$2" ]]; }

# Makes the virtual environment $1 of the requirements files that follow, one after the other: what
# builds a package has to be there before it, since pip checks no hashes of what it fetches to build.
install_python() {
    local venv=$1 wanted file
    shift
    wanted=$(python3 -c 'import sys; print(sys.version, sys.base_prefix)' | cat - "$@" | cksum)
    is_installed "$venv" "$wanted" && return
    rm -rf "$venv"
    python3 -m venv "$venv" >&2 || fail "python3 could not make a virtual environment in $venv"
    for file; do
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
            --require-hashes --no-build-isolation -r "$file" >&2 ||
            fail "pip could not install ${file##*/}"
    done
    printf '%s\n' "$wanted" >"$venv/.made-from"
}
