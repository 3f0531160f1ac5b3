#include "screen/reading.h"

#include <map>
#include <mutex>
#include <optional>

#include "document/read.h"
#include "screen/archive.h"
#include "screen/profiles.h"
#include "screen/recording.h"

namespace bonafide::screen {

namespace {

std::vector<Examined> unread(const GivenFile& file, const Error& why) {
    std::vector<Examined> out(1);
    out[0].name = file.name;
    out[0].kind = "unread";
    out[0].unread = why.what;
    out[0].hint = why.hint;
    return out;
}

bool in_archive(const GivenFile& file) { return !file.name.member.empty() || !file.git.empty(); }

class FileReader {
public:
    FileReader(const std::vector<GivenFile>& files, const ExamineOptions& examine, const Reading& how, Desk& desk)
        : files_(files), examine_(examine), how_(how), desk_(desk) {}

    Result<std::size_t> run() {
        std::size_t reused = 0;
        for (std::uint32_t i = 0; i < files_.size(); ++i) {
            if (desk_.has({files_[i].name, files_[i].size, files_[i].modified_ns}, how_.content)) ++reused;
            else todo_.push_back(i);
        }
        done_ = reused;
        run_workers(how_.threads, [&](unsigned) { work(); });
        keep(true);
        if (error_) return std::unexpected(*error_);
        return reused;
    }

private:
    [[nodiscard]] bool cancelled() const { return how_.cancel && how_.cancel->requested(); }

    void work() {
        document::Limits limits;
        limits.max_bytes = examine_.max_bytes;
        document::DocumentReader reader(limits);
        ExamineOptions options = examine_;
        options.reader = &reader;
        for (auto files = take(); !files.empty(); files = take()) {
            if (in_archive(*files.front())) {
                read_archive(files, options);
                continue;
            }
            if (!files.front()->passed_over.empty()) {
                give(*files.front(), {examine_profile(*files.front(), {}, options)});
                continue;
            }
            if (files.front()->repository) {
                give(*files.front(), {examine_repository(files.front()->name, files.front()->name.path, *options.repositories)});
                continue;
            }
            if (is_recording_file(files.front()->name)) {
                give(*files.front(), {examine_recording(files.front()->name, {}, options)});
                continue;
            }
            auto bytes = read_file(files.front()->name, examine_.max_bytes);
            give(*files.front(), bytes ? examined(*files.front(), *bytes, options) : unread(*files.front(), bytes.error()));
        }
    }

    /// Members of one archive are read in one pass by one worker: opening it anew for each would take for ever.
    std::vector<const GivenFile*> take() {
        const std::lock_guard lock(mutex_);
        std::vector<const GivenFile*> out;
        if (cancelled() || error_ || next_ >= todo_.size()) return out;
        out.push_back(&files_[todo_[next_++]]);
        while (in_archive(*out.front()) && next_ < todo_.size() && files_[todo_[next_]].name.path == out.front()->name.path)
            out.push_back(&files_[todo_[next_++]]);
        return out;
    }

    void read_archive(const std::vector<const GivenFile*>& files, const ExamineOptions& options) {
        std::map<std::string, const GivenFile*> wanted;
        std::vector<const GivenFile*> clones;
        UnpackedClones unpacked;
        for (const GivenFile* file : files) {
            if (!file->passed_over.empty()) {
                give(*file, {examine_profile(*file, {}, options)});
            } else if (file->repository) {
                unpacked.expect(file->git, file_part(file->name));
                clones.push_back(file);
            } else {
                wanted.emplace(file->name.member, file);
            }
        }
        if (wanted.empty() && clones.empty()) return;
        auto read = each_member(files.front()->name.path, nullptr, [&](reading::Member& member) {
            if (unpacked.take(member)) return !cancelled();
            const auto at = wanted.find(member.name);
            if (at == wanted.end()) return !cancelled();
            const GivenFile& file = *at->second;
            auto bytes = member.stream ? reading::read_rest(*member.stream, examine_.max_bytes)
                                       : fail("", member.refused ? member.refused->reason : "could not be unpacked");
            give(file, bytes ? examined(file, *bytes, options) : unread(file, bytes.error()));
            wanted.erase(at);
            return !cancelled();
        });
        if (cancelled()) return;
        for (const auto& [member, file] : wanted) give(*file, unread(*file, read ? Error{"", "could not be unpacked", ""} : read.error()));
        for (const GivenFile* clone : clones) {
            auto folder = unpacked.folder(clone->git);
            if (folder) give(*clone, {examine_repository(clone->name, *folder, *options.repositories)});
            else give(*clone, unread(*clone, folder.error()));
        }
    }

    static std::vector<Examined> examined(const GivenFile& file, std::string_view bytes, const ExamineOptions& options) {
        if (file.profile.empty()) return examine(file.name, bytes, options);
        return {examine_profile(file, bytes, options)};
    }

    void give(const GivenFile& file, std::vector<Examined> examined) {
        const std::lock_guard lock(mutex_);
        batch_.emplace_back(DocumentKey{file.name, file.size, file.modified_ns}, std::move(examined));
        keep(false);
    }

    void keep(bool all) {  // under the lock
        if (batch_.empty() || (!all && batch_.size() < how_.batch)) return;
        if (auto put = desk_.put(how_.content, batch_); !put && !error_) error_ = put.error();
        done_ += batch_.size();
        batch_.clear();
        if (how_.progress) how_.progress(done_);
    }

    const std::vector<GivenFile>& files_;
    const ExamineOptions& examine_;
    const Reading& how_;
    Desk& desk_;
    std::vector<std::uint32_t> todo_;
    std::mutex mutex_;
    std::vector<std::pair<DocumentKey, std::vector<Examined>>> batch_;
    std::optional<Error> error_;
    std::size_t next_ = 0, done_ = 0;
};

}  // namespace

Result<std::size_t> read_documents(const std::vector<GivenFile>& files, const ExamineOptions& examine, const Reading& how, Desk& desk) {
    return FileReader(files, examine, how, desk).run();
}

}  // namespace bonafide::screen
