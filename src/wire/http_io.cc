#include "wire/http_io.h"

#include <boost/asio/executor_work_guard.hpp>
#include <vector>

namespace opencam {
namespace {

// How late a timeout may be. Ticking through all connections is far cheaper than a timer for each request.
constexpr std::chrono::milliseconds tick_interval(50);

}  // namespace

HttpIoThread::HttpIoThread(std::shared_ptr<HttpService> service) : service_(std::move(service)) {
  context_.emplace(1);
  timer_.emplace(*context_);
}

HttpIoThread::~HttpIoThread() { stop(); }

void HttpIoThread::start() {
  tell_time();
  schedule_tick();
  thread_ = std::thread([this] { loop(); });
}

void HttpIoThread::loop() {
  id_.store(std::this_thread::get_id(), std::memory_order_release);
  const auto guard = boost::asio::make_work_guard(*context_);
  while (!context_->stopped()) {
    // What throws here is memory running out in one connection; its deadline closes it, the others go on.
    try {
      context_->run();
    } catch (const std::exception&) {
      continue;
    }
  }
}

void HttpIoThread::end() {
  if (!thread_.joinable()) return;
  context_->stop();
  thread_.join();
}

void HttpIoThread::stop() {
  end();
  const std::lock_guard lock(mutex_);
  if (!context_) return;
  connections_.clear();
  timer_.reset();
  context_.reset();
}

void HttpIoThread::add(std::shared_ptr<HttpConnection> connection) { connections_.insert(std::move(connection)); }

void HttpIoThread::remove(const std::shared_ptr<HttpConnection>& connection) {
  if (connections_.erase(connection) == 0) return;
  const std::lock_guard lock(service_->gone_mutex);
  service_->connections.fetch_sub(1);
  --service_->counters->connections;
  service_->gone.notify_all();
}

void HttpIoThread::drain_all() {
  // A copy, because draining an idle connection removes it.
  const std::vector<std::shared_ptr<HttpConnection>> all(connections_.begin(), connections_.end());
  for (const auto& connection : all) connection->drain();
}

void HttpIoThread::close_all() {
  const std::vector<std::shared_ptr<HttpConnection>> all(connections_.begin(), connections_.end());
  for (const auto& connection : all) connection->close();
}

void HttpIoThread::tell_time() {
  if (service_->options.clock == nullptr) return;
  const std::int64_t now_s = service_->options.clock->now_s();
  if (now_s == date_s_) return;
  date_s_ = now_s;
  date_ = http_date(now_s);
}

void HttpIoThread::schedule_tick() {
  timer_->expires_after(tick_interval);
  timer_->async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    tell_time();
    const HttpTime now = std::chrono::steady_clock::now();
    const std::vector<std::shared_ptr<HttpConnection>> all(connections_.begin(), connections_.end());
    for (const auto& connection : all) connection->tick(now);
    schedule_tick();
  });
}

}  // namespace opencam
