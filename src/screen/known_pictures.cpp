#include "screen/known_pictures.h"

namespace bonafide::screen {

KnownPictures KnownPictures::open(Desk& desk) {
    KnownPictures out;
    desk.each_picture([&](const RememberedPicture& picture, const std::string& fingerprint) {
        const auto hash = paper::unpack_picture_hash(fingerprint);
        if (!hash) return;  // of an earlier version, under which its document was not examined for the last time
        if (!out.index_.add(*hash)) return void(++out.left_out_);
        out.of_applicant_[picture.applicant].push_back(static_cast<std::uint32_t>(out.pictures_.size()));
        out.pictures_.push_back(picture);
    });
    out.index_.finish();
    return out;
}

std::vector<KnownPictures::Found> KnownPictures::like(Desk& desk, const std::string& applicant) const {
    constexpr std::size_t most_looked_at = 12;
    std::vector<Found> out;
    const auto own = of_applicant_.find(applicant);
    if (own == of_applicant_.end()) return out;
    for (const std::uint32_t number : own->second) {
        const RememberedPicture& one = pictures_[number];
        const auto hash = paper::unpack_picture_hash(desk.picture(one.number));
        if (!hash) continue;
        for (const std::uint32_t near : index_.nearest(*hash, most_looked_at, [&](std::uint32_t n) { return pictures_[n].applicant != applicant; })) {
            const auto other = paper::unpack_picture_hash(desk.picture(pictures_[near].number));
            const double similarity = other ? paper::similarity(*hash, *other) : 0;
            if (similarity >= paper::same_picture) out.push_back({one, pictures_[near], similarity});
        }
    }
    return out;
}

}  // namespace bonafide::screen
