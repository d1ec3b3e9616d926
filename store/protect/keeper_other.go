//go:build !windows && !linux

package protect

func system() Keeper { return nil }
