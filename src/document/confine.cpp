#include "document/confine.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <cerrno>
#include <csignal>
#include <memory>
#include <span>

namespace bonafide::document {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;  // maps terabytes of shadow memory
#else
constexpr bool sanitized = false;
#endif

/// Everything that computing, allocating and ending needs. Anything else ends the process.
constexpr int for_computing[] = {
    SCMP_SYS(read),      SCMP_SYS(write),      SCMP_SYS(readv),        SCMP_SYS(writev),         SCMP_SYS(pread64),      SCMP_SYS(close),
    SCMP_SYS(fstat),     SCMP_SYS(lseek),      SCMP_SYS(mmap),         SCMP_SYS(munmap),         SCMP_SYS(mremap),       SCMP_SYS(mprotect),
    SCMP_SYS(madvise),   SCMP_SYS(brk),        SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),      SCMP_SYS(exit_group), SCMP_SYS(futex),        SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(getrandom), SCMP_SYS(gettid),     SCMP_SYS(getpid),       SCMP_SYS(sched_yield),    SCMP_SYS(tgkill),       SCMP_SYS(restart_syscall),
    SCMP_SYS(getrusage), SCMP_SYS(sysinfo),
};
/// The undefined-behaviour sanitizer asks a pipe whether memory can be read.
[[maybe_unused]] constexpr int for_sanitizers[] = {SCMP_SYS(pipe), SCMP_SYS(pipe2)};
/// What libraries try and can do without: they are told that it is not allowed.
constexpr int refused[] = {
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(stat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(ioctl),
    SCMP_SYS(fcntl),
    SCMP_SYS(uname),
    SCMP_SYS(getcwd),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(prlimit64),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getdents64),
    SCMP_SYS(prctl),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(fadvise64),
    SCMP_SYS(statfs),
};
/// For programs of others a list of what is not allowed: their needs change with every version.
constexpr int never[] = {
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(execveat),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(bpf),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(creat),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchown),
    SCMP_SYS(fchownat),
    SCMP_SYS(truncate),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(setxattr),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_send_signal),
    SCMP_SYS(utimensat),
    SCMP_SYS(shmget),
    SCMP_SYS(msgget),
    SCMP_SYS(semget),
};

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

bool add(const Filter& filter, std::uint32_t action, std::span<const int> calls) {
    for (const int call : calls)
        if (seccomp_rule_add(filter.get(), action, call, 0) != 0) return false;
    return true;
}

bool only_computing() {
    const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS), &seccomp_release);
    if (sanitized && !(filter && add(filter, SCMP_ACT_ALLOW, for_sanitizers))) return false;
    return filter && add(filter, SCMP_ACT_ALLOW, for_computing) && add(filter, SCMP_ACT_ERRNO(EPERM), refused) && seccomp_load(filter.get()) == 0;
}

bool only_reading() {
    const Filter filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
    if (!filter || !add(filter, SCMP_ACT_ERRNO(EPERM), never)) return false;
    bool good = true;
    // Threads are allowed, processes are not; clone3 hides its flags in memory, and without it the C library uses clone.
    good = good && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
    good = good && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0;
    good = good && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0) == 0;
    for (const std::uint64_t flag : {O_WRONLY, O_RDWR, O_CREAT}) {
        good = good && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, flag, flag)) == 0;
        good = good && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, flag, flag)) == 0;
    }
    return good && seccomp_load(filter.get()) == 0;
}

bool limit(__rlimit_resource resource, std::uint64_t value) {
    const rlimit both{value, value};
    return ::setrlimit(resource, &both) == 0;
}

}  // namespace

Result<void> confine(const Confinement& confinement) {
    bool good = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    good = good && (sanitized || limit(RLIMIT_AS, confinement.max_memory));
    good = good && limit(RLIMIT_CPU, confinement.max_seconds + 1) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 64) && limit(RLIMIT_FSIZE, 0);
    if (!good) return fail("", "the limits of a reader process could not be set");
    if (!(confinement.other_program ? only_reading() : only_computing()))
        return fail("", "the system calls of a reader process could not be limited", "seccomp has to be allowed where documents are read");
    return {};
}

}  // namespace bonafide::document
