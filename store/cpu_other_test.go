//go:build !unix

package store_test

import "time"

// spentCPU is not asked here.
func spentCPU() time.Duration { return 0 }
