#include "paper/forensics.h"
namespace bonafide::paper {
void check_metadata(const Evidence&, PictureFacts&) {}
void check_compression(const Evidence&, PictureFacts&) {}
void check_noise(const Evidence&, PictureFacts&) {}
void check_copies(const Evidence&, PictureFacts&) {}
void check_recapture(const Evidence&, PictureFacts&) {}
void check_portrait(const Evidence&, PictureFacts&) {}
void check_model(const Evidence&, PictureFacts&) {}
}  // namespace bonafide::paper
