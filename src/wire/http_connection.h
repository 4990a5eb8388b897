// One connection of the HTTP server: reads requests, hands them to the handler one at a time, writes the answers in
// their order. Private to the server; see http_io.h for threads and ownership.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "wire/http_io.h"

namespace boost::asio::ssl {
class context;  // NOLINT(readability-identifier-naming): Asio's name
}

namespace opencam {

using HttpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

// `tls` null: plain. Call on `thread`; start() it after it was added there.
std::shared_ptr<HttpConnection> make_http_connection(HttpSocket socket, HttpIoThread& thread,
                                                     boost::asio::ssl::context* tls);

}  // namespace opencam
