// Once its buffers have grown, a call's audio costs no allocation: at either end of every dialect,
// read and written.
#include <gtest/gtest.h>

#include "hookswitch/carrier/dialect_table.hpp"
#include "kit/allocation_counter.hpp"

namespace hookswitch::carrier {
namespace {

constexpr Dialect kAll[] = {Dialect::twilio, Dialect::vonage, Dialect::ucid};
constexpr int kGrowing = 3'500;  // messages, more than ucid's window of packet ids
constexpr int kSteady = 3'500;

class Allocation : public ::testing::TestWithParam<Dialect> {
 protected:
  Allocation() {
    for (const wire::Frame& frame : carrier_->write_opening())
      EXPECT_TRUE(host_->read(frame.view()));
  }

  /// Samples of a new message; the loudest have the longest text.
  PcmView next_audio() {
    for (Sample& sample : audio_)
      sample = static_cast<Sample>(static_cast<int>(rng_.below(65'536)) - 32'768);
    return audio_;
  }
  /// How often `once` allocates in so many messages.
  template <class Once>
  std::uint64_t allocations_of(int messages, Once once) {
    const std::uint64_t before = kit::allocations();
    for (int i = 0; i < messages; ++i) once();
    return kit::allocations() - before;
  }
  template <class Audio, class End>
  void reads(End& end) {
    const auto read = end.read(frame_.view());
    ASSERT_TRUE(read);
    const Audio* const audio = std::get_if<Audio>(&read->message);
    ASSERT_NE(audio, nullptr);
    ASSERT_EQ(audio->samples.size(), audio_.size());
  }

  Rng rng_{1};
  const DialectProfile which_{GetParam(), ""};
  std::unique_ptr<CarrierEnd> carrier_ = make_carrier_end(which_, {}, rng_);
  std::unique_ptr<HostEnd> host_ = make_host_end(which_);
  Pcm audio_ = Pcm(
      static_cast<std::size_t>(samples_in(carrier_->traits().frame, carrier_->format().rate_hz)));
  wire::Frame frame_;
};

TEST_P(Allocation, TheCallersAudioIsWrittenAndReadWithout) {
  Micros at{0};
  const auto once = [&] {
    carrier_->write_media(next_audio(), at += carrier_->traits().frame, frame_);
    reads<Media>(*host_);
  };
  EXPECT_GT(allocations_of(kGrowing, once), 0u);
  EXPECT_EQ(allocations_of(kSteady, once), 0u);
}

TEST_P(Allocation, TheAgentsAudioIsWrittenAndReadWithout) {
  const auto once = [&] {
    host_->write_audio(next_audio(), frame_);
    reads<Audio>(*carrier_);
  };
  EXPECT_GT(allocations_of(kGrowing, once), 0u);
  EXPECT_EQ(allocations_of(kSteady, once), 0u);
}

std::string name_of(const ::testing::TestParamInfo<Dialect>& dialect) {
  return std::string(to_string(dialect.param));
}
INSTANTIATE_TEST_SUITE_P(PerDialect, Allocation, ::testing::ValuesIn(kAll), name_of);

}  // namespace
}  // namespace hookswitch::carrier
