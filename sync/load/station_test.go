package load_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

// asStation makes this test's program a station. It holds an errand.
const asStation = "YORISOI_LOAD_STATION"

// errand is what a station's process is to do: join with Code as one of the
// staff, or open what it has, and be online until its standard input ends.
type errand struct {
	Dir, Code, Person, Password string
	Staff                       uuid.UUID
}

// said is a line of what a station's process says: where its engine stands, and
// once it is synced what it has.
type said struct {
	Phase       client.Phase
	Done, Total uint64
	Incomplete  bool
	Why         string    // what the person is shown
	Staff       uuid.UUID // who is signed in
	Cases       int
	Digests     string // only with Cases
}

// serveStation is the life of a station's process.
func serveStation(told string) int {
	if err := runStation(context.Background(), told, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func runStation(ctx context.Context, told string, in io.Reader, out io.Writer) (err error) {
	var e errand
	if err := json.Unmarshal([]byte(told), &e); err != nil {
		return err
	}
	m := prooftest.New(e.Dir)
	m.Password = e.Password
	if e.Code != "" {
		err = m.Join(ctx, e.Code, "訪問L-01", e.Person)
	} else {
		err = m.Open(ctx, e.Staff, e.Password)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Lock()) }()
	lines := json.NewEncoder(out)
	synced, staff := make(chan struct{}), m.Store.Me().ID
	var once sync.Once
	err = m.Online(ctx, func(s client.Status) {
		line := said{Phase: s.Phase, Done: s.Done, Total: s.Total, Incomplete: s.Incomplete, Staff: staff}
		if s.Err != nil {
			line.Why = s.Err.Error()
		}
		_ = lines.Encode(line) // its reader may be gone
		if s.Phase == client.PhaseSynced {
			once.Do(func() { close(synced) })
		}
	})
	if err != nil {
		return err
	}
	over := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, in)
		close(over)
	}()
	select {
	case <-over:
		return nil
	case <-synced:
	}
	if err := tellWhole(ctx, lines, m.Store); err != nil {
		return err
	}
	<-over
	return nil
}

// tellWhole says what a store has in the end.
func tellWhole(ctx context.Context, lines *json.Encoder, s *store.Store) error {
	counts, err := s.Counts(ctx)
	if err != nil {
		return err
	}
	digests, err := s.Digests(ctx)
	if err != nil {
		return err
	}
	return lines.Encode(said{Phase: client.PhaseSynced, Cases: counts.Cases, Digests: together(digests[:], s.Audit())})
}

// process is a station in a process of its own.
type process struct {
	testing.TB
	cmd   *exec.Cmd
	in    io.Closer
	lines *bufio.Scanner
	over  bool
}

func start(tb testing.TB, e errand) *process {
	tb.Helper()
	program, err := os.Executable()
	must(tb, err)
	told, err := json.Marshal(e)
	must(tb, err)
	cmd := exec.Command(program)
	cmd.Env = append(slices.Clone(os.Environ()), asStation+"="+string(told))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(tb, err)
	out, err := cmd.StdoutPipe()
	must(tb, err)
	must(tb, cmd.Start())
	p := &process{TB: tb, cmd: cmd, in: in, lines: bufio.NewScanner(out)}
	tb.Cleanup(p.kill)
	return p
}

// hear returns the next thing that the process says.
func (p *process) hear() (s said) {
	p.Helper()
	if !p.lines.Scan() {
		p.Fatalf("the station's process went away: %v", p.lines.Err())
	}
	must(p, json.Unmarshal(p.lines.Bytes(), &s))
	return s
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	if p.over {
		return
	}
	p.over = true
	_ = p.cmd.Process.Kill()
	for p.lines.Scan() { // Wait closes the pipe under a reader
	}
	_ = p.cmd.Wait() // says that it was killed
	_ = p.in.Close()
}

// quit ends the process as its own exit does.
func (p *process) quit() {
	p.Helper()
	p.over = true
	must(p, p.in.Close())
	for p.lines.Scan() {
	}
	must(p, p.cmd.Wait())
}
