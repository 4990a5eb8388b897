#include "runner/system_filter.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace opencam::runner {
namespace {

struct Refused {
  const char* name;
  int error = EPERM;
};

constexpr std::array<Refused, 73> refused = {{
    // Other namespaces, other roots, mounts.
    {"unshare"},
    {"setns"},
    {"mount"},
    {"umount"},
    {"umount2"},
    {"pivot_root"},
    {"chroot"},
    {"move_mount"},
    {"open_tree"},
    {"fsopen"},
    {"fsconfig"},
    {"fsmount"},
    {"fspick"},
    {"mount_setattr"},
    {"quotactl"},
    {"quotactl_fd"},
    {"swapon"},
    {"swapoff"},
    // clone3 has its flags where no filter can see them; without it the C library takes clone.
    {"clone3", ENOSYS},
    // Files by number, past every folder.
    {"open_by_handle_at"},
    {"name_to_handle_at"},
    // Other processes' memory and descriptors.
    {"ptrace"},
    {"process_vm_readv"},
    {"process_vm_writev"},
    {"process_madvise"},
    {"pidfd_getfd"},
    {"kcmp"},
    // Keys of the kernel: not divided by namespace.
    {"add_key"},
    {"request_key"},
    {"keyctl"},
    // Programs in the kernel, and its own work queues.
    {"bpf"},
    {"perf_event_open"},
    {"userfaultfd"},
    {"io_uring_setup", ENOSYS},
    {"io_uring_enter", ENOSYS},
    {"io_uring_register", ENOSYS},
    {"io_setup", ENOSYS},
    {"io_submit", ENOSYS},
    {"fanotify_init"},
    {"lookup_dcookie"},
    {"vmsplice"},
    // The machine itself.
    {"init_module"},
    {"finit_module"},
    {"delete_module"},
    {"create_module"},
    {"kexec_load"},
    {"kexec_file_load"},
    {"reboot"},
    {"syslog"},
    {"acct"},
    {"settimeofday"},
    {"clock_settime"},
    {"clock_adjtime"},
    {"adjtimex"},
    {"stime"},
    {"iopl"},
    {"ioperm"},
    {"sethostname"},
    {"setdomainname"},
    {"vhangup"},
    {"nfsservctl"},
    {"uselib"},
    {"ustat"},
    {"sysfs"},
    {"_sysctl", ENOSYS},
    {"modify_ldt"},
    // Memory that is nobody's: the watcher counts what a process has mapped, the working folder what lies in it.
    {"memfd_create", ENOSYS},
    {"memfd_secret", ENOSYS},
    {"shmget", ENOSYS},
    {"msgget", ENOSYS},
    {"semget", ENOSYS},
    {"mq_open", ENOSYS},
    {"set_mempolicy_home_node", ENOSYS},
}};

constexpr unsigned long namespace_flags =
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
constexpr std::array<unsigned long, 7> namespaces = {CLONE_NEWUSER, CLONE_NEWNS,  CLONE_NEWPID,   CLONE_NEWNET,
                                                     CLONE_NEWIPC,  CLONE_NEWUTS, CLONE_NEWCGROUP};

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

bool refuse(const Filter& filter, const Refused& call) {
  const int number = seccomp_syscall_resolve_name(call.name);
  if (number == __NR_SCMP_ERROR) return true;  // not on this machine's kind of processor
  const int added = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(call.error)), number, 0);
  return added == 0 || added == -EDOM;
}

// Families of sockets that namespaces divide: the machine's own (local), and the internet's. The others (virtual
// machines, raw packets, the kernel's cryptography and so on) are not divided or not needed.
bool refuse_sockets(const Filter& filter, bool has_network) {
  const auto no = SCMP_ACT_ERRNO(EAFNOSUPPORT);
  for (const int call : {SCMP_SYS(socket), SCMP_SYS(socketpair)}) {
    for (unsigned family = 0; family < AF_MAX; ++family) {
      const bool is_netlink = family == AF_NETLINK;
      if (family == AF_UNIX || family == AF_INET || family == AF_INET6) continue;
      if (is_netlink && has_network) continue;
      if (seccomp_rule_add(filter.get(), no, call, 1, SCMP_A0(SCMP_CMP_EQ, family)) != 0) return false;
    }
    if (seccomp_rule_add(filter.get(), no, call, 1, SCMP_A0(SCMP_CMP_GE, AF_MAX)) != 0) return false;
  }
  return true;
}

bool refuse_arguments(const Filter& filter) {
  const auto no = SCMP_ACT_ERRNO(EPERM);
  for (const unsigned long flag : namespaces) {
    if (seccomp_rule_add(filter.get(), no, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)) != 0) {
      return false;
    }
  }
  // Typing into a terminal that others read; set-user-id bits mean nothing here, but nobody needs to make them.
  constexpr unsigned tiocsti = 0x5412;
  constexpr unsigned tioclinux = 0x541c;
  for (const unsigned request : {tiocsti, tioclinux}) {
    if (seccomp_rule_add(filter.get(), no, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffU, request)) !=
        0) {
      return false;
    }
  }
  return true;
}

Error cannot(std::string_view doing, int error) {
  return Error(ErrorCode::Io, "cannot " + std::string(doing) + " the filter of system calls: " + std::strerror(error));
}

}  // namespace

Result<int> make_system_filter(bool has_network) {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  if (filter == nullptr) return cannot("make", ENOMEM);
  bool is_whole = refuse_sockets(filter, has_network) && refuse_arguments(filter);
  for (const Refused& call : refused) is_whole = refuse(filter, call) && is_whole;
  // Calls in another processor's manner (32 bits) would pass unseen: they end the process.
  is_whole = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 && is_whole;
  // A tree instead of a list of comparisons: every call of a task goes through it.
  is_whole = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && is_whole;
  if (!is_whole) return cannot("make", EINVAL);
  const int file = memfd_create("filter", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return cannot("hold", errno);
  if (const int error = seccomp_export_bpf(filter.get(), file); error != 0) {
    close(file);
    return cannot("write", -error);
  }
  fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
  return file;
}

}  // namespace opencam::runner
