// One io thread of the HTTP server: its event loop, the connections that live on it and the clock tick that ends slow
// ones. Private to the server.
//
// Everything of a connection happens on its own thread, so connections need no locks. Others talk to the thread by
// run(), which works from anywhere and at any time: after the thread has ended it throws the work away. Replies hold
// the thread by a shared_ptr and so may outlive the server.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>

#include "wire/http_server.h"

namespace opencam {

using HttpTime = std::chrono::steady_clock::time_point;

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  virtual ~HttpConnection() = default;
  virtual void start() = 0;
  virtual void reply(HttpResponse response) = 0;
  // Ends whatever has taken longer than it may.
  virtual void tick(HttpTime now) = 0;
  // Finishes the request in work and takes no more.
  virtual void drain() = 0;
  virtual void close() = 0;
};

// What all threads of a server share. The counters outlive it in the charges that replies hold.
struct HttpService {
  HttpServerOptions options;
  HttpHandler handler;

  std::shared_ptr<HttpCounters> counters;
  std::atomic<std::uint32_t> connections{0};
  std::mutex gone_mutex;
  std::condition_variable gone;  // a connection ended
};

// The bytes that one request takes of what all requests may hold; given back when it goes. A request takes it along to
// whoever handles it, so that a client that leaves does not get room for another one before the first is done with.
class HttpCharge {
 public:
  HttpCharge(std::shared_ptr<HttpCounters> counters, std::uint64_t bytes_max)
      : counters_(std::move(counters)), bytes_max_(bytes_max) {}
  HttpCharge(const HttpCharge&) = delete;
  HttpCharge& operator=(const HttpCharge&) = delete;
  ~HttpCharge() { counters_->held_bytes -= bytes_; }

  // False, and nothing changed, when there is no room for so many.
  bool set(std::uint64_t bytes) {
    if (bytes > bytes_ && counters_->held_bytes.fetch_add(bytes - bytes_) + (bytes - bytes_) > bytes_max_) {
      counters_->held_bytes -= bytes - bytes_;
      return false;
    }
    if (bytes < bytes_) counters_->held_bytes -= bytes_ - bytes;
    bytes_ = bytes;
    return true;
  }

 private:
  std::shared_ptr<HttpCounters> counters_;
  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
};

class HttpIoThread : public std::enable_shared_from_this<HttpIoThread> {
 public:
  explicit HttpIoThread(std::shared_ptr<HttpService> service);
  ~HttpIoThread();

  void start();
  // Ends the loop and joins the thread. Sockets of others may still refer to the context.
  void end();
  // Ends, and throws away what was not finished together with the context.
  void stop();

  // At once when called on this thread.
  template <typename Work>
  void run(Work&& work) {
    if (std::this_thread::get_id() == id_.load(std::memory_order_acquire)) return work();
    const std::lock_guard lock(mutex_);
    if (context_) boost::asio::post(*context_, std::forward<Work>(work));
  }

  // REQUIRES: not stopped.
  boost::asio::io_context& context() { return *context_; }
  HttpService& service() { return *service_; }
  // For the Date header, or empty. On this thread only.
  const std::string& date() const { return date_; }

  // On this thread only.
  void add(std::shared_ptr<HttpConnection> connection);
  void remove(const std::shared_ptr<HttpConnection>& connection);
  void drain_all();
  void close_all();

 private:
  void loop();
  void schedule_tick();
  void tell_time();

  std::shared_ptr<HttpService> service_;
  std::mutex mutex_;  // guards the end of context_
  std::optional<boost::asio::io_context> context_;
  std::optional<boost::asio::steady_timer> timer_;
  std::unordered_set<std::shared_ptr<HttpConnection>> connections_;
  std::string date_;
  std::int64_t date_s_ = -1;
  std::atomic<std::thread::id> id_;
  std::thread thread_;
};

}  // namespace opencam
