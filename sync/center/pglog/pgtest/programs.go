// Package pgtest starts throw-away PostgreSQL clusters for tests, from the
// system's own package of PostgreSQL.
//
// A cluster is a folder under the system's temporary one and a server that
// listens on a socket in it and nowhere else. Its keeper is a process that
// waits for the tests to end, in whatever way, and then stops the server and
// removes the folder.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ErrMissing is returned where PostgreSQL is not installed.
var ErrMissing = errors.New("PostgreSQL is not installed: make test installs it, or .ci/install test")

// runTime is how long one program may take on a slow machine.
const runTime = 2 * time.Minute

// programs are where PostgreSQL is and as whom it runs.
type programs struct {
	dir string   // of initdb and its kind
	as  []string // command that gives up root's rights, empty when there are none
	uid int      // whom the folder belongs to, -1: whoever runs the tests
	gid int
}

// find looks where Debian has several versions, newest first, and then where
// the shell would.
func find() (programs, error) {
	p := programs{uid: -1, gid: -1}
	best := -1.0
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // of a constant pattern: cannot fail
	for _, dir := range dirs {
		version, err := strconv.ParseFloat(filepath.Base(filepath.Dir(dir)), 64)
		if err == nil && version > best && complete(dir) {
			p.dir, best = dir, version
		}
	}
	if p.dir == "" {
		path, err := exec.LookPath("initdb")
		if err != nil || !complete(filepath.Dir(path)) {
			return p, ErrMissing
		}
		p.dir = filepath.Dir(path)
	}
	if os.Getuid() == 0 {
		return p, p.becomeNobody()
	}
	return p, nil
}

func complete(dir string) bool {
	for _, name := range []string{"initdb", "pg_ctl", "pg_basebackup", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// becomeNobody chooses an unprivileged user, because PostgreSQL refuses to
// run as root.
func (p *programs) becomeNobody() error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		p.uid, _ = strconv.Atoi(u.Uid)
		p.gid, _ = strconv.Atoi(u.Gid)
		if _, err := exec.LookPath("setpriv"); err == nil {
			p.as = []string{"setpriv", "--reuid=" + u.Uid, "--regid=" + u.Gid, "--clear-groups", "--"}
			return nil
		}
		if _, err := exec.LookPath("runuser"); err == nil {
			p.as = []string{"runuser", "-u", name, "--"}
			return nil
		}
	}
	return errors.New("start PostgreSQL as root: no user postgres or nobody to run it as, or neither setpriv nor runuser to become them")
}

// command makes a command of PostgreSQL, or a shell where name is sh.
func (p programs) command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	if name != "sh" {
		name = filepath.Join(p.dir, name)
	}
	line := append(append([]string{}, p.as...), append([]string{name}, args...)...)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Dir = dir
	for _, v := range os.Environ() { // nothing of somebody's own PostgreSQL
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "LANG") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	return cmd
}

func (p programs) run(dir, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), runTime)
	defer cancel()
	var said bytes.Buffer
	cmd := p.command(ctx, dir, name, args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, said.String())
	}
	return nil
}
