#!/usr/bin/env bash
# shellcheck disable=SC2317  # most functions are run by step
# Installs, upgrades and removes Milepost as a service, from the unpacked archive of scripts/package. See --help.
set -euo pipefail

usage() {
  cat <<'TXT'
usage: scripts/install.sh --rsu|--vehicle [--keys FILE] [--prefix DIR] [--root DIR] [--no-start] [--dry-run]
       scripts/install.sh --uninstall [--purge] [--prefix DIR] [--root DIR] [--dry-run]

Installs from the unpacked archive that this script lies in; needs no network, but a Java 17 runtime. May be run again:
what is right already stays as it is. A newer archive upgrades; configuration, keys and data are kept.

  --rsu         install the roadside unit's service
  --vehicle     install the vehicle's service; both may be given
  --keys FILE   key ring for /etc/milepost/keys.json; without it a unit makes one, a vehicle waits for the unit's
  --prefix DIR  where the program goes (/opt/milepost): one folder a version, and the link 'current'
  --root DIR    install into this folder instead of /, for an image: no user is made, nothing is started
  --no-start    enable the services, but do not start them
  --dry-run     only say what would be done
  --uninstall   stop and remove services and program; configuration, keys and data stay
  --purge       with --uninstall: remove those too, and the user milepost

Exit code: 0 done, 1 failed, 2 wrong use or something is missing.
TXT
}

say() { echo "scripts/install.sh: $*" >&2; }
wrong() { say "$*"; exit 2; }

rsu=no vehicle=no keys="" prefix=/opt/milepost root="" start=yes dry=no uninstall=no purge=no changes=0
etc=/etc/milepost state=/var/lib/milepost unitdir=/etc/systemd/system user=milepost

# Does a step, or says what it would do; each step is one that changes something.
step() {
  changes=$((changes + 1))
  echo "  $1"
  shift
  [ $dry = yes ] || "$@"
}

parse() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --rsu) rsu=yes ;;
      --vehicle) vehicle=yes ;;
      --keys|--prefix|--root)
        [ $# -ge 2 ] || wrong "$1 needs a value; see --help"
        case "$1" in --keys) keys=$2 ;; --prefix) prefix=$2 ;; --root) root=$2 ;; esac
        shift ;;
      --no-start) start=no ;;
      --dry-run) dry=yes ;;
      --uninstall) uninstall=yes ;;
      --purge) purge=yes ;;
      -h|--help) usage; exit 0 ;;
      *) wrong "unknown argument '$1'; see --help" ;;
    esac
    shift
  done
  prefix=${prefix%/}
  case "$prefix" in
    /*/..*|*/./*|*[!A-Za-z0-9/._-]*) wrong "--prefix must be a plain absolute path of letters, digits and . _ - /" ;;
    ""|/bin|/boot|/dev|/etc|/home|/lib|/opt|/proc|/root|/run|/sbin|/srv|/sys|/tmp|/usr|/usr/local|/var)
      wrong "--prefix must be a folder of Milepost's own, for example /opt/milepost" ;;
    /*) ;;
    *) wrong "--prefix must be an absolute path" ;;
  esac
  if [ -n "$root" ]; then
    [ -d "$root" ] || wrong "--root: there is no folder $root"
    root=$(readlink -f "$root")
    [ "$root" != / ] || root=""
  fi
  [ $purge = no ] || [ $uninstall = yes ] || wrong "--purge goes with --uninstall"
  [ $uninstall = yes ] || [ "$rsu$vehicle" != nono ] || wrong "say what to install: --rsu, --vehicle or both"
  [ -z "$keys" ] || [ -r "$keys" ] || wrong "--keys: $keys cannot be read"
  [ -n "$root" ] || [ "$(id -u)" = 0 ] || [ $dry = yes ] || wrong "only root can install; use sudo, or --root DIR for an image"
}

booted() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

# The owner in an image is whoever makes it; the first start of a package tool there sets it right.
own() { if [ -z "$root" ]; then chown "$1" "$2"; fi; }

check_java() {
  local java major
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null 2>&1 ||
    wrong "a Java 17 runtime is missing; Debian: apt-get install openjdk-17-jre-headless (or set JAVA_HOME, also in $etc/.env)"
  major=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  [ "${major%%.*}" -ge 17 ] || wrong "Java 17 or newer is needed, $java is $major; Debian: apt-get install openjdk-17-jre-headless"
}

check_archive() {
  if [ ! -f "$source/SHA256SUMS" ] || [ ! -f "$source/VERSION" ]; then
    wrong "$source is not an unpacked archive; make one with scripts/package"
  fi
  version=$(cat "$source/VERSION")
  case "$version" in ""|*[!A-Za-z0-9._-]*) wrong "the archive's VERSION is damaged; unpack it again" ;; esac
  (cd "$source" && sha256sum --check --strict --quiet SHA256SUMS >&2) || wrong "the archive is damaged; fetch and unpack it again"
  [ -n "$root" ] || [ "$(cat "$source/PLATFORM")" = "$(uname -m)" ] ||
    wrong "the archive is for $(cat "$source/PLATFORM"), this machine is $(uname -m)"
  [ $rsu = no ] || [ -d "$source/rsu-node" ] || wrong "this archive has no roadside unit; make one with scripts/package --rsu"
  [ $vehicle = no ] || [ -d "$source/vehicle-node" ] || wrong "this archive has no vehicle; make one with scripts/package --vehicle"
}

make_user() {
  [ -z "$root" ] || return 0
  getent passwd $user >/dev/null || step "user $user" \
    useradd --system --user-group --home-dir $state --no-create-home --shell /usr/sbin/nologin $user
  if [ $rsu = yes ] && getent group video >/dev/null && ! id -nG $user 2>/dev/null | grep -qw video; then
    step "group video for $user (cameras on this machine)" usermod --append --groups video $user
  fi
}

# A folder with owner and mode; its own step only when it is not there.
folder() {
  [ -d "$root$1" ] || step "folder $1" mkdir -p "$root$1"
  [ $dry = yes ] || { chmod "$2" "$root$1"; own "$3" "$root$1"; }
}

copy_program() {
  rm -rf "$1.new" "$1.old"
  mkdir -p "$(dirname "$1")"
  cp -r "$source" "$1.new"
  chmod -R u=rwX,go=rX "$1.new"
  [ -n "$root" ] || chown -R root:root "$1.new"
  [ ! -d "$1" ] || mv "$1" "$1.old"
  mv "$1.new" "$1"
  rm -rf "$1.old"
}

point() {
  ln -sfn "$version" "$1.new"
  mv -T "$1.new" "$1"
}

# The version before stays for the way back; older ones go.
install_program() {
  local dest=$root$prefix/$version link=$root$prefix/current before=""
  [ ! -L "$link" ] || before=$(readlink "$link")
  if [ "$source" != "$(readlink -f "$dest" 2>/dev/null)" ] &&
     ! { cmp -s "$source/SHA256SUMS" "$dest/SHA256SUMS" && (cd "$dest" && sha256sum --check --strict --status SHA256SUMS); }; then
    step "program $prefix/$version" copy_program "$dest"
    program=changed
  fi
  if [ "$before" != "$version" ]; then
    step "link $prefix/current -> $version" point "$link"
    program=changed
  fi
  for old in "$root$prefix"/*/; do
    old=${old%/}
    case "${old##*/}" in "$version"|"$before"|current|'*') continue ;; esac
    [ ! -f "$old/SHA256SUMS" ] || [ "$program" = same ] || step "remove $prefix/${old##*/}" rm -rf "$old"
  done
}

random() { head -c "$1" /dev/urandom | base64 -w0; }

# A configuration file from standard input, only if there is none.
configure() {
  if [ -e "$root$etc/$1" ]; then
    cat >/dev/null
    return
  fi
  step "configuration $etc/$1" write "$root$etc/$1"
  [ $dry = no ] || cat >/dev/null
}

write() {
  (umask 077 && cat >"$1.new")
  chmod 0640 "$1.new"
  own "root:$user" "$1.new"
  mv "$1.new" "$1"
}

node_name() {
  local name
  name=$(uname -n | tr '[:upper:]' '[:lower:]' | tr -cd 'a-z0-9.-' | cut -c1-32)
  echo "${name:-rsu-1}"
}

install_configuration() {
  folder $etc 0750 root:$user
  if [ $rsu = yes ]; then
    configure .env <<TXT
# Environment of the services. Every variable: $prefix/current/conf/.env.example. Readable by root and the service only.
MILEPOST_API_ADMIN_PASSWORD=$(random 12)
MILEPOST_API_JWT_SECRET=$(random 48)
TXT
    sed "s/@NODE@/$(node_name)/" "$source/conf/service/rsu.yaml" | configure rsu.yaml
  else
    configure .env <<TXT
# Environment of the services, for example MILEPOST_LOG_LEVEL=DEBUG, JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64
TXT
  fi
  [ $vehicle = no ] || configure vehicle.args <"$source/conf/service/vehicle.args"
  if [ -n "$keys" ] && ! cmp -s "$keys" "$root$etc/keys.json"; then
    step "keys $etc/keys.json from $keys" write "$root$etc/keys.json" <"$keys"
  elif [ $rsu = yes ]; then
    configure keys.json <<TXT
{"keys": [{"id": 1, "secret": "$(random 32)"}]}
TXT
  fi
}

# $1 rsu or vehicle
install_unit() {
  local unit=milepost-$1.service file text wants fresh=no changed=$program
  file=$root$unitdir/$unit
  wants=$root$unitdir/multi-user.target.wants/$unit
  text=$(sed "s#@PREFIX@#$prefix#g" "$source/scripts/systemd/$unit")
  [ -e "$file" ] || fresh=yes
  if [ "$text" != "$(cat "$file" 2>/dev/null)" ]; then
    step "unit $unitdir/$unit" put_unit "$file" <<<"$text"
    changed=changed
  fi
  [ -L "$wants" ] || step "enable $unit at boot" enable "$wants" "$unit"
  if ! booted || [ "$changed" = same ]; then
    return 0
  fi
  [ $dry = yes ] || systemctl daemon-reload
  if [ ! -e "$etc/keys.json" ]; then
    say "copy the roadside unit's $etc/keys.json here (--keys FILE does it), then: systemctl start $unit"
  elif [ $start = yes ] && { [ $fresh = yes ] || systemctl is-active --quiet "$unit"; }; then
    step "start $unit" systemctl restart "$unit"
  fi
}

put_unit() {
  mkdir -p "$(dirname "$1")"
  cat >"$1"
  chmod 0644 "$1"
}

enable() {
  mkdir -p "$(dirname "$1")"
  ln -sf "$unitdir/$2" "$1"
}

install() {
  local program=same version
  check_java
  check_archive
  echo "Milepost $version into ${root:-/}"
  make_user
  folder $state 0750 $user:$user
  install_program
  install_configuration
  [ $rsu = no ] || install_unit rsu
  [ $vehicle = no ] || install_unit vehicle
  finish "Nothing to change."
  if [ $dry = no ] && [ $changes -gt 0 ]; then
    [ $rsu = no ] || echo "Console: user admin, password in $etc/.env. Cameras and interfaces: $etc/rsu.yaml. Vehicles need $etc/keys.json."
    [ -n "$root" ] || [ -d /run/systemd/system ] || echo "systemd does not run here: the services are enabled and start with it."
    [ -e "$root$etc/keys.json" ] || echo "The vehicle hears nothing before $etc/keys.json is the roadside unit's."
  fi
}

remove_unit() {
  local unit=milepost-$1.service
  [ -e "$root$unitdir/$unit" ] || [ -L "$root$unitdir/multi-user.target.wants/$unit" ] || return 0
  if booted; then
    step "stop $unit" systemctl disable --now "$unit"
  fi
  step "remove $unitdir/$unit" rm -f "$root$unitdir/$unit" "$root$unitdir/multi-user.target.wants/$unit"
  if booted && [ $dry = no ]; then systemctl daemon-reload; fi
}

remove_program() {
  local old
  [ -d "$root$prefix" ] || return 0
  [ ! -L "$root$prefix/current" ] || step "remove $prefix/current" rm -f "$root$prefix/current"
  for old in "$root$prefix"/*/; do
    [ ! -f "$old/SHA256SUMS" ] || [ ! -f "$old/VERSION" ] || step "remove ${old#"$root"}" rm -rf "${old%/}"
  done
  [ $dry = yes ] || rmdir "$root$prefix" 2>/dev/null || say "$prefix is kept: there are files in it that are not of Milepost"
}

uninstall() {
  echo "Removing Milepost from ${root:-/}"
  remove_unit rsu
  remove_unit vehicle
  remove_program
  if [ $purge = yes ]; then
    local dir
    for dir in $etc $state; do
      [ ! -d "$root$dir" ] || step "remove $dir" rm -rf "$root$dir"
    done
    if [ -z "$root" ] && getent passwd $user >/dev/null; then step "remove user $user" userdel $user; fi
  fi
  finish "Nothing was installed."
  if [ $purge = no ] && [ -d "$root$etc" ]; then
    echo "Kept: $etc, $state and the user $user; --uninstall --purge removes them."
  fi
}

finish() {
  if [ $changes = 0 ]; then echo "$1"; elif [ $dry = yes ]; then echo "Nothing was done (--dry-run)."; else echo "Done."; fi
}

main() {
  parse "$@"
  source=$(dirname "$(dirname "$(readlink -f "$0")")")
  if [ $uninstall = yes ]; then uninstall; else install; fi
}
main "$@"
exit 0
