#include "output.hpp"

#include "hookswitch/base/overloaded.hpp"

namespace hookswitch::wasm {

val to_object(const phone::Output& output) {
  return std::visit(Overloaded{
                        [](const phone::Connect& connect) {
                          val made = object("connect");
                          made.set("url", connect.url);
                          val headers = val::object();
                          for (const wire::Header& header : connect.headers)
                            headers.set(header.name, header.value);
                          made.set("headers", headers);
                          val subprotocols = val::array();
                          for (const std::string& one : connect.subprotocols)
                            subprotocols.call<void>("push", one);
                          made.set("subprotocols", subprotocols);
                          return made;
                        },
                        [](const phone::SendFrame& send) {
                          val made = object("send");
                          if (send.frame.opcode == wire::Opcode::text)
                            made.set("data", send.frame.payload);
                          else
                            made.set("data", copied(send.frame.payload));
                          return made;
                        },
                        [](const phone::CloseSocket& close) {
                          val made = object("close");
                          made.set("code", static_cast<int>(wire::number(close.code)));
                          made.set("reason", close.reason);
                          return made;
                        },
                        [](const phone::Event& event) {
                          val made = object("event");
                          made.set("name", event.name);
                          made.set("detail", event.detail);
                          made.set("atMs", static_cast<double>(event.at_ms));
                          made.set("code", event.code);
                          return made;
                        },
                        [](const phone::ScriptDone& done) {
                          val made = object("scriptDone");
                          made.set("id", done.id);
                          made.set("answered", done.answered);
                          return made;
                        },
                        [](const phone::Ended& ended) {
                          val made = object("ended");
                          made.set("report", ended.report_json);
                          made.set("failed", ended.failed);
                          made.set("answered", ended.answered);
                          return made;
                        },
                    },
                    output);
}

}  // namespace hookswitch::wasm
