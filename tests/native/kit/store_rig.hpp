#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "native/kit/temporary_folder.hpp"
#include "store/sqlite/database.hpp"
#include "store/writer.hpp"

/// A store in its own folder, whose responses are awaited.
namespace hookswitch {

inline constexpr std::int64_t kCreated = 1'800'000'000'000;

inline std::unique_ptr<store::sqlite::Database> open_at(const std::string& file) {
  auto database = store::sqlite::Database::open(file);
  return database ? std::move(*database) : nullptr;
}

inline record::Record ended_call(const std::string& id, const std::string& carrier_id) {
  record::Record record;
  record.apply(record::CreatedFact{id, "twilio", "", kCreated, ""});
  record.apply(record::CarrierFact{carrier_id, "MZ1", "+1", "+2", {}, "pcmu/8000"});
  record.apply(record::EndedFact{1'500, call::EndCause::carrier_stop, "", {}});
  return record;
}

/// The ids of all calls, each followed by a space.
inline std::string ids_in(store::sqlite::Database& database) {
  std::string ids;
  const auto calls = database.list({"", "", "", 500});
  for (const auto& call : *calls) ids += call.id + ' ';
  return ids;
}

template <class T>
T answer_of(const std::function<void(std::function<void(T)>)>& ask) {
  auto promise = std::make_shared<std::promise<T>>();
  auto future = promise->get_future();
  ask([promise](T value) { promise->set_value(std::move(value)); });
  return future.get();
}

inline std::optional<std::string> find(store::Store& store, const std::string& id) {
  return answer_of<store::Store::ReadResult<std::optional<std::string>>>(
             [&](auto answer) { store.find(id, std::move(answer)); })
      .value_or(std::nullopt);
}

inline std::vector<store::QueueEntry> queue(store::Store& store,
                                            const store::QueueQuery& query = {}) {
  return answer_of<store::Store::ReadResult<std::vector<store::QueueEntry>>>(
             [&](auto answer) { store.queue(query, std::move(answer)); })
      .value_or(std::vector<store::QueueEntry>());
}

/// The ids, each followed by a space.
inline std::string list(store::Store& store, const store::CallQuery& query) {
  std::string ids;
  const auto calls = answer_of<store::Store::ReadResult<std::vector<store::CallSummary>>>(
      [&](auto answer) { store.list(query, std::move(answer)); });
  for (const auto& call : calls.value_or(std::vector<store::CallSummary>())) ids += call.id + ' ';
  return ids;
}

inline std::optional<std::string> latest(store::Store& store, const std::string& dialect,
                                         const std::string& except) {
  return answer_of<std::optional<std::string>>(
      [&](auto answer) { store.latest(dialect, "CA1", except, std::move(answer)); });
}

inline std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class StoreTest : public ::testing::Test {
 protected:
  std::string file() const { return folder_.file("store.db"); }
  store::Writer::Options options() const {
    store::Writer::Options options;
    options.beside = file();
    return options;
  }
  std::unique_ptr<store::Writer> store() const {
    return std::make_unique<store::Writer>(open_at(file()), options());
  }
  static void finish(store::Store& store, record::Record record) {
    std::promise<void> stored;
    store.finish(std::move(record), [&] { stored.set_value(); });
    stored.get_future().get();
  }
  kit::TemporaryFolder folder_;
};

}  // namespace hookswitch
