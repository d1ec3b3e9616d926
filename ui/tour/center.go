package tour

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// Center is the process of the center.
type Center struct {
	program, dir, address string
	cmd                   *exec.Cmd
	log                   *os.File
}

// newCenter makes a center on a free port of this machine.
func newCenter(ctx context.Context, program, dir string) (*Center, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("find a port: %w", err)
	}
	c := &Center{program: program, dir: filepath.Join(dir, "center"), address: l.Addr().String()}
	if err := l.Close(); err != nil {
		return nil, fmt.Errorf("find a port: %w", err)
	}
	if c.log, err = os.Create(filepath.Join(dir, "center.log")); err != nil {
		return nil, fmt.Errorf("make center: %w", err)
	}
	out, err := exec.CommandContext(ctx, program, "init", c.dir, "--address", c.address).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("make center: %w: %s", err, out)
	}
	return c, nil
}

// start serves and returns once the center listens.
func (c *Center) start() error {
	c.cmd = exec.Command(c.program, "serve", c.dir, "--listen", c.address)
	c.cmd.Stderr = c.log
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start center: %w", err)
	}
	if err := c.cmd.Start(); err != nil {
		return fmt.Errorf("start center: %w", err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), c.address) {
			return nil
		}
	}
	return fmt.Errorf("start center: it ended: %w", c.cmd.Wait())
}

// stop ends serving and waits.
func (c *Center) stop() error {
	if c.cmd == nil {
		return nil
	}
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(15*time.Second, func() { _ = c.cmd.Process.Kill() })
	defer late.Stop()
	err := c.cmd.Wait()
	c.cmd = nil
	return err
}

var codePattern = regexp.MustCompile(`YORI1-[0-9A-Z-]+`)

// invite makes a code for one station.
func (c *Center) invite(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, c.program, "invite", c.dir).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("make code: %w: %s", err, out)
	}
	code := codePattern.FindString(string(out))
	if code == "" {
		return "", fmt.Errorf("make code: none in %q", out)
	}
	return code, nil
}
