// libjpeg's errors as a jump back to whoever called it, and no word on the terminal. Used where JPEGs are decoded (raster.cpp) and encoded (paper).
#pragma once

#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

namespace bonafide::document {

/// `if (setjmp(errors.back))` is where an error arrives, so nothing with a destructor may live in that function.
struct JpegErrors {
    jpeg_error_mgr base{};
    std::jmp_buf back{};
    char message[JMSG_LENGTH_MAX]{};

    /// For the `err` of a compressor or decompressor.
    [[nodiscard]] jpeg_error_mgr* handler() {
        jpeg_std_error(&base);
        base.error_exit = [](j_common_ptr info) {  // must not return
            auto* errors = reinterpret_cast<JpegErrors*>(info->err);
            info->err->format_message(info, errors->message);
            std::longjmp(errors->back, 1);
        };
        base.emit_message = [](j_common_ptr, int) {};
        base.output_message = [](j_common_ptr) {};
        return &base;
    }
};

}  // namespace bonafide::document
