#include "video/reader/decode.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace bonafide::video {

namespace {

/// The containers that meetings are recorded in; others (playlists, scripts, raw streams) are not even tried.
constexpr const char* containers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm";
constexpr const char* video_codecs = "h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,mjpeg";

struct Bytes {
    std::string_view all;
    std::int64_t at = 0;
};

int read_bytes(void* opaque, std::uint8_t* to, int size) {
    auto& bytes = *static_cast<Bytes*>(opaque);
    const auto left = static_cast<std::int64_t>(bytes.all.size()) - bytes.at;
    const int count = static_cast<int>(std::min<std::int64_t>(size, left));
    if (count <= 0) return AVERROR_EOF;
    std::memcpy(to, bytes.all.data() + bytes.at, static_cast<std::size_t>(count));
    bytes.at += count;
    return count;
}

std::int64_t seek_bytes(void* opaque, std::int64_t offset, int whence) {
    auto& bytes = *static_cast<Bytes*>(opaque);
    const auto size = static_cast<std::int64_t>(bytes.all.size());
    if (whence & AVSEEK_SIZE) return size;
    const int from = whence & ~AVSEEK_FORCE;
    const std::int64_t base = from == SEEK_CUR ? bytes.at : from == SEEK_END ? size : 0;
    if (offset < -base || offset > size - base) return AVERROR(EINVAL);
    return bytes.at = base + offset;
}

struct Free {
    void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
    void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
    void operator()(AVFrame* p) const { av_frame_free(&p); }
    void operator()(AVPacket* p) const { av_packet_free(&p); }
    void operator()(SwsContext* p) const { sws_freeContext(p); }
    void operator()(SwrContext* p) const { swr_free(&p); }
    void operator()(AVIOContext* p) const {
        av_freep(&p->buffer);
        avio_context_free(&p);
    }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

class Decoder {
public:
    Decoder(std::string_view bytes, const Bounds& bounds, const Sink& sink) : bytes_{bytes}, bounds_(bounds), sink_(sink) {}

    Result<Decoded> run() {
        if (Result<void> opened = open(); !opened) return std::unexpected(opened.error());
        const Owned<AVPacket> packet(av_packet_alloc());
        int status = 0;
        while (!done_ && (status = av_read_frame(format_.get(), packet.get())) >= 0) {
            if (packet->stream_index == video_) feed(*picture_codec_, packet.get(), true);
            else if (packet->stream_index == audio_) feed(*sound_codec_, packet.get(), false);
            av_packet_unref(packet.get());
            if (!error_.empty()) return fail("", error_);
        }
        if (!done_ && status != AVERROR_EOF) ++out_.damaged;
        if (!done_) feed(*picture_codec_, nullptr, true);
        if (!error_.empty()) return fail("", error_);
        if (out_.frames == 0) return fail("", "a recording in which no picture can be decoded", "it is damaged, or was not finished");
        return out_;
    }

private:
    Result<void> open() {
        av_log_set_level(AV_LOG_QUIET);
        constexpr int block = 1 << 16;
        io_.reset(avio_alloc_context(static_cast<unsigned char*>(av_malloc(block)), block, 0, &bytes_, read_bytes, nullptr, seek_bytes));
        AVFormatContext* format = avformat_alloc_context();
        format->pb = io_.get();
        format->flags |= AVFMT_FLAG_CUSTOM_IO;
        AVDictionary* options = nullptr;
        av_dict_set(&options, "format_whitelist", containers, 0);
        const int opened = avformat_open_input(&format, nullptr, nullptr, &options);  // frees `format` where it fails
        av_dict_free(&options);
        if (opened < 0) return fail("", "no recording that can be read: neither MP4 nor WebM nor Matroska, or its beginning or index is missing");
        format_.reset(format);
        format_->max_streams = 16;
        if (avformat_find_stream_info(format_.get(), nullptr) < 0) return fail("", "a recording whose streams cannot be found", "it is damaged");
        video_ = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
        if (video_ < 0) return fail("", "a recording without pictures");
        if (!open_codec(video_, picture_codec_)) return fail("", "a recording in a form that cannot be decoded");
        audio_ = av_find_best_stream(format_.get(), AVMEDIA_TYPE_AUDIO, -1, video_, nullptr, 0);
        out_.sound_there = audio_ >= 0 && open_codec(audio_, sound_codec_);
        if (!out_.sound_there) audio_ = -1;
        for (unsigned i = 0; i < format_->nb_streams; ++i)
            if (static_cast<int>(i) != video_ && static_cast<int>(i) != audio_) format_->streams[i]->discard = AVDISCARD_ALL;
        const AVRational rate = format_->streams[video_]->avg_frame_rate;
        out_.frames_per_second = rate.num > 0 && rate.den > 0 ? std::min(av_q2d(rate), 1000.0) : 0;
        origin_ = format_->start_time == AV_NOPTS_VALUE ? 0 : static_cast<double>(format_->start_time) / AV_TIME_BASE;
        frame_.reset(av_frame_alloc());
        return {};
    }

    bool open_codec(int stream, Owned<AVCodecContext>& codec) {
        const AVCodecParameters* parameters = format_->streams[stream]->codecpar;
        const AVCodec* decoder = avcodec_find_decoder(parameters->codec_id);
        if (!decoder) return false;
        codec.reset(avcodec_alloc_context3(decoder));
        if (!codec || avcodec_parameters_to_context(codec.get(), parameters) < 0) return false;
        codec->thread_count = 1;
        codec->pkt_timebase = format_->streams[stream]->time_base;
        codec->max_pixels = static_cast<std::int64_t>(bounds_.max_pixels);
        codec->skip_loop_filter = AVDISCARD_NONREF;  // quicker, and nothing that is built upon
        AVDictionary* options = nullptr;
        if (stream == video_) av_dict_set(&options, "codec_whitelist", video_codecs, 0);
        const bool good = avcodec_open2(codec.get(), decoder, &options) >= 0;
        av_dict_free(&options);
        return good;
    }

    void feed(AVCodecContext& codec, const AVPacket* packet, bool picture) {
        if (const int sent = avcodec_send_packet(&codec, packet); sent < 0 && sent != AVERROR(EAGAIN)) {
            if (picture && packet) ++out_.damaged;
            return;
        }
        while (!done_ && error_.empty() && avcodec_receive_frame(&codec, frame_.get()) >= 0) {
            if (picture) on_picture();
            else on_sound();
            av_frame_unref(frame_.get());
        }
    }

    double time_of(int stream) const {
        const std::int64_t stamp = frame_->best_effort_timestamp;
        if (stamp == AV_NOPTS_VALUE) return -1;
        return static_cast<double>(stamp) * av_q2d(format_->streams[stream]->time_base) - origin_;
    }

    void on_picture() {
        ++out_.frames;
        if (frame_->decode_error_flags || (frame_->flags & AV_FRAME_FLAG_CORRUPT)) ++out_.damaged;
        double time = time_of(video_);
        if (time < 0 && out_.frames > 1) time = last_ + 1 / std::max(out_.frames_per_second, 1.0);
        if (time < 0 || (out_.frames > 1 && time <= last_)) return;
        last_ = time;
        if (time > bounds_.max_seconds) {
            done_ = out_.cut_short = true;
            return;
        }
        if (frame_->width < 64 || frame_->height < 64) {
            error_ = "a recording of pictures too small for anything to be seen";
            return;
        }
        Planes planes;
        if (!as_planes(planes)) {
            error_ = "a recording whose pictures cannot be converted";
            return;
        }
        planes.time = time;
        sink_.picture(planes);
    }

    bool as_planes(Planes& planes) {
        planes.width = frame_->width & ~1, planes.height = frame_->height & ~1;
        const auto pixels = static_cast<AVPixelFormat>(frame_->format);
        if (pixels == AV_PIX_FMT_YUV420P || pixels == AV_PIX_FMT_YUVJ420P) {
            for (int i = 0; i < 3; ++i) planes.data[i] = frame_->data[i], planes.stride[i] = frame_->linesize[i];
            return planes.stride[0] > 0;
        }
        scaler_.reset(sws_getCachedContext(scaler_.release(), frame_->width, frame_->height, pixels, planes.width, planes.height, AV_PIX_FMT_YUV420P,
                                           SWS_POINT, nullptr, nullptr, nullptr));
        if (!scaler_) return false;
        const auto wide = static_cast<std::size_t>(planes.width), high = static_cast<std::size_t>(planes.height);
        converted_.resize(wide * high * 3 / 2 + 64);
        std::uint8_t* to[4] = {converted_.data(), converted_.data() + wide * high, converted_.data() + wide * high * 5 / 4, nullptr};
        const int strides[4] = {planes.width, planes.width / 2, planes.width / 2, 0};
        if (sws_scale(scaler_.get(), frame_->data, frame_->linesize, 0, frame_->height, to, strides) <= 0) return false;
        for (int i = 0; i < 3; ++i) planes.data[i] = to[i], planes.stride[i] = strides[i];
        return true;
    }

    void on_sound() {
        const double time = time_of(audio_);
        if (time < -1 || time > bounds_.max_seconds || frame_->nb_samples <= 0 || frame_->sample_rate <= 0) return;
        if (!resampler_ || rate_ != frame_->sample_rate || channels_ != frame_->ch_layout.nb_channels || kind_ != frame_->format) {
            rate_ = frame_->sample_rate, channels_ = frame_->ch_layout.nb_channels, kind_ = frame_->format;
            AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
            SwrContext* made = nullptr;
            if (swr_alloc_set_opts2(&made, &mono, AV_SAMPLE_FMT_FLT, sound_rate, &frame_->ch_layout, static_cast<AVSampleFormat>(kind_), rate_, 0,
                                    nullptr) < 0)
                return;
            resampler_.reset(made);
            if (swr_init(made) < 0) return resampler_.reset();
        }
        samples_.resize(static_cast<std::size_t>(swr_get_out_samples(resampler_.get(), frame_->nb_samples)) + 1);
        auto* to = reinterpret_cast<std::uint8_t*>(samples_.data());
        const double waiting = static_cast<double>(swr_get_delay(resampler_.get(), 1000)) / 1000;
        const int made = swr_convert(resampler_.get(), &to, static_cast<int>(samples_.size()),
                                     const_cast<const std::uint8_t**>(frame_->extended_data), frame_->nb_samples);
        if (made > 0) sink_.sound(time - waiting, {samples_.data(), static_cast<std::size_t>(made)});
    }

    Bytes bytes_;
    const Bounds& bounds_;
    const Sink& sink_;
    Owned<AVIOContext> io_;
    Owned<AVFormatContext> format_;
    Owned<AVCodecContext> picture_codec_, sound_codec_;
    Owned<AVFrame> frame_;
    Owned<SwsContext> scaler_;
    Owned<SwrContext> resampler_;
    std::vector<std::uint8_t> converted_;
    std::vector<float> samples_;
    std::string error_;
    Decoded out_;
    int video_ = -1, audio_ = -1, rate_ = 0, channels_ = 0, kind_ = -1;
    double origin_ = 0, last_ = 0;
    bool done_ = false;
};

}  // namespace

Result<Decoded> decode(std::string_view bytes, const Bounds& bounds, const Sink& sink) { return Decoder(bytes, bounds, sink).run(); }

}  // namespace bonafide::video
