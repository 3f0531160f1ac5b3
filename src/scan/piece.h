// What a group of inputs said: everything that reading them gave. Read once, kept in the store, merged into every later run.
// Made by collect; added up by Gathering, which numbers the files of a run in one order whatever pieces they came in.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "person/packer.h"
#include "scan/collect.h"

namespace bonafide {

struct Piece {
    ReadOutcome read;
    std::unique_ptr<Ledger> ledger;  ///< evidence counts files as `read.files` does
    Tallies tallies;
    RuleTally rules = {};                      ///< where rules run, ...
    std::vector<sigma::HitLog> hit_logs = {};  ///< ... with the hits that correlations wait for
};

/// Reads everything below `paths`. `listener`: told of hits as they come, with one thread only.
[[nodiscard]] Result<Piece> read_piece(const Content& content, const ScanOptions& options, const ReadOptions& read,
                                       const std::vector<std::string>& paths, RuleListener* listener);

/// As bytes, handed over in parts where `out` has a sink. Paths are stored as their place in `inputs`, so that the piece can be used
/// wherever the files are named from. An Error where hits of rules were lost: the files have to be read again.
[[nodiscard]] Result<void> pack(Packer& out, const Piece& piece, const std::vector<std::string>& inputs);
/// `inputs`: the same files in the same order, as they are called now.
[[nodiscard]] Result<Piece> unpack_piece(Unpacker& in, const std::vector<std::string>& inputs, const Content& content);

/// The same without what rules gave.
void pack_without_rules(Packer& out, const Piece& piece, const std::vector<std::string>& inputs);
[[nodiscard]] Result<Piece> unpack_without_rules(std::string_view bytes, const std::vector<std::string>& inputs, const Content& content);

/// Adds pieces up, in any order, to what one reading of everything would have given.
class Gathering {
public:
    /// `inputs`: all inputs of the run, in their order.
    Gathering(const Content& content, const std::vector<std::string>& inputs);
    void add(Piece&& piece);
    /// Are the piece's files in the order of this run's? One that was read under other names may not be.
    [[nodiscard]] bool keeps_order(const Piece& piece) const;
    /// What was found out before reading: inputs that are none.
    void add(std::vector<Unread> unread);
    [[nodiscard]] Collected finish() &&;

private:
    struct Entry {
        std::size_t input = 0;
        FileReport report;
    };
    [[nodiscard]] std::size_t input_of(const FileName& file) const;
    [[nodiscard]] std::vector<std::uint32_t> insert(std::vector<Entry> fresh);

    const Content& content_;
    std::map<std::string, std::size_t, std::less<>> number_of_;  ///< of each input
    std::vector<Entry> files_;
    std::unique_ptr<Ledger> ledger_;  ///< none before the first piece
    Tallies tallies_;
    RuleTally rules_;
    std::vector<sigma::HitLog> hit_logs_;
    std::vector<Unread> unread_;
    bool cancelled_ = false;
};

}  // namespace bonafide
