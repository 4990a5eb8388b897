// What a task must not reach, tried from inside one.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "runner/descriptor.h"
#include "runner/stand_test.h"

namespace opencam::runner {
namespace {

using batch::Outcome;

class EscapeTest : public Stand {
 protected:
  // A Python program, as one word of a shell command.
  static std::string python(const std::string& program) { return "python3 -c '" + program + "'"; }
};
INSTANTIATE_TEST_SUITE_P(Users, EscapeTest, testing::Values(As::Self, As::Ordinary), name_of_user);

TEST_P(EscapeTest, TheNetworkOfTheHostIsNotThere) {
  const Descriptor listener(socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(listener.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listener.number(), 5), 0);
  socklen_t length = sizeof address;
  getsockname(listener.number(), reinterpret_cast<sockaddr*>(&address), &length);
  const std::string port = std::to_string(ntohs(address.sin_port));
  open();
  EXPECT_EQ(run(python("import socket; socket.create_connection((\"127.0.0.1\", " + port + "), 2)")).exit_code, 1);
  EXPECT_NE(complained().find("refused"), std::string::npos) << complained();
  EXPECT_EQ(run(python("import socket; socket.create_connection((\"192.0.2.1\", 80), 2)")).exit_code, 1);
  EXPECT_NE(complained().find("unreachable"), std::string::npos) << complained();
  EXPECT_EQ(run("ls /sys/class/net").exit_code, 2);
  EXPECT_EQ(run("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '").exit_code, 0);
  EXPECT_EQ(said(), "lo\n");
  runner_.reset();
  settings_.has_network = true;
  open();
  EXPECT_EQ(run(python("import socket; socket.create_connection((\"127.0.0.1\", " + port + "), 2)")).exit_code, 0)
      << "granted, it must work: " << complained();
}

TEST_P(EscapeTest, SocketsOfTheHostWithNamesThatAreNoFilesAreNotThere) {
  const Descriptor listener(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string name = "opencam-escape-" + std::to_string(getpid());
  name.copy(address.sun_path + 1, name.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  ASSERT_EQ(bind(listener.number(), reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(listen(listener.number(), 5), 0);
  open();
  EXPECT_EQ(run(python("import socket; socket.socket(socket.AF_UNIX).connect(\"\\0" + name + "\")")).exit_code, 1);
  EXPECT_NE(complained().find("ConnectionRefused"), std::string::npos) << complained();
}

TEST_P(EscapeTest, SocketsOfOtherFamiliesCannotBeMade) {
  open();
  EXPECT_EQ(run(python("import socket\nfor family in (16, 17, 38, 40, 44, 1, 2, 10):\n  try: socket.socket(family, "
                       "socket.SOCK_RAW if family == 17 else socket.SOCK_STREAM if family in (1, 2, 10, 40) else 5 if "
                       "family == 38 else "
                       "socket.SOCK_RAW)\n  except OSError as e: print(family, e.errno)"))
                .exit_code,
            0);
  EXPECT_EQ(said(), "16 97\n17 97\n38 97\n40 97\n44 97\n")
      << "netlink, packet, alg, vsock, xdp; not local and internet";
}

TEST_P(EscapeTest, TheHostsFilesAndTheStoreAreNotThere) {
  std::ofstream(top_ + "/master.key") << "secret";
  open();
  EXPECT_EQ(run("ls " + top_ + " " + settings_.folder + " /root /home /var /run /sys /boot /srv /oldroot").exit_code,
            2);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(run("ls -A / | tr '\\n' ' '").exit_code, 0);
  EXPECT_EQ(said().find("root"), std::string::npos) << said();
  EXPECT_EQ(run("cat /etc/shadow /etc/ssh/ssh_host_rsa_key /etc/machine-id /proc/1/root/etc/shadow").exit_code, 1);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(run("cut -d: -f1 /etc/passwd").exit_code, 0);
  EXPECT_EQ(said(), "root\nbatch\n");
  EXPECT_EQ(run("cat /proc/self/mountinfo").exit_code, 0);
  EXPECT_EQ(said().find("master"), std::string::npos);
}

TEST_P(EscapeTest, OtherTasksAreNotThere) {
  open();
  start(attempt(
      "echo mine > /job/secret; cp /job/secret /tmp; cp /job/secret /dev/shm; exec -a other sleep 30 || sleep 30", 1));
  ASSERT_TRUE(wait_until_begun("job-00000001-0-1-1"));
  EXPECT_EQ(run("find / -xdev -name secret 2>/dev/null; ls -A /job /tmp /dev/shm").exit_code, 0);
  EXPECT_EQ(said().find("secret"), std::string::npos) << said();
  EXPECT_EQ(run("ls -d /proc/[0-9]* | wc -l").exit_code, 0);
  EXPECT_LE(std::atoi(said().c_str()), 5) << said();
  runner_->kill("job-00000001-0-1-1", "enough");
  end_of("job-00000001-0-1-1");
}

TEST_P(EscapeTest, ProcessesOutsideCannotBeSeenSignalledOrTraced) {
  open();
  const std::string outside = std::to_string(getpid());
  EXPECT_NE(run("kill -0 " + outside + " 2>/dev/null || exit 9").exit_code, 0);
  // Every number there is: whatever can be reached is its own.
  EXPECT_EQ(
      run(python("import os, signal\nfor pid in range(2, 4194304, 1):\n  if pid == os.getpid(): continue\n  if pid > "
                 "70000: break\n"
                 "  try: os.kill(pid, 0); print(pid, open(f\"/proc/{pid}/comm\").read())\n  except OSError: pass"))
          .exit_code,
      0);
  EXPECT_EQ(run(python("import ctypes, os\nc = ctypes.CDLL(None, use_errno=True)\nprint(c.ptrace(16, 1, 0, 0), "
                       "ctypes.get_errno())"))
                .exit_code,
            0);
  EXPECT_EQ(said(), "-1 1\n");
  EXPECT_EQ(run("true").exit_code, 0);
}

TEST_P(EscapeTest, ItHasNoRightsAndCannotGetAny) {
  open();
  EXPECT_EQ(run("id -u; id -g; grep -E '^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' /proc/self/status")
                .exit_code,
            0);
  EXPECT_EQ(said(),
            "1000\n1000\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"
            "CapBnd:\t0000000000000000\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n");
  EXPECT_NE(run("su -c id root </dev/null").exit_code, 0);
  EXPECT_NE(run("cp /usr/bin/id . && chmod u+s id && chown 0:0 id").exit_code, 0);
  EXPECT_EQ(run("cp /usr/bin/id . && chmod u+s id && ./id -u").exit_code, 0) << complained();
  EXPECT_EQ(said(), "1000\n");
  EXPECT_NE(run(python("import os; os.setuid(0)")).exit_code, 0);
}

TEST_P(EscapeTest, MountsAndNamespacesCannotBeMade) {
  open();
  for (const char* command :
       {"unshare -U true", "unshare -r true", "unshare -m true", "unshare -n true", "mount -t tmpfs x /job",
        "mount --bind /usr /job", "umount /usr", "chroot / true", "mount -o remount,rw /usr", "nsenter -t 1 -m true",
        "bwrap --ro-bind / / true", "mknod null c 1 3"}) {
    EXPECT_NE(run(command).exit_code, 0) << command;
  }
  // clone with the flag of a user namespace, past the C library.
  EXPECT_EQ(run(python("import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nprint(c.syscall(56, 0x10000000 | 17, 0, "
                       "0, 0, 0), ctypes.get_errno())\n"
                       "print(c.syscall(435, 0, 0), ctypes.get_errno())"))
                .exit_code,
            0);
  EXPECT_EQ(said(), "-1 1\n-1 38\n");
}

TEST_P(EscapeTest, NoDescriptorIsInherited) {
  open();
  EXPECT_EQ(run("ls -l /proc/self/fd | tail -n +2 | awk '{print $9, $11}' | sed 's/\\[.*//; s/self.*/self/'").exit_code,
            0);
  // The fourth is the folder that ls reads.
  const std::string all = said();
  EXPECT_EQ(all.find("0 /dev/null\n1 pipe:\n2 pipe:\n3 /proc/"), 0U) << all;
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 4) << all;
}

TEST_P(EscapeTest, WhatStaysBehindEndsWithTheCommand) {
  open();
  const auto end =
      run("(setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 0.1; done' >/dev/null 2>&1 &) ; (setsid sleep 1000 &); "
          "exit 0");
  EXPECT_EQ(end.outcome, Outcome::Exited) << shown(end);
  EXPECT_LT(end.ended_ms - end.began_ms, 20000);
  // The lock is held as long as any sandbox lives: the next runner could not have it otherwise.
  runner_.reset();
  open();
  EXPECT_EQ(run("true").exit_code, 0);
}

TEST_P(EscapeTest, ThirtyTwoBitCallsEndTheProcess) {
  open();
  // A program of the other kind: mov $20, %eax; int $0x80 (getpid of 32 bits), run from a mapped page.
  EXPECT_EQ(
      run(python(
              "import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write(b\"\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3\")\n"
              "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()\nprint(\"alive\")"))
          .exit_code,
      128 + SIGSYS);
}

}  // namespace
}  // namespace opencam::runner
