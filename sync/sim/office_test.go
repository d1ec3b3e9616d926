package sim_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center"
)

// office is the center's machine.
type office struct {
	s       *sim
	dir     string
	lives   uint64 // how often it was started
	center  *center.Center
	handler http.Handler
	back    int  // the step from which it runs again, once it has stopped
	full    bool // no byte can be written to its disk
	fuse    int  // it stops at this many requests from now; 0: it does not
	backups []files
}

func (o *office) down() bool { return o.center == nil }

// start opens the center's folder, as after a boot.
func (o *office) start() {
	o.lives++
	var err error
	o.center, err = center.Open(o.s.ctx, center.Config{Dir: o.dir, Now: o.clock, Rand: stream(o.s.seed, 7, o.lives)})
	if err != nil {
		o.s.failf("the center does not open: %v", err)
	}
	o.handler = o.center.Handler()
}

func (o *office) clock() time.Time { return o.s.now }

// stop ends the center and lets its folder be what it was, or what it is made
// into, after some steps.
func (o *office) stop(left files) {
	if err := o.center.Close(); err != nil {
		o.s.failf("the center does not close: %v", err)
	}
	o.center, o.handler, o.fuse = nil, nil, 0
	o.must(os.RemoveAll(o.dir))
	o.dir = filepath.Join(o.s.dir, fmt.Sprintf("center-%d", o.lives))
	o.must(left.write(o.dir))
	o.back = o.s.step + o.s.rng.IntN(12)
}

func (o *office) must(err error) {
	if err != nil {
		o.s.failf("the center's machine: %v", err)
	}
}

func (o *office) folder() files {
	f, err := readFolder(o.dir)
	o.must(err)
	return f
}

// crash is kill -9.
func (o *office) crash() {
	o.s.figures.CenterCrashes++
	o.stop(o.folder())
}

// answer lets the center answer, unless its machine stops before or after.
func (o *office) answer(l *letter, upTo int) (answer, error) {
	if o.fuse > 0 {
		if o.fuse--; o.fuse == 0 {
			return answer{}, o.answerLast(l, upTo)
		}
	}
	var a answer
	var err error
	deliver := func() { a, err = l.deliver(o.s.ctx, o.handler, upTo) }
	if o.full {
		withoutRoom(deliver)
	} else {
		deliver()
	}
	return a, err
}

// answerLast stops the machine at any point of answering: before, after, or
// with the log half on the disk.
func (o *office) answerLast(l *letter, upTo int) error {
	before := o.folder()
	if _, err := l.deliver(o.s.ctx, o.handler, upTo); err != nil {
		return err
	}
	o.s.figures.CenterCrashes++
	o.s.tell("  the center stops while it answers %s", l.method)
	o.stop(torn(before, o.folder(), o.s.rng.IntN))
	return errReset
}

// restore puts a backup in the place of what was there.
func (o *office) restore(backup files, newLog bool) {
	if o.down() {
		o.start()
	}
	o.s.figures.CenterRestores++
	o.stop(backup)
	if newLog {
		o.must(renewLog(o.s.ctx, filepath.Join(o.dir, "center.db"), uuid.Must(uuid.NewRandomFromReader(o.s.noises))))
	}
}

// renewLog gives a restored log the new id that tells stations of the restore.
func renewLog(ctx context.Context, path string, id uuid.UUID) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `UPDATE meta SET value = ? WHERE name = 'log_id'`, id[:])
	return err
}
