#!/usr/bin/env bash
# Brings the servers and clients of the interop tests: a Debian 13 in .peers/trixie, with the packages below.
# Run it as often as you like: it adds what is missing and is done at once when nothing is. Needs root.
set -euo pipefail
# chroot and debootstrap stand in sbin, which a plain PATH leaves out.
PATH=$PATH:/usr/sbin:/sbin

packages=(
  ca-certificates nginx haproxy golang-go openssl openssh-server dropbear-bin tinysshd gnutls-bin python3 curl
  openjdk-21-jre-headless openjdk-21-jdk-headless sslscan testssl.sh procps apache2-bin
  # Stacks of test/interop/stacks.
  gcc libc6-dev libmbedtls-dev libwolfssl-dev libbearssl-dev android-libboringssl-dev botan libnss3-tools
  lighttpd lighttpd-mod-openssl lighttpd-mod-gnutls lighttpd-mod-mbedtls lighttpd-mod-wolfssl lighttpd-mod-nss
  erlang-base erlang-ssl mono-runtime mono-mcs dovecot-imapd postfix proftpd-core proftpd-mod-crypto
  stunnel4 hitch libnuma1
)
runtimes=(deno@2.9.6 bun@1.4.5)
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
peers=$(cd "$(dirname "$0")/../.." && pwd)/.peers
house=$peers/trixie

main() {
  [ "$(id -u)" = 0 ] || stop 'needs root: debootstrap and chroot do'
  mkdir -p "$peers"
  exec 9>"$peers/lock" && flock 9

  [ -e "$house/etc/debian_version" ] || build_house
  local missing
  missing=$(missing_packages)
  [ -z "$missing" ] || install $missing
  missing=$(missing_packages)
  [ -z "$missing" ] || stop "still missing in $house: $(echo $missing)"
  [ -e "$house/opt/npm/node_modules" ] || install_runtimes
  [ -e "$house/opt/hoogle/usr/bin/hoogle" ] || unpack_hoogle
}

# Deno has rustls, and Bun its own BoringSSL. The packages contain the programs: no script of theirs is needed.
install_runtimes() {
  rm -rf "$house/opt/npm.new"
  # Where the npm registry does not answer, the tests of Deno and Bun are skipped.
  timeout 180 npm install --prefix "$house/opt/npm.new" --prefer-offline --no-audit --no-fund --ignore-scripts \
    "${runtimes[@]}" || { echo 'without Deno and Bun: npm did not bring them' >&2 && return; }
  mv "$house/opt/npm.new" "$house/opt/npm"
}

# Its server has Haskell's tls. Unpacked alone, because the package depends on all of GHC, which the program does not need.
unpack_hoogle() {
  chroot "$house" sh -euc '
    rm -rf /opt/hoogle.new && mkdir -p /opt/hoogle.new && cd /opt/hoogle.new
    apt-get -q -o APT::Sandbox::User=root download hoogle
    dpkg-deb -x hoogle_*.deb . && rm hoogle_*.deb
    rm -rf /opt/hoogle && mv /opt/hoogle.new /opt/hoogle
  '
}

# In a folder of its own until it is complete, so that an interrupted run leaves no half house that looks whole.
build_house() {
  command -v debootstrap >/dev/null || stop 'needs debootstrap: apt-get install debootstrap'
  rm -rf --one-file-system "$house.new"
  debootstrap --variant=minbase trixie "$house.new" "$mirror"
  mv "$house.new" "$house"
}

missing_packages() {
  local installed
  installed=$(chroot "$house" dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
  comm -23 <(printf '%s\n' "${packages[@]}" | sort) <(sort <<<"$installed")
}

# Java's post-install needs /proc: mounted in a namespace of its own, it is gone with the last process.
# policy-rc.d keeps packages from starting their daemons.
install() {
  printf '#!/bin/sh\nexit 101\n' >"$house/usr/sbin/policy-rc.d"
  chmod +x "$house/usr/sbin/policy-rc.d"
  unshare --mount bash -euc '
    mount -t proc proc "$0/proc"
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C
    chroot "$0" apt-get update -q
    chroot "$0" apt-get install -q -y --no-install-recommends "$@"
    chroot "$0" apt-get clean
  ' "$house" "$@"
}

stop() {
  echo "test/peers/setup.sh: $1" >&2
  exit 2
}

main
