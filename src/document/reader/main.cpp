// bonafide-reader: the process in which strangers' files are read. Started by read_document(), never by people.
//   bonafide-reader read MEMORY SECONDS PAGES PIXELS OBJECTS NAME   the document on standard input → an encoded Document
//   bonafide-reader pixels MEMORY SECONDS PIXELS                    a picture on standard input → its pixels (raster.h)
//   bonafide-reader blocks MEMORY SECONDS PIXELS                    a JPEG on standard input → its quantised coefficients
//   bonafide-reader serve                                           standard input is a socket, by which such documents come (child.cpp)
//   bonafide-reader run MEMORY SECONDS PROGRAM ARGUMENTS...         becomes another program (pdftoppm, tesseract) under limits
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "document/confine.h"
#include "document/parse.h"
#include "document/raster.h"
#include "document/standard_streams.h"
#include "document/wire.h"

namespace {

using namespace bonafide;
using namespace bonafide::document;

Result<Document> read_guarded(std::string_view bytes, std::string_view name, const Limits& limits) {
    try {
        return parse_document(bytes, name, limits);
    } catch (const std::bad_alloc&) {
        return fail(std::string(name), "needs more than the limit of " + std::to_string(limits.max_memory >> 20) + " MB of memory to be read",
                    "the document is hostile or very large");
    } catch (const std::exception& error) {
        return fail(std::string(name), "is damaged: " + std::string(error.what()));
    }
}

int read(char** arguments) {
    Limits limits;
    limits.max_memory = number(arguments[0]);
    limits.max_pages = static_cast<std::uint32_t>(number(arguments[2]));
    limits.max_pixels = number(arguments[3]);
    limits.max_objects = static_cast<std::uint32_t>(number(arguments[4]));
    const std::string_view name = arguments[5];
    const auto [good, bytes] = input();
    if (!good) return 3;
    const Result<void> confined =
        confine({.max_memory = limits.max_memory + bytes.size(), .max_seconds = static_cast<unsigned>(number(arguments[1])), .other_program = false});
    if (!confined) return say(encode(Result<Document>(fail(std::string(name), confined.error().what, confined.error().hint))));
    return say(encode(read_guarded(bytes, name, limits)));
}

int picture(std::string_view what, char** arguments) {
    const auto [good, bytes] = input();
    if (!good) return 3;
    const Result<void> confined = confine(
        {.max_memory = number(arguments[0]) + bytes.size(), .max_seconds = static_cast<unsigned>(number(arguments[1])), .other_program = false});
    if (!confined) return say(encode(Result<Raster>(std::unexpected(confined.error()))));
    const std::uint64_t pixels = number(arguments[2]);
    return say(what == "pixels" ? encode(decode_raster(bytes, pixels)) : encode(decode_jpeg_blocks(bytes, pixels)));
}

int run(char** arguments) {
    const Result<void> confined =
        confine({.max_memory = number(arguments[0]), .max_seconds = static_cast<unsigned>(number(arguments[1])), .other_program = true});
    if (!confined) return 126;
    ::execv(arguments[2], arguments + 2);
    return 127;
}

/// One request of ChildServer: its arguments, its document and the pipe for the answer.
struct Request {
    std::vector<std::string> arguments;
    std::array<int, 2> descriptors{-1, -1};
};

enum class Got : std::uint8_t { request, wait, end };

Got receive(Request& request) {
    std::array<char, 16 << 10> message;
    iovec part{message.data(), message.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
    msghdr header{};
    header.msg_iov = &part, header.msg_iovlen = 1;
    header.msg_control = control.data(), header.msg_controllen = control.size();
    const ssize_t size = ::recvmsg(STDIN_FILENO, &header, MSG_CMSG_CLOEXEC);
    if (size <= 0) return Got::end;
    const cmsghdr* rights = CMSG_FIRSTHDR(&header);
    if (rights == nullptr || rights->cmsg_type != SCM_RIGHTS) return Got::wait;
    std::memcpy(request.descriptors.data(), CMSG_DATA(rights), sizeof request.descriptors);
    request.arguments.clear();
    for (std::string_view left(message.data(), static_cast<std::size_t>(size)); !left.empty(); left.remove_prefix(left.find('\0') + 1)) {
        if (left.find('\0') == std::string_view::npos) break;
        request.arguments.emplace_back(left.substr(0, left.find('\0')));
    }
    return Got::request;
}

/// In the forked child: the document in the place of the socket, the pipe in the place of the output.
int answer(const Request& request) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::dup2(request.descriptors[0], STDIN_FILENO) < 0 || ::dup2(request.descriptors[1], STDOUT_FILENO) < 0) return 3;
    for (const int descriptor : request.descriptors) ::close(descriptor);
    std::vector<char*> arguments;
    for (const std::string& argument : request.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    const std::string_view what = request.arguments.empty() ? "" : std::string_view(request.arguments[0]);
    if ((what == "pixels" || what == "blocks") && arguments.size() == 4) return picture(what, arguments.data() + 1);
    return arguments.size() == 7 && what == "read" ? read(arguments.data() + 1) : 2;
}

int serve() {
    Request request;
    pid_t child = 0;
    for (Got got = receive(request); got != Got::end; got = receive(request)) {
        std::int32_t number = 0;
        if (got == Got::request) {
            child = ::fork();
            if (child == 0) ::_exit(answer(request));
            for (const int descriptor : request.descriptors) ::close(descriptor);
            number = child;
        } else if (child > 0) {
            ::waitpid(child, &number, 0);
            child = 0;
        }
        if (::send(STDIN_FILENO, &number, sizeof number, MSG_NOSIGNAL) < 0) break;
    }
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string_view mode = count > 1 ? arguments[1] : "";
    int code = 2;
    if (mode == "read" && count == 8) code = read(arguments + 2);
    else if ((mode == "pixels" || mode == "blocks") && count == 5) code = picture(mode, arguments + 2);
    else if (mode == "serve" && count == 2) code = serve();
    else if (mode == "run" && count > 4) code = run(arguments + 2);
    else std::fputs("bonafide-reader is started by bonafide\n", stderr);
    ::_exit(code);  // nothing of this process needs an orderly end
}
