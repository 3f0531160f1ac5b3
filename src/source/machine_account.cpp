#include "source/machine_account.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bonafide::source {
namespace {

// Windows: learn.microsoft.com "Well-known SIDs"; Unix: the accounts of a fresh Debian and macOS.
constexpr std::array<std::string_view, 34> names{"system",
                                                 "local system",
                                                 "localsystem",
                                                 "local service",
                                                 "network service",
                                                 "anonymous logon",
                                                 "anonymous",
                                                 "iusr",
                                                 "iis_iusrs",
                                                 "trustedinstaller",
                                                 "defaultaccount",
                                                 "wdagutilityaccount",
                                                 "root",
                                                 "daemon",
                                                 "nobody",
                                                 "bin",
                                                 "sys",
                                                 "sync",
                                                 "www-data",
                                                 "syslog",
                                                 "messagebus",
                                                 "systemd-network",
                                                 "systemd-resolve",
                                                 "systemd-timesync",
                                                 "_apt",
                                                 "sshd",
                                                 "_spotlight",
                                                 "_windowserver",
                                                 "_coreaudiod",
                                                 "-",
                                                 "n/a",
                                                 "unknown",
                                                 "none",
                                                 "_mbsetupuser"};

constexpr std::array<std::string_view, 6> domains{"nt authority",     "nt service",         "window manager",
                                                  "font driver host", "nt virtual machine", "iis apppool"};

bool is_one_of(std::string_view text, auto& list) {
    return std::ranges::any_of(list, [&](std::string_view known) { return equals_ignore_case(text, known); });
}

/// "DWM-1", "UMFD-0"
bool is_session_account(std::string_view name) {
    return name.size() > 4 && name.size() < 10 && (equals_ignore_case(name.substr(0, 4), "dwm-") || equals_ignore_case(name.substr(0, 5), "umfd-"));
}

}  // namespace

bool is_machine_account(std::string_view login) {
    if (login.empty() || login.back() == '$') return true;
    const std::size_t slash = login.rfind('\\');
    if (slash != std::string_view::npos && is_one_of(login.substr(0, slash), domains)) return true;
    const std::string_view name = slash == std::string_view::npos ? login : login.substr(slash + 1);
    return name.empty() || name.back() == '$' || is_one_of(name, names) || is_session_account(name);
}

}  // namespace bonafide::source
