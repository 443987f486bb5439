#!/usr/bin/env bash
# The tests drive a real browser and a real PostgreSQL, look at rendered papers and open files in LibreOffice: install
# Debian's packages when absent.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
[ -e /usr/lib/libreoffice/program/libscfiltlo.so ] || missing+=(libreoffice-calc)
[ -e /usr/lib/libreoffice/program/libswlo.so ] || missing+=(libreoffice-writer)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need ${missing[*]}. Install them as an administrator: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "Installing for the tests: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
