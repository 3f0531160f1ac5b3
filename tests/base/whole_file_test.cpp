// A file read at once: of any size, without one, and what is no file.
#include "base/whole_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace bonafide {
namespace {

std::filesystem::path place(const std::string& name) {
    return std::filesystem::temp_directory_path() / ("bonafide-whole-" + std::to_string(::getpid()) + "-" + name);
}

TEST(WholeFile, EveryByteOfAnySize) {
    const std::filesystem::path file = place("sized");
    for (const std::size_t size : {0UL, 1UL, 8191UL, 65'536UL, 65'537UL, 300'000UL}) {
        std::string bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 % 251);
        std::ofstream(file, std::ios::binary) << bytes;
        EXPECT_EQ(read_whole_file(file), bytes) << size;
    }
    std::filesystem::remove(file);
}

TEST(WholeFile, APipeSaysNothingOfItsSize) {
    const std::filesystem::path pipe = place("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const std::string bytes(200'000, 'x');
    std::jthread writer([&] { std::ofstream(pipe, std::ios::binary) << bytes; });
    EXPECT_EQ(read_whole_file(pipe), bytes);
    std::filesystem::remove(pipe);
}

TEST(WholeFile, NothingWhereThereIsNone) {
    EXPECT_FALSE(read_whole_file(place("absent")));
    EXPECT_FALSE(read_whole_file(std::filesystem::temp_directory_path()));
}

}  // namespace
}  // namespace bonafide
