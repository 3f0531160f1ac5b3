#include "simulate/gear.h"

#include <fmt/format.h>

namespace bonafide::sim {
namespace {

constexpr Program remote[] = {
    {"AnyDesk", "9.5.9", "AnyDesk Software GmbH", R"(C:\Program Files (x86)\AnyDesk\AnyDesk.exe)", "/Applications/AnyDesk.app/Contents/MacOS/AnyDesk",
     "com.philandro.anydesk", "relay-7a2c1e.net.anydesk.com", "AnyDesk"},
    {"Chrome Remote Desktop Host", "139.0.7258.3", "Google LLC",
     R"(C:\Program Files (x86)\Google\Chrome Remote Desktop\139.0.7258.3\remoting_host.exe)",
     "/Library/PrivilegedHelperTools/ChromeRemoteDesktopHost.app/Contents/MacOS/remoting_me2me_host",
     "org.chromium.chromoting.ChromeRemoteDesktopHost", "remotedesktop-pa.googleapis.com", "chromoting"},
    {"RustDesk", "1.4.1", "Purslane Ltd", R"(C:\Program Files\RustDesk\rustdesk.exe)", "/Applications/RustDesk.app/Contents/MacOS/RustDesk",
     "com.carriez.rustdesk", "rs-ny.rustdesk.com", "RustDesk"},
    {"Splashtop Streamer", "3.7.4", "Splashtop Inc.", R"(C:\Program Files (x86)\Splashtop\Splashtop Remote\Server\SRServer.exe)",
     "/Applications/Splashtop Streamer.app/Contents/MacOS/Splashtop Streamer", "com.splashtop.Splashtop-Streamer", "st-relay.api.splashtop.com",
     "SplashtopRemoteService"},
    {"TeamViewer", "15.69.4", "TeamViewer Germany GmbH", R"(C:\Program Files\TeamViewer\TeamViewer.exe)",
     "/Applications/TeamViewer.app/Contents/MacOS/TeamViewer", "com.teamviewer.TeamViewer", "router12.teamviewer.com", "TeamViewer"},
    {"ScreenConnect Client", "25.4.25", "ConnectWise, LLC",
     R"(C:\Program Files (x86)\ScreenConnect Client (6f3a9b21c7d0e458)\ScreenConnect.WindowsClient.exe)",
     "/opt/connectwisecontrol-6f3a9b21c7d0e458.app/Contents/MacOS/connectwisecontrol", "com.screenconnect.client",
     "instance-northbeam-relay.screenconnect.com", "ScreenConnect Client"},
    {"Tailscale", "1.86.2", "Tailscale Inc.", R"(C:\Program Files\Tailscale\tailscaled.exe)", "/Applications/Tailscale.app/Contents/MacOS/Tailscale",
     "io.tailscale.ipn.macos", "controlplane.tailscale.com", "Tailscale"}};
enum { anydesk, chrome_remote, rustdesk, splashtop, teamviewer, screenconnect, tailscale };

constexpr Program caffeine{"Caffeine",
                           "1.97",
                           "Zhorn Software",
                           R"(C:\Users\Public\Downloads\caffeine64.exe)",
                           "/Applications/Amphetamine.app/Contents/MacOS/Amphetamine",
                           "com.if.Amphetamine",
                           "",
                           ""};

constexpr Program common[] = {
    {"Google Chrome", "139.0.7258.128", "Google LLC", R"(C:\Program Files\Google\Chrome\Application\chrome.exe)",
     "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "com.google.Chrome", "www.google.com", ""},
    {"Slack", "4.45.69", "Slack Technologies", R"(C:\Program Files\Slack\slack.exe)", "/Applications/Slack.app/Contents/MacOS/Slack",
     "com.tinyspeck.slackmacgap", "wss-primary.slack.com", ""},
    {"Zoom Workplace", "6.5.7", "Zoom Communications, Inc.", R"(C:\Program Files\Zoom\bin\Zoom.exe)",
     "/Applications/zoom.us.app/Contents/MacOS/zoom.us", "us.zoom.xos", "us05web.zoom.us", ""},
    {"Microsoft Outlook", "16.0.18925", "Microsoft Corporation", R"(C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE)",
     "/Applications/Microsoft Outlook.app/Contents/MacOS/Microsoft Outlook", "com.microsoft.Outlook", "outlook.office365.com", ""},
    {"Microsoft Excel", "16.0.18925", "Microsoft Corporation", R"(C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE)",
     "/Applications/Microsoft Excel.app/Contents/MacOS/Microsoft Excel", "com.microsoft.Excel", "", ""},
    {"1Password", "8.11.4", "AgileBits Inc.", R"(C:\Program Files\1Password\app\8\1Password.exe)",
     "/Applications/1Password.app/Contents/MacOS/1Password", "com.1password.1password", "my.1password.com", ""},
    {"Spotify", "1.2.70", "Spotify AB", R"(C:\Program Files\WindowsApps\SpotifyAB.SpotifyMusic_1.270.409.0_x64__zpdnekdrzrea0\Spotify.exe)",
     "/Applications/Spotify.app/Contents/MacOS/Spotify", "com.spotify.client", "api.spotify.com", ""},
    {"Notion", "4.18.0", "Notion Labs, Inc.", R"(C:\Program Files\Notion\Notion.exe)", "/Applications/Notion.app/Contents/MacOS/Notion", "notion.id",
     "www.notion.so", ""}};
constexpr Program for_engineers[] = {
    {"Visual Studio Code", "1.103.1", "Microsoft Corporation", R"(C:\Program Files\Microsoft VS Code\Code.exe)",
     "/Applications/Visual Studio Code.app/Contents/MacOS/Electron", "com.microsoft.VSCode", "update.code.visualstudio.com", ""},
    {"Git", "2.50.1", "The Git Development Community", R"(C:\Program Files\Git\cmd\git.exe)", "/usr/bin/git", "", "github.com", ""},
    {"Node.js", "22.18.0", "Node.js Foundation", R"(C:\Program Files\nodejs\node.exe)", "/opt/homebrew/bin/node", "", "registry.npmjs.org", ""},
    {"Python 3.13", "3.13.6", "Python Software Foundation", R"(C:\Program Files\Python313\python.exe)", "/opt/homebrew/bin/python3", "", "pypi.org",
     ""},
    {"Docker Desktop", "4.44.2", "Docker Inc.", R"(C:\Program Files\Docker\Docker\Docker Desktop.exe)",
     "/Applications/Docker.app/Contents/MacOS/Docker", "com.docker.docker", "registry-1.docker.io", ""}};

// research/indicators.md 2.2: what these products say of themselves as they come out of the box.
constexpr Gadget kvms[] = {
    {"1d6b:0104", "PiKVM", "PiKVM Composite Device", "CAFEBABE", "LNX7772", "LNX", "PiKVM V4 Mini", "CAFEBABE", "dc:a6:32"},
    {"1d6b:0104", "tinypilot", "Multifunction USB Device", "6b65796d696d6570690", "TSB9876", "TSB", "TinyPilot", "88888800", "04:c9:8b"},
    {"1d6b:0104", "JetKVM", "USB Emulation Device", "", "TSB8801", "TSB", "T749-fHD720", "", "30:52:53"},
    {"3346:1009", "sipeed", "NanoKVM", "0123456789ABCDEF", "SPD3301", "SPD", "NanoKVM", "", "48:da:35"}};
// The same made to look like office goods: a patched TinyPilot and the JetKVM's own presets with their fixed serial numbers.
constexpr Gadget disguised_kvms[] = {
    {"1d6b:0104", "Logitech, Inc.", "USB Receiver", "6b65796d696d6570690", "ACR0326", "ACR", "B246WL", "T8NEE0038522", "b8:27:eb"},
    {"046d:c52b", "Logitech (x64)", "USB Receiver", "", "DEL41D9", "DEL", "DELL D2721H", "3S5GQ23", "30:52:53"}};

constexpr Gadget goods[] = {{"046d:c52b", "Logitech", "USB Receiver", "", "", "", "", "", ""},
                            {"046d:c548", "Logitech", "Logi Bolt Receiver", "", "", "", "", "", ""},
                            {"046d:085e", "Logitech", "Logitech BRIO", "*", "", "", "", "", ""},
                            {"0b0e:0e41", "GN Audio A/S", "Jabra Link 380", "*", "", "", "", "", ""},
                            {"413c:2113", "Dell", "Dell KB216 Wired Keyboard", "", "", "", "", "", ""},
                            {"17ef:30b4", "Lenovo", "ThinkPad Thunderbolt 4 Dock USB Audio", "*", "", "", "", "", ""},
                            {"1050:0407", "Yubico", "YubiKey OTP+FIDO+CCID", "", "", "", "", "", ""},
                            {"0781:5591", "SanDisk", "Ultra USB 3.0", "*", "", "", "", "", ""},
                            {"05ac:12a8", "Apple Inc.", "iPhone", "*", "", "", "", "", ""},
                            {"045e:0800", "Microsoft", "Microsoft Nano Transceiver v2.0", "", "", "", "", "", ""}};
constexpr Gadget screens[] = {{"", "", "", "", "DEL41D9", "DEL", "DELL U2723QE", "*", ""}, {"", "", "", "", "DELA1E6", "DEL", "DELL P2422H", "*", ""},
                              {"", "", "", "", "GSM7749", "GSM", "LG ULTRAFINE", "*", ""}, {"", "", "", "", "SAM7236", "SAM", "LS27A600U", "*", ""},
                              {"", "", "", "", "ACR0783", "ACR", "B247Y", "*", ""},        {"", "", "", "", "AUS2723", "AUS", "PA278CV", "*", ""},
                              {"", "", "", "", "HPN3694", "HPN", "HP E24 G5", "*", ""}};

std::uint64_t hand(const Person& p) { return p.has(Trait::works_from_farm) ? p.group : p.index + 1'000'000; }  // a farm is equipped by one hand

}  // namespace

std::vector<const Program*> remote_tools(const Organisation& org, const Person& p) {
    Random random(org.seed(), "remote tools", p.index);
    std::vector<const Program*> out;
    if (p.has(Trait::remote_by_script)) out.push_back(&remote[chrome_remote]);
    if (p.has(Trait::remote_tool)) out.push_back(&remote[Random(org.seed(), "tool of choice", hand(p)).below(4)]);
    if (p.has(Trait::second_remote_tool)) out.push_back(&remote[random.chance(0.5) ? tailscale : splashtop]);
    if (p.kind == Kind::it_admin) out = {&remote[screenconnect], &remote[teamviewer]};
    if (!archetype(p.kind).planted && p.permitted_tools == "Chrome Remote Desktop") out.push_back(&remote[chrome_remote]);
    if (p.kind == Kind::ordinary && random.chance(0.02)) out.push_back(&remote[random.chance(0.5) ? teamviewer : anydesk]);  // helping the parents
    if (p.kind == Kind::ordinary && p.engineer && random.chance(0.04)) out.push_back(&remote[tailscale]);
    return out;
}

const Gadget* kvm(const Organisation& org, const Person& p) {
    Random random(org.seed(), "kvm", hand(p));
    if (p.has(Trait::kvm_plain)) return &random.pick(kvms);
    if (p.has(Trait::kvm_disguised)) return &random.pick(disguised_kvms);
    return nullptr;
}

const std::vector<const Program*>& everyday(bool engineer) {
    static const auto list = [](bool with) {
        std::vector<const Program*> out;
        for (const Program& program : common) out.push_back(&program);
        if (with)
            for (const Program& program : for_engineers) out.push_back(&program);
        return out;
    };
    static const std::vector<const Program*> all = list(true), office = list(false);
    return engineer ? all : office;
}

std::vector<const Gadget*> peripherals(const Organisation& org, const Person& p) {
    Random random(org.seed(), "peripherals", p.index);
    std::vector<const Gadget*> out;
    const double share = kvm(org, p) ? 0.02 : 0.22;  // what is driven by wire needs no mouse
    for (const Gadget& gadget : goods)
        if (random.chance(share)) out.push_back(&gadget);
    return out;
}

const Gadget* screen(const Organisation& org, const Person& p) {
    Random random(org.seed(), "screen", p.index);
    if (const Gadget* stands_in = kvm(org, p)) return stands_in;
    return random.chance(0.55) ? &random.pick(screens) : nullptr;
}

std::string screen_serial(const Organisation& org, const Person& p, const Gadget& gadget) {
    if (gadget.screen_serial != "*") return std::string(gadget.screen_serial);
    return Random(org.seed(), "screen serial", p.index).text(10, "ABCDEFGHJKLMNPQRSTVWXYZ0123456789");
}

std::string usb_serial(const Organisation& org, const Person& p, const Gadget& gadget) {
    if (gadget.serial != "*") return std::string(gadget.serial);
    return Random(org.seed(), gadget.product, p.index).text(12, "0123456789ABCDEF");
}

std::string home_bssid(const Organisation& org, const Person& p) {
    Random random(org.seed(), "access point", p.line + static_cast<std::uint64_t>(p.moved_day ? 1 : 0));
    static constexpr std::string_view makers[] = {"a0:63:91", "b0:be:76", "c0:56:27", "e4:f0:42", "44:e1:37", "1c:3b:f3"};
    return fmt::format("{}:{}:{}:{}", random.pick(makers), random.hex(2), random.hex(2), random.hex(2));
}

const Program& jiggler() { return caffeine; }

bool uses_jiggler(const Organisation& org, const Person& p) {
    return p.has(Trait::mouse_jiggler) || (p.kind == Kind::ordinary && Random(org.seed(), "jiggler", p.index).chance(0.012));
}

}  // namespace bonafide::sim
