#!/usr/bin/env python3
"""Makes content/lists/remote_tools.yml, remote_tool_patterns.yml, fleet_tools.yml, admin_clients.yml and
reported_remote_tools.yml from LOLRMM.

Usage: tools/make-lolrmm-list.py lolrmm.json DATE   (the file is website/public/api/rmm_tools.json of magicsword-io/LOLRMM,
Apache-2.0; DATE is the day of that copy). Only the facts "this program belongs to that product" are taken. What each
class means is written into the lists' descriptions below.
"""
import json
import pathlib
import re
import sys

# Names of LOLRMM that are also ordinary programs of Windows, of developers or of office suites: a hit would say nothing.
ORDINARY = set("""7z.exe agent.exe agent32.exe agent64.exe appcore.exe arpproducticon.exe autoupdate.exe closeapp.exe connect.exe
dashboard-windows-amd64.exe dwm.exe httpget.exe httppush.exe installcore.exe installer.exe nvda.exe nvda_*.exe
nvda_service.exe perl.exe recycler.exe regapps.exe
selfupdater.exe setup.exe tar.exe teams.exe termsrv.exe upload.exe vhost.exe wperl.exe""".split()) | {"installshield setup.exe"}

# Agents that an IT department puts on every machine: one of them is ordinary, a second kind is not.
FLEET = """Absolute|Action1|Addigy|Atera|Auvik|baramundi|Barracuda|Bluetrait|CentraStage|Comodo RMM|Connectwise Automate|Controlio
Domotz|Duplicati|Electric AI|ESET|Faronics|FleetDeck|Fortra|Freshservice|GLPI|Gorelo|ImmyBot|InvGate|Itarian|ITSupport247|Jump Cloud
Kabuto|Kaseya|LabT|LANDesk|Level|Manage ?Engine|Miradore|Monitic|MSP360|N-Able|N-ABLE|Naverisk|Net Monitor|NetLock|Netreo|Ninite
Ninja|OCS inventory|OptiTune|Panorama9|PDQ|Pulseway|Quest KACE|Rapid7|RES Automation|Senso|ServerEye|Site24x7|Sophos|SuperOps|Syncro$
SysAid|Syspectr|Tactical|Tanium|Teramind|TiFLUX|Total Software|Veyon|VIZOR|Xeox|Zabbix|Electric""".replace("\n", "|")

# Programs with which somebody reaches out from this machine (terminals, file transfer, consoles): they give nobody a way in.
CLIENTS = """Bitvise SSH Client|Chrome SSH|Devolutions|DragonDisk|ExtraPuTTY|Free Ping|FreeRDP|iDrive|Insync|JollysFastVNC|KiTTY|Koofr
MEGAsync|MobaXterm|Mocha|mRemoteNG|mstsc|MultCloud|NordLocker|Onionshare|PSEXEC|PuTTY|RdClient|RDCMan|Remmina|Remote Desktop Manager|Remote Desktop Plus
Royal|S3 Browser|SecureCRT|SmarTTY|SmartFTP|Solar-PuTTY|SuperPuTTY|Syncthing|Synergy|Terminals|Teleport|WinSCP|Xshell|Yandex|ZOC|Adobe Connect
FreeNX|Basecamp|Mouse Without Borders|Duet Display|X2Go""".replace("\n", "|")

# Named in published reports on the workers (Mandiant 2024-09, Microsoft 2025-06, FBI 2025-07, runZero, North Scan 2025-12).
REPORTED = "AnyDesk|AnyViewer|Chrome Remote Desktop|GoTo|Jump Desktop|LogMeIn|MeshCentral|RustDesk|Splashtop|Tailscale|TeamViewer"

# Helpers that LOLRMM lists under a product but that many others ship: kept among the names that say little.
HELPERS = {"plink.exe", "nssm.exe", "osqueryi.exe", "qq.exe", "qqpcmgr.exe", "qqprotect.exe", "winpty-agent.exe", "winpty-agent64.exe",
           "privacyhelper.exe", "rdp.exe", "remote desktop.exe", "notificationhelper.exe", "online backup.exe", "goto.exe"}  # and g2m*: GoTo Meeting

# Facts that LOLRMM lacks: (label, class, names, source, date).
EXTRA = [
    ("Chrome Remote Desktop", "remote", ["remoting_native_messaging_host.exe", "remoting_start_host.exe", "remoting_start_host",
     "remoting_desktop.exe", "chrome-remote-desktop-host", "chromeremotedesktophost.app", "remoting_me2me_host"],
     "The Hacker News, 'Researchers capture Lazarus APT's remote workers' (NorthScan)", "2025-12"),
    ("RustDesk", "remote", ["rustdesk", "rustdesk.app"], "RustDesk release files", "2025-06"),
    ("TeamViewer", "remote", ["teamviewerd", "teamviewer.app", "teamviewer_host.app"], "TeamViewer release files", "2025-06"),
    ("AnyDesk", "remote", ["anydesk"], "AnyDesk release files", "2025-06"),
    ("Parsec", "remote", ["parsecd", "parsec.app"], "Parsec release files", "2025-06"),
    ("Splashtop", "remote", ["splashtop streamer.app", "srstreamer"], "Splashtop release files", "2025-06"),
    ("Jump Desktop", "remote", ["jump desktop connect.app"], "Microsoft, 'Jasper Sleet' (JumpConnect)", "2025-06-30"),
    ("Sunshine and Moonlight", "remote", ["sunshine.exe"], "Sunshine release files", "2025-06"),
    ("GoToMyPC", "remote", ["g2pre.exe", "g2tray.app"], "GoTo documentation", "2025-06"),
    ("Tailscale", "remote", ["tailscale.exe", "tailscale", "tailscaled", "tailscale.app"], "Tailscale release files", "2025-06"),
    ("ZeroTier", "remote", ["zerotier-one", "zerotier one.app"], "ZeroTier release files", "2025-06"),
    ("frp tunnel", "remote", ["frpc.exe", "frpc"], "fatedier/frp release files", "2025-06"),
    ("ngrok", "remote", ["ngrok"], "ngrok release files", "2025-06"),
    ("Cloudflare Tunnel", "remote", ["cloudflared"], "Cloudflare release files", "2025-06"),
    ("x11vnc", "remote", ["x11vnc", "xrdp", "xrdp-sesman", "wayvnc", "krfb", "vino-server"], "Debian package file lists", "2025-06"),
    ("DWService", "remote", ["dwagent"], "DWService release files", "2025-06"),
    ("ToDesk", "remote", ["todesk", "todesk.app"], "ToDesk release files", "2025-06"),
    ("SunLogin", "remote", ["awesun", "sunloginclient"], "Oray release files", "2025-06"),
]
SOURCE = "LOLRMM (Apache-2.0), https://github.com/magicsword-io/LOLRMM"


def file_names(path):
    """The last part of a path pattern, where it names a program."""
    name = re.split(r"[\\/]", path.strip())[-1].lower()
    is_unix_program = "." not in name and "/bin/" in path
    return [name] if name not in ("", "*") and (name.endswith((".exe", ".app")) or is_unix_program) else []


def names_of(tool):
    details, artifacts = tool["Details"], tool.get("Artifacts") or {}
    metadata = details.get("PEMetadata") or []
    metadata = [metadata] if isinstance(metadata, dict) else metadata
    names = {(entry.get(key) or "").strip().lower() for entry in metadata for key in ("Filename", "OriginalFileName")}
    for path in details.get("InstallationPaths") or []:
        names.update(file_names(path or ""))
    for disk in artifacts.get("Disk") or []:
        names.update(n for n in file_names(disk.get("File") or "") if n.endswith(".exe"))
    for log in artifacts.get("EventLog") or []:
        names.update(re.findall(r'([^\\/"]+\.exe)', (log.get("ImagePath") or "").lower())[:1])
    return {n for n in names if n and "<" not in n and (n.endswith((".exe", ".app")) or "." not in n)}


def label_of(tool):
    name = re.sub(r"\s*[\[(].*", "", tool["Name"]).strip()
    for start, label in (("Splashtop", "Splashtop"), ("GoTo", "GoTo"), ("ConnectWise Control", "ScreenConnect"), ("Level", "Level"),
                         ("ISL", "ISL Online"), ("Pocket", "Pocket Controller"), ("Remote Util", "Remote Utilities"),
                         ("RemoteUtil", "Remote Utilities"), ("LogMeIn", "LogMeIn"), ("Ultra", "UltraVNC"), ("Quick", "Quick Assist"),
                         ("Microsoft Quick", "Quick Assist"), ("LiteManager", "LiteManager"), ("Lite Manager", "LiteManager"),
                         ("SimpleHelp", "SimpleHelp"), ("Ninja", "NinjaOne"), ("Laplink", "Laplink")):
        if name.startswith(start):
            return label
    return name


def class_of(tool):
    if re.match(FLEET, tool["Name"]):
        return "fleet"
    return "client" if re.match(CLIENTS, tool["Name"]) else "remote"


def collect(tools):
    """name → (label, class, source, date); the class that says least wins where two products use one name."""
    order = {"client": 0, "fleet": 1, "remote": 2}
    found = {}
    for tool in sorted(tools, key=lambda t: t["Name"].lower()):
        for name in names_of(tool) - ORDINARY:
            entry = (label_of(tool), "client" if name in HELPERS or name.startswith("g2m") else class_of(tool), SOURCE, sys.argv[2])
            if name not in found or order[entry[1]] < order[found[name][1]]:
                found[name] = entry
    for label, kind, names, source, date in EXTRA:
        for name in names:
            found.setdefault(name, (label, kind, source, date))
    return found


def quoted(name):
    return "'" + name.replace("'", "''") + "'"


def wrapped(names):
    lines, line = [], ""
    for name in map(quoted, sorted(names)):
        if len(line) + len(name) > 110:
            lines.append(line.rstrip())
            line = ""
        line += name + ", "
    return "\n      ".join(lines + [line.rstrip(", ")])


def write(folder, file, title, description, kind, found):
    groups = {}
    for name, (label, _, source, date) in found.items():
        groups.setdefault((label, source, date), []).append(name)
    text = [f"# Made by tools/make-lolrmm-list.py; change that file, not this one.\ntitle: {title}\ndescription: {description}\nkind: {kind}\n"
            f"defaults: {{source: {quoted(SOURCE)}, date: {sys.argv[2]}}}\nentries:"]
    for (label, source, date), names in sorted(groups.items(), key=lambda g: (g[0][0].lower(), g[0])):
        note = ", note: named in reports on the workers" if re.match(REPORTED, label) else ""
        origin = "" if source == SOURCE else f", source: {quoted(source)}, date: {date}"
        text.append(f"  - {{label: {quoted(label)}{note}{origin}, values: [{wrapped(names)}]}}")
    (folder / file).write_text("\n".join(text) + "\n")


def main():
    tools = json.loads(pathlib.Path(sys.argv[1]).read_text())
    found = collect(tools)
    folder = pathlib.Path(__file__).resolve().parent.parent / "content" / "lists"
    exact = {n: e for n, e in found.items() if "*" not in n and "[" not in n}
    patterns = {re.sub(r"\[[^]]*\]", "", n): e for n, e in found.items() if n not in exact}
    by_class = lambda kind, names: {n: e for n, e in names.items() if e[1] == kind}
    write(folder, "remote_tools.yml", "Programs of remote-access products",
          "Every program name of LOLRMM and a few more. fleet_tools and admin_clients name those that say less.", "exact", exact)
    write(folder, "remote_tool_patterns.yml", "Programs of remote-access products, by pattern",
          "The names of LOLRMM that hold a wildcard.", "glob", patterns)
    write(folder, "fleet_tools.yml", "Agents that IT departments install on every machine",
          "One product is ordinary. Two different ones on a laptop are not. A part of remote_tools.", "exact", by_class("fleet", exact))
    write(folder, "fleet_tool_patterns.yml", "Agents that IT departments install on every machine, by pattern",
          "A part of remote_tool_patterns.", "glob", by_class("fleet", patterns))
    write(folder, "admin_clients.yml", "Programs that reach out to other machines, and let nobody in",
          "Terminals, file transfer, consoles. A part of remote_tools that alone says nothing.", "glob",
          by_class("client", {**exact, **patterns}))
    write(folder, "reported_remote_tools.yml", "Remote-access tools named in published reports on the workers",
          "Mandiant 2024-09-23, Microsoft 2025-06-30, FBI 2025-07-23, NorthScan 2025-12. A part of remote_tools.", "exact",
          {n: e for n, e in by_class("remote", exact).items() if re.match(REPORTED, e[0])})


main()
