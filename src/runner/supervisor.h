// The process that makes sandboxes: `opencam batch-supervisor`, started by the server with one end of a socket as its
// standard input, and never by people.
//
// It is a process of its own because the server has many threads and much memory: fork, namespaces and the signal that
// ends a sandbox with its parent want a process with one thread that does nothing else. It ends with the server: the
// socket closes, it stops what runs, writes that down, and goes.
//
// It is the first process of a process namespace, whose guardian stands outside and does nothing but wait. Whichever of
// the two is killed, the kernel ends every process of the namespace, that is, every sandbox with all that is in it.
#pragma once

namespace opencam::runner {

inline constexpr const char* supervisor_command = "batch-supervisor";

// The whole process; its exit code.
int supervise(int socket);

}  // namespace opencam::runner
