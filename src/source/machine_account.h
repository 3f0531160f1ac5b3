// Accounts of machines and services, which are nobody: what they do belongs to the device.
#pragma once

#include <string_view>

namespace bonafide::source {

/// `HOST$`, SYSTEM, LOCAL SERVICE, NT AUTHORITY\*, DWM-1, root, daemon, and placeholders such as "-".
[[nodiscard]] bool is_machine_account(std::string_view login);

}  // namespace bonafide::source
