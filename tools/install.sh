# Sourced by ./run and ./test: installs what is missing, and says so. Nothing is printed when nothing is missing.
#
#   install_packages "why" package...    Debian packages, through apt-get, as root or with sudo
#   install_python FILE                  the Python packages of FILE into .venv, at the versions that FILE says

# What the program itself is built from; docs/decisions/ has a page for each library.
build_packages=(g++ cmake ninja-build ccache mold pkg-config libboost1.81-dev libboost-json1.81-dev libssl-dev
  libsodium-dev libsqlite3-dev libspdlog-dev libfmt-dev libcli11-dev prometheus-cpp-dev libseccomp-dev
  bubblewrap python3)

# What the console is built with. Whoever has Node.js from elsewhere has npm with it, and Debian's would take its place.
if ! command -v node >/dev/null; then build_packages+=(nodejs); fi
if ! command -v npm >/dev/null; then build_packages+=(npm); fi

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

install_packages() {
  local why=$1 package missing=() log
  shift
  for package in "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  echo "installing Debian packages $why: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    echo "error: this needs root or sudo; as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  log=$(mktemp)
  if ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "error: cannot install them; the whole log is in $log" >&2
    exit 1
  fi
  rm -f "$log"
}

install_python() {
  local requirements=$1 wanted log
  wanted=$(sha256sum "$requirements" | cut -d' ' -f1)
  if [ "$(cat .venv/opencam-requirements 2>/dev/null)" = "$wanted" ]; then return; fi
  echo "installing Python packages into .venv: $(grep -v '^#' "$requirements" | tr '\n' ' ')"
  log=$(mktemp)
  rm -rf .venv
  if ! { /usr/bin/python3 -m venv .venv && .venv/bin/pip install --quiet --disable-pip-version-check -r "$requirements"; } \
    >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "error: cannot install them; the whole log is in $log" >&2
    exit 1
  fi
  rm -f "$log"
  echo "$wanted" >.venv/opencam-requirements
}

# build PRESET: configures when it was not yet, then builds what has changed; silent when nothing has.
build() {
  local preset=$1 log=build/$1.log
  mkdir -p build
  if [ ! -f "build/$preset/build.ninja" ]; then
    echo "configuring build/$preset"
    if ! cmake --preset "$preset" >"$log" 2>&1; then
      cat "$log" >&2
      exit 1
    fi
  fi
  if [ ! -f "build/$preset/.ninja_log" ]; then echo "building build/$preset: the first time takes some minutes"; fi
  # On a terminal ninja shows in one line how far it is; elsewhere only that something was built, or what went wrong.
  if [ -t 1 ]; then
    NINJA_STATUS="building build/$preset [%f/%t] " ninja -C "build/$preset" || exit 1
  elif ! ninja -C "build/$preset" >"$log" 2>&1; then
    grep -v '^\[' "$log" | tail -n 200 >&2
    exit 1
  elif ! tail -n 1 "$log" | grep -q 'no work to do'; then
    echo "built build/$preset"
  fi
}
