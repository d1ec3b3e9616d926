package pglog

import (
	"net"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// silentTime is how long a peer may leave what was sent to it unanswered by
// its network before the connection is taken for lost.
const silentTime = 30 * time.Second

// dialer makes connections that notice within silentTime that the machine at
// the other end is gone. Without this a commit would wait a quarter of an
// hour for a machine whose power has failed.
func dialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silentTime / 3, Interval: silentTime / 6, Count: 4},
		Control: func(network, _ string, c syscall.RawConn) error {
			if !strings.HasPrefix(network, "tcp") {
				return nil
			}
			var failed error
			err := c.Control(func(fd uintptr) {
				failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(silentTime.Milliseconds()))
			})
			if err != nil {
				return err
			}
			return failed
		},
	}
}
