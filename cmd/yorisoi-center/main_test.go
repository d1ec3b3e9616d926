package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"yorisoi/sync/wire"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"yorisoi-center": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// waitline FILE REGEXP waits until a file of a running command
			// has a line that matches.
			"waitline": func(ts *testscript.TestScript, neg bool, args []string) {
				pattern := regexp.MustCompile(args[1])
				for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
					if b, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && pattern.Match(b) {
						return
					}
				}
				ts.Fatalf("%s has no line %s", args[0], args[1])
			},
			// readcode FILE finds an enrolment code in a file and reads it.
			"readcode": func(ts *testscript.TestScript, neg bool, args []string) {
				for _, line := range strings.Split(ts.ReadFile(args[0]), "\n") {
					if strings.HasPrefix(line, "YORI1-") {
						code, err := wire.ParseCode(line)
						ts.Check(err)
						if code.Address != args[1] || code.CenterSecret != nil {
							ts.Fatalf("code: got address %s and center secret %x", code.Address, code.CenterSecret)
						}
						return
					}
				}
				ts.Fatalf("no code in %s", args[0])
			},
			// mode FILE OCTAL checks a file's permissions.
			"mode": func(ts *testscript.TestScript, neg bool, args []string) {
				info, err := os.Stat(ts.MkAbs(args[0]))
				ts.Check(err)
				if got := info.Mode().Perm().String(); got != args[1] {
					ts.Fatalf("%s: got mode %s, want %s", args[0], got, args[1])
				}
			},
			// fetch FILE PATH STATUS REGEXP asks the monitor's address that
			// serve has written into a file.
			"fetch": func(ts *testscript.TestScript, neg bool, args []string) {
				base := regexp.MustCompile(`http://[^/]+`).FindString(ts.ReadFile(args[0]))
				resp, err := http.Get(base + args[1])
				ts.Check(err)
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				ts.Check(err)
				if fmt.Sprint(resp.StatusCode) != args[2] || !regexp.MustCompile(args[3]).Match(body) {
					ts.Fatalf("%s: got %d, %s", args[1], resp.StatusCode, body)
				}
			},
			// spoil FILE overwrites what comes after a file's first bytes.
			"spoil": func(ts *testscript.TestScript, neg bool, args []string) {
				b, err := os.ReadFile(ts.MkAbs(args[0]))
				ts.Check(err)
				for i := 64; i < len(b); i++ {
					b[i] = 0xa5
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
			},
		},
	})
}

// process is the real program, serving.
type process struct {
	tb      testing.TB
	cmd     *exec.Cmd
	address string
	ended   chan error
	once    sync.Once
}

// start serves dir in a process of its own and waits for its ready line.
func start(tb testing.TB, dir, listen string) *process {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &process{tb: tb, cmd: exec.CommandContext(ctx, "yorisoi-center", "serve", dir, "--listen", listen), ended: make(chan error, 1)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	ready := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, address, ok := strings.Cut(lines.Text(), "待ち受けています: "); ok {
				ready <- address
			}
		}
		p.ended <- p.cmd.Wait()
	}()
	tb.Cleanup(func() { cancel(); p.kill() })
	select {
	case p.address = <-ready:
	case err := <-p.ended:
		tb.Fatalf("serve ended: %v", err)
	case <-time.After(20 * time.Second):
		tb.Fatal("serve has no ready line")
	}
	return p
}

// kill ends the process without any warning and waits for its end.
func (p *process) kill() {
	p.once.Do(func() {
		p.cmd.Process.Kill()
		select {
		case <-p.ended:
		case <-time.After(20 * time.Second):
			p.tb.Error("killed process does not end")
		}
	})
}

func newCenter(tb testing.TB, address string) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "center")
	if out, err := exec.CommandContext(tb.Context(), "yorisoi-center", "init", dir, "--address", address).CombinedOutput(); err != nil {
		tb.Fatalf("init: %v\n%s", err, out)
	}
	return dir
}
