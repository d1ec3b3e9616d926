package proof_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"testing"

	"yorisoi/sync/proof/prooftest"
)

// process is a station in a process of its own.
type process struct {
	tb   testing.TB
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	over bool
}

// startStation starts a station's process for a folder; change may alter how.
func startStation(tb testing.TB, prepare deed, change ...func(*exec.Cmd)) *process {
	tb.Helper()
	p, err := tryStation(tb, change...)
	if err != nil {
		tb.Fatal(err)
	}
	prepare.Do = "prepare"
	p.do(prepare)
	return p
}

func tryStation(tb testing.TB, change ...func(*exec.Cmd)) (*process, error) {
	tb.Helper()
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), asStation+"=1")
	cmd.Stderr = os.Stderr
	for _, c := range change {
		c(cmd)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{tb: tb, cmd: cmd, in: in, out: bufio.NewReader(out)}
	tb.Cleanup(p.kill)
	return p, nil
}

// try does a deed and returns whatever the process says.
func (p *process) try(d deed) reply {
	p.tb.Helper()
	p.tell(d)
	return p.hear()
}

// tell sends a deed without waiting for its reply.
func (p *process) tell(d deed) {
	p.tb.Helper()
	if err := writeLine(p.in, d); err != nil {
		p.tb.Fatalf("%s: %v", d.Do, err)
	}
}

func (p *process) hear() reply {
	p.tb.Helper()
	var r reply
	done := make(chan error, 1)
	go func() { done <- readLine(p.out, &r) }()
	if err := ended(p.tb, "a deed", done); err != nil {
		p.tb.Fatalf("the station's process went away: %v", err)
	}
	return r
}

// do is try for a deed that must succeed.
func (p *process) do(d deed) reply {
	p.tb.Helper()
	r := p.try(d)
	if r.Err != "" {
		p.tb.Fatalf("%s: %s", d.Do, r.Err)
	}
	return r
}

// kill ends the process as a power cut would.
func (p *process) kill() { p.end(func() error { return p.cmd.Process.Kill() }) }

// quit ends the process as its own exit does.
func (p *process) quit() { p.end(p.in.Close) }

func (p *process) end(how func() error) {
	p.tb.Helper()
	if p.over {
		return
	}
	p.over = true
	if err := how(); err != nil {
		p.tb.Errorf("end station: %v", err)
	}
	_, _ = io.Copy(io.Discard, p.out) // Wait closes the pipe under a reader
	_ = p.cmd.Wait()                  // killed or not is the caller's to know
	_ = p.in.Close()
}

// newCenter makes a center's folder with the command and serves it.
func newCenter(tb testing.TB, dir string) *prooftest.Center {
	tb.Helper()
	c := prooftest.NewCenter(tb, dir, prooftest.FreeAddress(tb))
	c.Serve()
	return c
}
