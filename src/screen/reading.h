// Reads the documents that were given and are not in the desk yet, and puts them there, on all cores. Inside of screen only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "screen/desk.h"

namespace bonafide::screen {

struct Reading {
    unsigned threads = 1;
    std::size_t batch = 200;                         ///< documents a transaction
    std::string content;                             ///< fingerprint of the content they are read under
    std::function<void(std::size_t done)> progress;  ///< after each transaction
    Cancel* cancel = nullptr;
};

/// How many were there already, or an error of the store. A file that cannot be read is a document of kind "unread".
[[nodiscard]] Result<std::size_t> read_documents(const std::vector<GivenFile>& files, const ExamineOptions& examine, const Reading& how, Desk& desk);

}  // namespace bonafide::screen
