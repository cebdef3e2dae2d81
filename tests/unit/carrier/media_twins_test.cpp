#include "kit/media_twins.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hookswitch {
namespace {

/// Messages with audio, as vendors write them and in unusual forms.
std::vector<std::string> messages() {
  return {
      // Twilio
      R"({"event":"media","sequenceNumber":"3","media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"fn5+fw=="},"streamSid":"s1"})",
      R"({"streamSid":"s1","media":{"payload":"fn5+fw"},"event":"media"})",
      R"( { "event" : "media" , "media" : { "payload" : "fn5+" } , "streamSid" : "s1" } )",
      R"({"event":"media","media":{"payload":"\/\/+8","chunk":7},"sequenceNumber":4,"streamSid":"s\u0031"})",
      R"({"\u0065vent":"med\u0069a","media":{"\u0070ayload":"fn5+"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"fn5+","track":"outbound"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"fn5+"},"media":{"track":"inbound"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"AAAA","chunk":"9"},"media":{"payload":"fn5+"},"streamSid":"s1"})",
      R"({"event":"stop","event":"media","media":{"payload":"fn5+"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":"s1","event":"nothing"})",
      R"({"event":"media","media":{"payload":"fn5-"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":""},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"f"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"fn5+\u0000"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":7},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":null},"streamSid":"s1"})",
      R"({"event":"media","media":[{"payload":"fn5+"}],"streamSid":"s1"})",
      R"({"event":"media","media":null,"streamSid":"s1"})",
      R"({"event":"media","streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"fn5+"}})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":""})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":null})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":17})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":"another"})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":")" + std::string(257, 's') +
          "\"}",
      R"({"event":"media","sequenceNumber":"x","media":{"payload":"fn5+","chunk":"y","track":1},"streamSid":"s1"})",
      R"({"event":"media","sequenceNumber":"007","media":{"payload":"fn5+","chunk":1.0},"streamSid":"s1"})",
      R"({"event":"media","sequenceNumber":"9223372036854775807","media":{"payload":"fn5+","chunk":"-0"},"streamSid":"s1"})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":"s1","x":{"y":[{"z":[1,-2.5e3,null,true,"\ud83d\ude00"]}]}})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":"s1","x":1e999})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":"s1"}})",
      R"({"event":"media","media":{"payload":"fn5+"},"streamSid":"s1")",
      "{\"event\":\"media\",\"media\":{\"payload\":\"fn5+\"},\"streamSid\":\"s1\"}" +
          std::string("\0x", 2),
      "{\"event\":\"media\",\"media\":{\"payload\":\"fn5+\"},\"x\":\"\xC0\x80\",\"streamSid\":"
      "\"s1\"}",
      // ucid
      R"({"event":"media","type":"media","ucid":"c1","data":{"samples":[1,-2,32767,-32768,0],"bitsPerSample":16,"sampleRate":8000,"channelCount":1,"numberOfFrames":5,"type":"data"}})",
      R"({"data":{"sampleRate":16000,"samples":[ 5 , -0 ]},"ucid":"c1","seqid":"q1"})",
      R"({"data":{"samples":[5]},"ucid":"c1","seqid":"q1"})",
      R"({"event":"media","data":{"samples":[1,40000]},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[1,null,2.5,"3",-1e3]},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[01]},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[1,]},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[]},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":5},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[7]},"data":{"samples":[8],"samples":[9]},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[7],"sampleRate":"8000"},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[7],"sampleRate":11025},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[7],"sampleRate":1e9},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[7],"channelCount":2},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[7],"bitsPerSample":8},"ucid":"c1"})",
      R"({"event":"media","data":{"samples":[7]},"ucid":"c2"})",
      R"({"event":"media","data":{"samples":[7]},"ucid":"c1","type":"dtmf","signal":"5"})",
      R"({"command":"clearBuffer","event":"media","data":{"samples":[7]},"ucid":"c1"})",
      R"({"event":null,"data":{"samples":[7]},"ucid":null})",
      // OpenAI
      R"({"type":"response.output_audio.delta","event_id":"e","response_id":"r1","item_id":"i1","output_index":0,"content_index":0,"delta":"AAECAw=="})",
      R"({"delta":"AAE\u003d","item_id":"i1","response_id":"r1","type":"response.output_audio.delta"})",
      R"({"type":"response.output_audio.delta","response_id":"r1","item_id":"i1","delta":"AA"})",
      R"({"type":"response.output_audio.delta","response_id":"r1","item_id":"i1","delta":"AA"})",
      R"({"type":"response.output_audio.delta","response_id":"r1","item_id":"i1","delta":""})",
      R"({"type":"response.output_audio.delta","response_id":"r1","item_id":"i1","delta":"?"})",
      R"({"type":"response.output_audio.delta","response_id":"r1","delta":"AAAA"})",
      R"({"type":"response.output_audio.delta","response_id":7,"item_id":"i1","delta":"AAAA"})",
      R"({"type":"response.output_audio.delta","response_id":"","item_id":"","delta":"AAAA"})",
      R"({"type":"input_audio_buffer.append","audio":"AAECAw=="})",
      R"({"type":"input_audio_buffer.append","event_id":"e","audio":"\/\/8A"})",
      R"({"type":"input_audio_buffer.append","event_id":[1],"audio":"AA","audio":"AAA="})",
      R"({"type":"input_audio_buffer.append","event_id":"e","audio":"-"})",
      R"({"type":"input_audio_buffer.append","audio":""})",
      R"({"type":"input_audio_buffer.append","audio":5})",
      R"({"type":"input_audio_buffer.append"})",
      R"({"type":"input_audio_buffer.append","audio":"AAAA","more":1})",
      R"({"type":"input_audio_buffer.commit","audio":"AAAA"})",
  };
}

const std::vector<std::string> kStarts{
    R"({"event":"start","streamSid":"s1","start":{"callSid":"c1"}})",
    R"({"event":"start","ucid":"c1"})",
};

struct NamedTwins {
  std::string name;
  std::function<std::unique_ptr<MediaTwins>()> make;
};
std::vector<NamedTwins> both_ends() {
  std::vector<NamedTwins> ends;
  for (const MediaTwinsOf& of : media_twins()) {
    ends.push_back({of.name + ", first end", of.first});
    ends.push_back({of.name + ", second end", of.second});
  }
  return ends;
}

TEST(MediaMessages, MeanTheSameScannedAndParsed) {
  for (const auto& [name, make] : both_ends())
    for (const bool started : {false, true}) {
      const auto twins = make();
      if (started) {
        for (const std::string& start : kStarts) EXPECT_EQ(twins->read(start), "");
      }
      for (const std::string& message : messages())
        EXPECT_EQ(twins->read(message), "") << name << ": " << message;
    }
}

TEST(MediaMessages, MeanTheSameScannedAndParsedWhereverTheyAreCut) {
  const auto all = messages();
  for (const auto& [name, make] : both_ends())
    for (std::size_t i : {std::size_t{0}, std::size_t{3}, std::size_t{34}, std::size_t{53}}) {
      const auto twins = make();
      for (std::size_t size = 0; size < all[i].size(); ++size)
        EXPECT_EQ(twins->read(all[i].substr(0, size)), "") << name << ": " << size;
    }
}

TEST(MediaMessages, MeanTheSameWithAnyOneByteChanged) {
  const auto all = messages();
  for (const auto& [name, make] : both_ends()) {
    const auto twins = make();
    for (std::size_t i : {std::size_t{0}, std::size_t{34}, std::size_t{53}})
      for (std::size_t at = 0; at < all[i].size(); ++at)
        for (const char c : {'"', '\\', '{', ']', ',', ' ', '0', 'e', '\x01', '\xE9'}) {
          std::string changed = all[i];
          changed[at] = c;
          EXPECT_EQ(twins->read(changed), "") << name << ": " << changed;
        }
  }
}

}  // namespace
}  // namespace hookswitch
