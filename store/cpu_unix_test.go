//go:build unix

package store_test

import (
	"syscall"
	"time"
)

// spentCPU is the processor time that this process has used.
func spentCPU() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
