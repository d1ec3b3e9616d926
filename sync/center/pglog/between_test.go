package pglog_test

import (
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
)

// between gives an address of the network whose connections are carried to the
// database of another address, each with the socket of that database.
func between(t *testing.T, address string, carry func(from net.Conn, socket string)) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	socket := filepath.Join(q.Get("host"), ".s.PGSQL."+q.Get("port"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var carrying sync.WaitGroup
	carrying.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			carrying.Go(func() { carry(conn, socket) })
		}
	})
	t.Cleanup(carrying.Wait)
	t.Cleanup(func() { listener.Close() })
	q.Del("host")
	q.Del("port")
	u.Host, u.RawQuery = listener.Addr().String(), q.Encode()
	return u.String()
}
