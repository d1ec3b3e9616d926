package sealed_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"yorisoi/store/sealed"
)

// childMode names, in a process that a test started, what it shall do.
const (
	childMode = "SEALED_TEST_CHILD"
	childPath = "SEALED_TEST_PATH"
)

var children = map[string]func(path string) error{
	"hold":   childHold,
	"commit": childCommit,
}

func TestMain(m *testing.M) {
	if work, ok := children[os.Getenv(childMode)]; ok {
		if err := work(os.Getenv(childPath)); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is a second process that runs this test binary.
type child struct {
	cmd   *exec.Cmd
	stdin io.Closer
	out   *bufio.Scanner
}

func startChild(tb testing.TB, mode, path string) *child {
	tb.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childMode+"="+mode, childPath+"="+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatalf("start child: %v", err)
	}
	return &child{cmd: cmd, stdin: in, out: bufio.NewScanner(out)}
}

// expect reads one line and fails unless it begins with want.
func (c *child) expect(tb testing.TB, want string) string {
	tb.Helper()
	if !c.out.Scan() {
		tb.Fatalf("child ended; want %q", want)
	}
	if got := c.out.Text(); !strings.HasPrefix(got, want) {
		tb.Fatalf("child said %q; want %q", got, want)
	}
	return c.out.Text()
}

// childHold opens the store and keeps it until its input ends.
func childHold(path string) error {
	d, err := sealed.Open(context.Background(), path, testKey(1), sealed.Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return d.Close()
}
