// Every limit of an attempt, reached: it ends the attempt or refuses the call, and the runner goes on.
#include "runner/stand_test.h"

namespace opencam::runner {
namespace {

using batch::Outcome;

constexpr std::int64_t mebibyte = 1024LL * 1024;

class BoundsTest : public Stand {};
INSTANTIATE_TEST_SUITE_P(Users, BoundsTest, testing::Values(As::Self, As::Ordinary), name_of_user);

#define EXPECT_GOES_ON() EXPECT_EQ(run("true").exit_code, 0)

TEST_P(BoundsTest, Time) {
  open();
  batch::Attempt one = attempt("trap '' TERM; sleep 30; sleep 30");
  one.timeout_ms = 200;
  const auto end = run(one);
  EXPECT_EQ(end.outcome, Outcome::TimedOut) << shown(end);
  EXPECT_EQ(end.reason, "it ran longer than 200 ms");
  EXPECT_GE(end.ended_ms - end.began_ms, 200);
  EXPECT_GOES_ON();
}

TEST_P(BoundsTest, TimeOfTheOperatorBindsWhoAsksForMore) {
  settings_.time_ms = 200;
  open();
  batch::Attempt one = attempt("sleep 30");
  one.timeout_ms = 1000000;
  EXPECT_EQ(run(one).outcome, Outcome::TimedOut);
}

TEST_P(BoundsTest, ProcessorTimeOfOneProcessAndOfManyTogether) {
  settings_.bounds.cpu_ms = 1000;
  open();
  const auto alone = run("while :; do :; done");
  EXPECT_EQ(alone.outcome, Outcome::LimitExceeded) << shown(alone);
  const auto many = run("for i in 1 2 3 4; do (while :; do :; done) & done; wait");
  EXPECT_EQ(many.outcome, Outcome::LimitExceeded) << shown(many);
  // Two seconds and more, none of them long: what a process has waited for counts for it.
  const auto chain = run("while :; do timeout 0.3 sh -c 'while :; do :; done'; done");
  EXPECT_EQ(chain.outcome, Outcome::LimitExceeded) << shown(chain);
  EXPECT_GOES_ON();
}

TEST_P(BoundsTest, MemoryOfOneProcess) {
  settings_.bounds.memory_bytes = 64 * mebibyte;
  open();
  EXPECT_EQ(run("python3 -c 'x = bytearray(16 << 20)'").exit_code, 0) << complained();
  const auto end = run("python3 -c 'x = bytearray(200 << 20)'");
  EXPECT_NE(end.exit_code, 0) << shown(end);
  EXPECT_NE(complained().find("MemoryError"), std::string::npos) << complained();
  EXPECT_GOES_ON();
}

TEST_P(BoundsTest, MemoryOfManyProcessesAndSharedMemoryTogether) {
  settings_.bounds.memory_bytes = 64 * mebibyte;
  open();
  const auto many =
      run("for i in 1 2 3 4 5 6; do python3 -c 'import time; x = bytearray(30 << 20); time.sleep(30)' & done; wait");
  EXPECT_EQ(many.outcome, Outcome::LimitExceeded) << shown(many);
  const auto shared =
      run("python3 -c 'import mmap, time\nm = mmap.mmap(-1, 200 << 20)\n"
          "for i in range(200): m.write(bytes(1 << 20))\ntime.sleep(30)'");
  EXPECT_EQ(shared.outcome, Outcome::LimitExceeded) << shown(shared) << complained();
  EXPECT_GOES_ON();
}

TEST_P(BoundsTest, MemoryThatForksShareIsCountedOnce) {
  settings_.bounds.memory_bytes = 96 * mebibyte;
  open();
  const auto end =
      run("python3 -c 'import os, time\nx = bytearray(os.urandom(1)) * (48 << 20)\n"
          "for i in range(6):\n  if os.fork() == 0: time.sleep(0.5); os._exit(0)\nfor i in range(6): os.wait()'");
  EXPECT_EQ(end.outcome, Outcome::Exited) << shown(end);
  EXPECT_EQ(end.exit_code, 0) << complained();
}

TEST_P(BoundsTest, MemoryThatNobodyCountsCannotBeHad) {
  open();
  const auto end =
      run("python3 -c 'import os, ctypes\nc = ctypes.CDLL(None, use_errno=True)\n"
          "for call in (lambda: c.shmget(0, 1 << 20, 0o1600), lambda: c.memfd_create(b\"x\", 0), lambda: c.msgget(0, "
          "0o1600)):\n"
          "  print(call(), os.strerror(ctypes.get_errno()))'");
  EXPECT_EQ(end.exit_code, 0) << complained();
  EXPECT_EQ(said(), "-1 Function not implemented\n-1 Function not implemented\n-1 Function not implemented\n");
}

TEST_P(BoundsTest, ProcessesAsOfAForkBomb) {
  settings_.bounds.processes = 20;
  open();
  batch::Attempt one = attempt("bomb() { bomb | bomb & }; bomb; sleep 0.5; bomb; sleep 1");
  one.timeout_ms = 5000;
  run(one);
  EXPECT_GOES_ON();
  // Twelve and bubblewrap's own fit, thirty do not: not in one slot, and not in two at the same time.
  EXPECT_EQ(run("for i in $(seq 12); do sleep 0.1 & done; wait").exit_code, 0) << complained();
  const auto end =
      run("python3 -c 'import os, time\nn = 0\ntry:\n  for i in range(30):\n    if os.fork() == 0: time.sleep(2); "
          "os._exit(0)\n"
          "    n += 1\nexcept OSError: pass\nprint(n)'");
  EXPECT_EQ(end.exit_code, 0) << complained();
  const int made = std::atoi(said().c_str());
  EXPECT_GE(made, 12);
  EXPECT_LE(made, 19);
  EXPECT_GOES_ON();
}

TEST_P(BoundsTest, TwoSlotsDoNotTakeEachOthersProcesses) {
  settings_.bounds.processes = 20;
  open();
  const std::string command = "for i in $(seq 14); do sleep 1 & done; wait; echo ok";
  start(attempt(command, 1));
  start(attempt(command, 2));
  for (const std::string id : {"job-00000001-0-1-1", "job-00000001-0-2-1"}) {
    EXPECT_EQ(end_of(id).exit_code, 0);
    EXPECT_EQ(text(id), "ok\n") << text(id, batch::LogStream::Stderr);
  }
}

TEST_P(BoundsTest, DiskInEveryFolderThatCanBeWritten) {
  settings_.bounds.disk_bytes = 8 * mebibyte;
  open();
  for (const std::string folder : {"/job", "/tmp", "/dev/shm"}) {
    const auto end = run("for i in 1 2 3; do head -c 4194304 /dev/zero > " + folder + "/$i || exit 7; done");
    EXPECT_EQ(end.exit_code, 7) << folder << ": " << shown(end);
    EXPECT_NE(complained().find("No space left on device"), std::string::npos) << complained();
  }
  // One file that is longer than all there is.
  EXPECT_NE(run("truncate -s 1T big").exit_code, 0);
  // Files without a byte take memory too.
  EXPECT_NE(run("i=0; while [ $i -lt 5000 ]; do : > $i || exit 7; i=$((i + 1)); done").exit_code, 0);
  EXPECT_GOES_ON();
}

TEST_P(BoundsTest, NothingElseCanBeWritten) {
  open();
  EXPECT_EQ(
      run("for f in / /dev /etc /usr /proc /proc/sys/kernel /usr/bin; do echo x > $f/opencam-was-here && echo $f; done;"
          "mkdir /x && echo /x; echo x > /dev/null")
          .exit_code,
      0)
      << complained();
  EXPECT_EQ(said(), "");
}

TEST_P(BoundsTest, OutputOfAFloodToEitherStream) {
  settings_.bounds.output_bytes = 100000;
  open();
  const auto out = run("yes");
  EXPECT_EQ(out.outcome, Outcome::LimitExceeded) << shown(out);
  EXPECT_EQ(out.reason, "it wrote more than 100000 bytes to stdout and stderr");
  EXPECT_EQ(said().size(), 100000U);
  const auto err = run("(trap '' PIPE TERM; yes >&2) & yes >&2; wait");
  EXPECT_EQ(err.outcome, Outcome::LimitExceeded) << shown(err);
  EXPECT_EQ(run("head -c 100000 /dev/zero").exit_code, 0);
  EXPECT_EQ(run("head -c 100001 /dev/zero; sleep 5").outcome, Outcome::LimitExceeded);
  EXPECT_GOES_ON();
}

TEST_P(BoundsTest, OpenFilesAndCoreDumps) {
  open();
  EXPECT_EQ(run("ulimit -n; ulimit -c; ulimit -Hc").exit_code, 0);
  EXPECT_EQ(said(), "1024\n0\n0\n");
  EXPECT_EQ(run("kill -ABRT $$").exit_code, 128 + SIGABRT);
}

TEST_P(BoundsTest, AnAttemptsOwnLimitsCanOnlyBeStricter) {
  settings_.bounds.output_bytes = 1000;
  open();
  batch::Attempt one = attempt("yes", 1);
  one.limits.output_bytes = 100;
  EXPECT_EQ(run(one).outcome, Outcome::LimitExceeded);
  EXPECT_EQ(text(one.id).size(), 100U);
  one = attempt("yes", 2);
  one.limits.output_bytes = 1000000;
  EXPECT_EQ(run(one).outcome, Outcome::LimitExceeded);
  EXPECT_EQ(text(one.id).size(), 1000U);
}

}  // namespace
}  // namespace opencam::runner
