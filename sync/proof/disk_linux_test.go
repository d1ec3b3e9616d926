package proof_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

func init() {
	deeds["drop"] = func(*machine, context.Context, deed, *reply) error { return dropRights() }
	deeds["mount"] = func(_ *machine, _ context.Context, d deed, _ *reply) error { return mountSmall(d.Dir, d.Size) }
	deeds["limit"] = func(_ *machine, _ context.Context, d deed, _ *reply) error { return limitFiles(d.Size) }
	deeds["fill"] = func(_ *machine, _ context.Context, d deed, _ *reply) error { return fill(d.Dir) }
	deeds["copy"] = func(_ *machine, _ context.Context, d deed, _ *reply) error { return os.CopyFS(d.Dir, os.DirFS(d.Text)) }
	deeds["freeze"] = func(_ *machine, _ context.Context, d deed, _ *reply) error { return remount(d.Dir, syscall.MS_RDONLY) }
	deeds["thaw"] = func(_ *machine, _ context.Context, d deed, _ *reply) error { return remount(d.Dir, 0) }
	deeds["unfill"] = func(_ *machine, _ context.Context, d deed, _ *reply) error {
		return os.Remove(filepath.Join(d.Dir, filler))
	}
}

// dropRights makes permissions hold for a process of root's too.
func dropRights() error {
	if os.Getuid() != 0 {
		return nil
	}
	return syscall.Setuid(65534)
}

// ownMounts gives a process a view of the file systems of its own, so that
// what it mounts ends with it.
func ownMounts(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if id := os.Getuid(); id != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
}

// mountSmall makes dir a disk of so many bytes, for this process alone.
func mountSmall(dir string, size int64) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	return syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size))
}

func remount(dir string, flags uintptr) error {
	return syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "")
}

// limitFiles lets no file grow beyond size; a write that would, fails.
func limitFiles(size int64) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := &syscall.Rlimit{Cur: uint64(size), Max: ^uint64(0)}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, limit)
}

const filler = "filler"

// fill leaves no byte free on the disk that dir is on.
func fill(dir string) error {
	f, err := os.Create(filepath.Join(dir, filler))
	if err != nil {
		return err
	}
	defer f.Close()
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			return err
		}
	}
	return nil
}
