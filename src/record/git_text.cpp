#include <fmt/format.h>
#include <git2.h>
#include <charconv>

#include "base/text.h"
#include "base/time.h"
#include "record/git.h"

namespace bonafide::reading {

namespace {

constexpr std::string_view trailer = "co-authored-by:";

/// "1772582400 +0900" → "2026-03-04T09:00:00+09:00".
std::string commit_date(std::string_view text) {
    const std::size_t blank = text.find(' ');
    std::int64_t seconds = 0;
    int zone = 0;
    std::string_view digits = blank == std::string_view::npos ? std::string_view{} : trim(text.substr(blank + 1));
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    const std::string_view count = text.substr(0, blank);
    const bool read = std::from_chars(count.data(), count.data() + count.size(), seconds).ec == std::errc{} &&
                      std::from_chars(digits.data(), digits.data() + digits.size(), zone).ec == std::errc{};
    constexpr std::int64_t year_10000 = 253'402'300'800;
    if (!read || seconds < 0 || seconds >= year_10000 || zone < 0 || zone > 2400 || zone % 100 > 59) return {};
    const int minutes = (zone / 100 * 60 + zone % 100) * (negative ? -1 : 1);
    const Timestamp local = Timestamp::from_seconds(seconds + minutes * 60);
    const Date date = civil_from_days(local.day());
    const int second = local.second_of_day();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", date.year, date.month, date.day, second / 3600, second / 60 % 60,
                       second % 60, negative ? '-' : '+', zone / 100, zone % 100);
}

/// "Ann Example <ann@example.com> 1772582400 +0900"; the mail address ends at the last '>'.
CommitText::Person person(std::string_view text) {
    const std::size_t close = text.rfind('>');
    const std::size_t open = close == std::string_view::npos ? close : text.rfind('<', close);
    if (open == std::string_view::npos) return {.name = trim(text), .email = {}, .date = {}};
    return {.name = trim(text.substr(0, open)),
            .email = trim(text.substr(open + 1, close - open - 1)),
            .date = commit_date(trim(text.substr(close + 1)))};
}

std::string_view signature_kind(std::string_view value) {
    struct Sign {
        std::string_view begin, kind;
    };
    constexpr Sign signs[] = {{"-----BEGIN PGP", "pgp"}, {"-----BEGIN SSH", "ssh"}, {"-----BEGIN SIGNED MESSAGE", "x509"}};
    for (const Sign& sign : signs) {
        if (value.starts_with(sign.begin)) return sign.kind;
    }
    return "other";
}

void header_line(std::string_view key, std::string_view value, CommitText& out) {
    if (key == "tree") out.tree = value;
    if (key == "parent" && ++out.parents == 1) out.parent = value;
    if (key == "author") out.author = person(value);
    if (key == "committer") out.committer = person(value);
    if (key == "encoding") out.encoding = value;
    if (key == "gpgsig" || key == "gpgsig-sha256") out.signature = signature_kind(value);
}

void read_message(CommitText& out) {
    std::string_view text = out.message;
    while (text.starts_with('\n') || text.starts_with('\r')) text.remove_prefix(1);
    out.subject = trim(text.substr(0, text.find('\n')));
    for (const std::string_view line : split(text, '\n')) {
        if (line.size() > trailer.size() && equals_ignore_case(line.substr(0, trailer.size()), trailer))
            out.coauthors.push_back(person(trim(line.substr(trailer.size()))));
    }
}

std::string decoded(std::string_view text, std::string_view encoding) {
    if (valid_utf8(text)) return std::string(text);
    const std::string name = column_key(encoding);
    const bool western = name == "iso88591" || name == "iso885915" || name == "latin1" || name == "cp1252" || name == "windows1252";
    return western ? windows1252_to_utf8(text) : repair_utf8(text);
}

}  // namespace

std::optional<CommitText> take_apart(std::string_view text) {
    CommitText out;
    bool author = false;
    while (!text.empty() && text[0] != '\n') {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t blank = line.find(' ');
        // A line that begins with a blank belongs to the header before it (a signature).
        if (blank != 0 && blank != std::string_view::npos) header_line(line.substr(0, blank), line.substr(blank + 1), out);
        author = author || line.starts_with("author ");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!author) return std::nullopt;
    out.message = text.empty() ? text : text.substr(1);
    read_message(out);
    return out;
}

std::vector<CommitField> commit_fields(std::string_view id, const CommitText& commit) {
    const auto text = [&](std::string_view raw) { return decoded(raw, commit.encoding); };
    std::vector<CommitField> out{{"commit.id", std::string(id)},
                                 {"author.name", text(commit.author.name)},
                                 {"author.email", text(commit.author.email)},
                                 {"author.date", commit.author.date},
                                 {"committer.name", text(commit.committer.name)},
                                 {"committer.email", text(commit.committer.email)},
                                 {"committer.date", commit.committer.date},
                                 {"subject", text(commit.subject)},
                                 {"message", text(commit.message)},
                                 {"signature", std::string(commit.signature)},
                                 {"parents", std::to_string(commit.parents), ValueKind::number}};
    for (const CommitText::Person& other : commit.coauthors) {
        out.push_back({"coauthor.name", text(other.name)});
        out.push_back({"coauthor.email", text(other.email)});
    }
    return out;
}

std::string commit_id(std::string_view text) {
    git_oid id{};
    git_odb_hash(&id, text.data(), text.size(), GIT_OBJECT_COMMIT);
    std::string out(GIT_OID_HEXSZ, '0');
    git_oid_fmt(out.data(), &id);
    return out;
}

std::uint64_t commit_number(std::string_view id) {
    std::uint64_t out = 0;
    std::from_chars(id.data(), id.data() + std::min<std::size_t>(16, id.size()), out, 16);
    return out;
}

}  // namespace bonafide::reading
