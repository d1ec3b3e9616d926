//go:build !linux

package pglog

import (
	"net"
	"time"
)

// dialer makes connections that notice after a while that the machine at the
// other end is gone.
func dialer() *net.Dialer {
	return &net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 4}}
}
