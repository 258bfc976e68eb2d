/* Counts the calls that a process makes on paths under one folder, and at a chosen one fails it, cuts it short, or
 * kills the process; or records all that change something. It also turns the clock. Loaded with LD_PRELOAD, armed by
 * `torture_arm`; shim.py builds it and describes the arguments. To add a call: declare it as the others here do, with
 * its class, and give the recorder (`note`) what a replay needs to know. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, WRITE = 2, RENAME = 4, SYNC = 8 };
enum { FAIL = 1, SHORT = 2, KILL = 3, RECORD = 4 };
enum { DESCRIPTORS = 4096 };

static char root[PATH_MAX], skipped[PATH_MAX];
static unsigned classes;
static long first, last;
static int mode, error_number, log_fd = -1;
static _Atomic long calls, of_class[4], with_skipped;
static char hit[PATH_MAX + 32];
static _Atomic int is_hit;
static char *paths[DESCRIPTORS];
static int is_clock_set, is_clock_frozen;
static long long clock_nanoseconds;

void torture_arm(const char *folder, const char *skip, unsigned which, long from, long to, int what, int error, int log) {
    snprintf(root, sizeof root, "%s/", folder);
    snprintf(skipped, sizeof skipped, "%s", skip);
    classes = which, first = from, last = to, error_number = error, log_fd = log;
    calls = with_skipped = 0;
    for (int one = 0; one < 4; one++) of_class[one] = 0;
    is_hit = 0;
    hit[0] = 0;
    mode = what;
}
/* Calls of a class (0 to 3); all, skipped ones too (4); those that counted (5). */
long torture_calls(int which) { return which < 4 ? of_class[which] : which == 4 ? with_skipped : calls; }
const char *torture_hit(void) { return hit; }
void torture_clock(long long nanoseconds, int frozen) {
    is_clock_set = 1, is_clock_frozen = frozen, clock_nanoseconds = nanoseconds;
}

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_under(const char *path) {
    size_t length = strlen(root);
    return mode && root[0] && !strncmp(path, root, length);
}
static const char *of_descriptor(int fd) { return fd >= 0 && fd < DESCRIPTORS ? paths[fd] : NULL; }

static const char *absolute(int folder, const char *path, char *into) {
    if (path[0] == '/') return path;
    char start[PATH_MAX], link[64];
    if (folder == AT_FDCWD) {
        if (!getcwd(start, sizeof start)) return path;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t size = readlink(link, start, sizeof start - 1);
        if (size < 0) return path;
        start[size] = 0;
    }
    if (snprintf(into, PATH_MAX, "%s/%s", start, path) >= PATH_MAX) return path;
    return into;
}

/* Counts one call; returns whether it is to fail (errno is set) or, 2, to be cut short. */
static int counted(unsigned class, const char *name, const char *path) {
    if (!mode || mode == RECORD || !(class & classes) || !path || !is_under(path)) return 0;
    with_skipped++;
    if (skipped[0] && !strncmp(path, skipped, strlen(skipped))) return 0;
    of_class[class == OPEN ? 0 : class == WRITE ? 1 : class == RENAME ? 2 : 3]++;
    long number = ++calls;
    if (number < first || number > last) return 0;
    if (!atomic_exchange(&is_hit, 1)) snprintf(hit, sizeof hit, "%s %s", name, path);
    if (mode == KILL) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (mode == SHORT && class == WRITE) return 2;
    errno = mode == SHORT ? ENOSPC : error_number;
    return 1;
}

struct head { uint8_t operation; uint8_t flags; uint16_t length, other; uint64_t inode; int64_t offset; uint64_t size; };
static void note(char operation, int flags, const char *path, const char *other, uint64_t inode, int64_t offset,
                 const void *data, size_t size) {
    if (mode != RECORD || log_fd < 0) return;
    int kept = errno;
    struct head head = {operation, flags, strlen(path), strlen(other), inode, offset, size};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.length}, {(void *)other, head.other},
                            {(void *)data, data ? size : 0}};
    syscall(SYS_writev, log_fd, parts, 4);
    errno = kept;
}
static uint64_t inode_of(int fd) { struct stat found; return fstat(fd, &found) ? 0 : found.st_ino; }
static uint64_t inode_at(const char *path) { struct stat found; return lstat(path, &found) ? 0 : found.st_ino; }

static int opened(int folder, const char *given, int flags, mode_t permission) {
    char into[PATH_MAX], exact[PATH_MAX], link[64];
    const char *path = absolute(folder, given, into);
    int is_writing = flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC);
    if (is_under(path) && counted(OPEN, "open", path)) return -1;
    int is_new = mode == RECORD && (flags & O_CREAT) && access(path, F_OK) != 0;
    int fd = syscall(SYS_openat, folder, given, flags | O_LARGEFILE, permission);
    if (fd < 0 || fd >= DESCRIPTORS) return fd;
    if (paths[fd]) free(paths[fd]), paths[fd] = NULL;
    if (!mode) return fd;
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, exact, sizeof exact - 1);
    if (size > 0) {
        exact[size] = 0;
        if (is_under(exact)) {
            paths[fd] = strdup(exact);
            if (is_writing && (is_new || (flags & O_TRUNC)))
                note('o', is_new | ((flags & O_TRUNC) ? 2 : 0), exact, "", inode_of(fd), 0, NULL, 0);
        } else if (mode && !strncmp(exact, root, strlen(root) - 1) && !exact[strlen(root) - 1]) {
            paths[fd] = strdup(root); /* the folder itself, opened to be synced */
        }
    }
    errno = kept;
    return fd;
}
#define PERMISSION mode_t permission = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); permission = va_arg(rest, mode_t); va_end(rest); }
int open(const char *path, int flags, ...) { PERMISSION return opened(AT_FDCWD, path, flags, permission); }
int open64(const char *path, int flags, ...) { PERMISSION return opened(AT_FDCWD, path, flags, permission); }
int openat(int folder, const char *path, int flags, ...) { PERMISSION return opened(folder, path, flags, permission); }
int openat64(int folder, const char *path, int flags, ...) { PERMISSION return opened(folder, path, flags, permission); }
int creat(const char *path, mode_t permission) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, permission); }
int close(int fd) {
    if (fd >= 0 && fd < DESCRIPTORS && paths[fd]) free(paths[fd]), paths[fd] = NULL;
    return syscall(SYS_close, fd);
}

static ssize_t written(const char *name, int fd, const void *data, size_t size, int64_t offset) {
    const char *path = of_descriptor(fd);
    int what = path ? counted(WRITE, name, path) : 0;
    if (what == 1) return -1;
    if (what == 2 && size > 1) size /= 2;
    ssize_t done = offset < 0 ? syscall(SYS_write, fd, data, size) : syscall(SYS_pwrite64, fd, data, size, offset);
    if (path && mode == RECORD && done > 0)
        note('w', 0, path, "", inode_of(fd), offset < 0 ? lseek(fd, 0, SEEK_CUR) - done : offset, data, done);
    return done;
}
ssize_t write(int fd, const void *data, size_t size) { return written("write", fd, data, size, -1); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written("pwrite", fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return written("pwrite", fd, data, size, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!of_descriptor(fd)) return syscall(SYS_writev, fd, parts, count);
    ssize_t all = 0;
    for (int one = 0; one < count; one++) {
        ssize_t done = parts[one].iov_len ? written("writev", fd, parts[one].iov_base, parts[one].iov_len, -1) : 0;
        if (done < 0) return all ? all : -1;
        all += done;
        if ((size_t)done < parts[one].iov_len) break;
    }
    return all;
}
/* A copy inside the kernel would pass the recorder by: the caller falls back to reading and writing. */
ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    if (mode && of_descriptor(to)) return errno = EINVAL, -1;
    return syscall(SYS_sendfile, to, from, at, size);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { return sendfile(to, from, at, size); }
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
    if (mode && of_descriptor(to)) return errno = EXDEV, -1;
    return syscall(SYS_copy_file_range, from, a, to, b, size, flags);
}
int ftruncate(int fd, off_t size) {
    const char *path = of_descriptor(fd);
    if (path && counted(WRITE, "ftruncate", path) == 1) return -1;
    int done = syscall(SYS_ftruncate, fd, size);
    if (path && !done) note('t', 0, path, "", inode_of(fd), size, NULL, 0);
    return done;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }
int fallocate(int fd, int flags, off_t at, off_t size) {
    if (mode && of_descriptor(fd)) return errno = EOPNOTSUPP, -1;
    return syscall(SYS_fallocate, fd, flags, at, size);
}
int posix_fallocate(int fd, off_t at, off_t size) {
    if (mode && of_descriptor(fd)) return EOPNOTSUPP;
    return syscall(SYS_fallocate, fd, 0, at, size) ? errno : 0;
}
int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }
static int synced(const char *name, int fd, long number) {
    const char *path = of_descriptor(fd);
    if (path && counted(SYNC, name, path)) return -1;
    int done = syscall(number, fd);
    if (path && !done) note('s', 0, path, "", inode_of(fd), 0, NULL, 0);
    return done;
}
int fsync(int fd) { return synced("fsync", fd, SYS_fsync); }
int fdatasync(int fd) { return synced("fdatasync", fd, SYS_fdatasync); }

static int moved(char operation, const char *name, int a, const char *from, int b, const char *to, unsigned flags) {
    char one[PATH_MAX], two[PATH_MAX];
    const char *source = absolute(a, from, one), *target = absolute(b, to, two);
    if (counted(RENAME, name, is_under(target) ? target : source)) return -1;
    int done = operation == 'r' ? syscall(SYS_renameat2, a, from, b, to, flags) : syscall(SYS_linkat, a, from, b, to, flags);
    if (!done && is_under(target)) note(operation, 0, source, target, inode_at(target), 0, NULL, 0);
    return done;
}
int rename(const char *from, const char *to) { return moved('r', "rename", AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return moved('r', "rename", a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
    return moved('r', "rename", a, from, b, to, flags);
}
int link(const char *from, const char *to) { return moved('l', "link", AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return moved('l', "link", a, from, b, to, flags); }

static int removed(int folder, const char *given, int flags) {
    char into[PATH_MAX];
    const char *path = absolute(folder, given, into);
    if (counted(RENAME, "unlink", path)) return -1;
    int done = syscall(SYS_unlinkat, folder, given, flags);
    if (!done && is_under(path)) note('u', 0, path, "", 0, 0, NULL, 0);
    return done;
}
int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int remove(const char *path) { /* as in libc, where it calls `unlink` past this shim */
    struct stat found;
    return removed(AT_FDCWD, path, !lstat(path, &found) && S_ISDIR(found.st_mode) ? AT_REMOVEDIR : 0);
}
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int folder, const char *path, int flags) { return removed(folder, path, flags); }
int mkdirat(int folder, const char *given, mode_t permission) {
    char into[PATH_MAX];
    const char *path = absolute(folder, given, into);
    if (is_under(path) && counted(OPEN, "mkdir", path)) return -1;
    int done = syscall(SYS_mkdirat, folder, given, permission);
    if (!done && is_under(path)) note('d', 0, path, "", inode_at(path), 0, NULL, 0);
    return done;
}
int mkdir(const char *path, mode_t permission) { return mkdirat(AT_FDCWD, path, permission); }

int clock_gettime(clockid_t which, struct timespec *now) {
    static __typeof__(&clock_gettime) plain;
    if (!plain) plain = REAL(clock_gettime);
    int done = plain(which, now);
    if (!is_clock_set || (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE)) return done;
    long long moment = clock_nanoseconds;
    if (!is_clock_frozen) moment += now->tv_sec * 1000000000LL + now->tv_nsec;
    now->tv_sec = moment / 1000000000LL, now->tv_nsec = moment % 1000000000LL;
    return done;
}
