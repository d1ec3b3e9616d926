package sim_test

import (
	"os/signal"
	"syscall"
)

// disks says that a disk can be made full here.
const disks = true

func init() { signal.Ignore(syscall.SIGXFSZ) } // the write's error is enough

// withoutRoom runs do while no file of this process can grow by a byte: the
// system refuses every write, as on a full disk.
func withoutRoom(do func()) {
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		panic(err)
	}
	none := syscall.Rlimit{Cur: 0, Max: was.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &none); err != nil {
		panic(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
			panic(err)
		}
	}()
	do()
}
