package prooftest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yorisoi/sync/wire"
)

// patience bounds the wait for a center that was told to end.
const patience = 30 * time.Second

// scratch is the folder of Main, and where the command is built.
var scratch string

// Main runs the tests of a package that starts centers; TestMain calls it.
func Main(run func() int) int {
	dir, err := os.MkdirTemp("", "yorisoi-proof-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	scratch = dir
	defer os.RemoveAll(dir)
	return run()
}

// Scratch is a folder that lasts as long as the tests of the package.
func Scratch() string { return scratch }

// program is the built yorisoi-center.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "yorisoi-center")
	out, err := exec.Command("go", "build", "-o", path, "yorisoi/cmd/yorisoi-center").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build yorisoi-center: %w: %s", err, out)
	}
	return path, nil
})

// FreeAddress is an address on loopback that nobody listens on.
func FreeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Center is yorisoi-center serving a folder.
type Center struct {
	Dir string

	tb      testing.TB
	program string
	cmd     *exec.Cmd
	out     *drain
}

// drain is where a process's standard error goes.
type drain struct {
	mu   sync.Mutex
	said strings.Builder
}

func (d *drain) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.said.Write(p)
}

func (d *drain) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.said.String()
}

// NewCenter makes a center's folder with the command, for stations that call
// at address. The folder is not served yet.
func NewCenter(tb testing.TB, dir, address string, args ...string) *Center {
	tb.Helper()
	c := CenterOf(tb, dir)
	c.Run(append([]string{"init", dir, "--address", address}, args...)...)
	return c
}

// CenterOf is the center of a folder that exists or is to be made.
func CenterOf(tb testing.TB, dir string) *Center {
	tb.Helper()
	path, err := program()
	if err != nil {
		tb.Fatal(err)
	}
	c := &Center{Dir: dir, tb: tb, program: path}
	tb.Cleanup(func() { _ = c.End(syscall.SIGKILL) })
	return c
}

// Run runs one of the center's commands and returns what it prints.
func (c *Center) Run(args ...string) string {
	c.tb.Helper()
	out, err := exec.Command(c.program, args...).CombinedOutput()
	if err != nil {
		c.tb.Fatalf("yorisoi-center %s: %v: %s", args[0], err, out)
	}
	return string(out)
}

// Invite makes an enrolment code with the center's command.
func (c *Center) Invite(args ...string) string {
	c.tb.Helper()
	out := c.Run(append([]string{"invite", c.Dir}, args...)...)
	for line := range strings.Lines(out) {
		if _, err := wire.ParseCode(line); err == nil {
			return strings.TrimSpace(line)
		}
	}
	c.tb.Fatalf("no code in what invite printed: %s", out)
	return ""
}

// Serve starts the center and waits until it answers.
func (c *Center) Serve(args ...string) {
	c.tb.Helper()
	c.cmd = exec.Command(c.program, append([]string{"serve", c.Dir}, args...)...)
	c.out = &drain{}
	c.cmd.Stderr = c.out
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		c.tb.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		c.cmd = nil
		c.tb.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		_ = c.cmd.Wait()
		c.cmd = nil
		c.tb.Fatalf("the center does not serve: %v: %s", err, c.out)
	}
}

// Said is what the serving process wrote to its log since Serve.
func (c *Center) Said() string { return c.out.String() }

// PID is the number of the serving process.
func (c *Center) PID() int { return c.cmd.Process.Pid }

// End stops the center and returns how it ended.
func (c *Center) End(how syscall.Signal) error {
	c.tb.Helper()
	if c.cmd == nil {
		return nil
	}
	cmd := c.cmd
	c.cmd = nil
	if err := cmd.Process.Signal(how); err != nil {
		c.tb.Errorf("end center: %v", err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		c.tb.Fatal("the center did not end")
		return nil
	}
}
