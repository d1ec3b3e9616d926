//go:build !linux

package sim_test

// disks says that a disk cannot be made full here.
const disks = false

func withoutRoom(do func()) { do() }
