package pglog

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"yorisoi/sync/center/logbook"
)

const (
	// lookEvery is how often Watch looks at the log without having been told.
	lookEvery = 2 * time.Second
	// lookTime is how long the answer may take before another connection is tried.
	lookTime = 10 * time.Second
	// tellTime is how long telling other processes may take.
	tellTime = 5 * time.Second
)

// growth tells the calls of Watch in this process that it has appended.
type growth struct {
	mu   sync.Mutex
	next chan struct{}
}

func (g *growth) init() { g.next = make(chan struct{}) }

// wait returns what is closed at the next growth.
func (g *growth) wait() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.next
}

func (g *growth) happen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.next)
	g.next = make(chan struct{})
}

// channel is the name under which processes tell each other of a center.
func (l *Log) channel() string { return "yorisoi_" + hex.EncodeToString(l.center[:]) }

// grow is called after an append.
func (l *Log) grow() {
	l.grown.happen()
	select {
	case l.untold <- struct{}{}:
	default:
	}
}

// tell tells other processes after appends, several at once. It is not done
// in their transactions: the database lets one transaction with a notice
// commit at a time, of all centers together. What is lost on the way the
// others find by looking.
func (l *Log) tell() {
	for {
		select {
		case <-l.closed:
			return
		case <-l.untold:
		}
		ctx, cancel := context.WithTimeout(l.life, tellTime)
		l.on(ctx, func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, fmt.Sprintf(`SET LOCAL synchronous_commit = off; NOTIFY %q`, l.channel()))
			return err
		})
		cancel()
	}
}

// Watch calls advanced whenever the log may have grown: when this process has
// appended, when another one tells, and when it is seen without having been
// told. It outlives the loss of the database.
func (l *Log) Watch(ctx context.Context, advanced func(head uint64)) error {
	if !l.begin() {
		return fmt.Errorf("watch log: %w", logbook.ErrClosed)
	}
	defer l.running.Done()
	told := make(chan struct{}, 1)
	hearing, deaf := context.WithCancel(ctx)
	var ear sync.WaitGroup
	ear.Go(func() { l.hear(hearing, told) })
	defer ear.Wait()
	defer deaf()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for last, first := uint64(0), true; ; {
		grown := l.grown.wait()
		head, err := l.Head(ctx)
		if err != nil && !errors.As(err, new(passing)) {
			return fmt.Errorf("watch log: %w", err)
		}
		if err == nil && (first || head != last) {
			last, first = head, false
			advanced(head)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("watch log: %w", ctx.Err())
		case <-l.closed:
			return fmt.Errorf("watch log: %w", logbook.ErrClosed)
		case <-grown:
		case <-told:
		case <-look.C:
		}
	}
}

// hear passes on what other processes tell, over a connection of its own that
// is made again when it is lost.
func (l *Log) hear(ctx context.Context, told chan<- struct{}) {
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		if l.listen(ctx, told) {
			wait = firstWait
		}
		if err := l.sleep(ctx, wait); err != nil {
			return
		}
	}
}

// listen hears until the connection is lost, and reports whether there was one.
func (l *Log) listen(ctx context.Context, told chan<- struct{}) bool {
	conn, err := pgx.ConnectConfig(ctx, l.pool.Config().ConnConfig)
	if err != nil {
		return false
	}
	defer hangUp(conn)
	if _, err := conn.Exec(ctx, fmt.Sprintf(`LISTEN %q`, l.channel())); err != nil {
		return false
	}
	for {
		select {
		case told <- struct{}{}: // also at first: what was told before was not heard
		default:
		}
		if err := l.wait(ctx, conn); err != nil {
			return true
		}
	}
}

// wait returns at the next notice. Now and then it makes sure that the
// connection is alive.
func (l *Log) wait(ctx context.Context, conn *pgx.Conn) error {
	for {
		quiet, cancel := context.WithTimeout(ctx, lookEvery)
		_, err := conn.WaitForNotification(quiet)
		cancel()
		if err == nil || ctx.Err() != nil || conn.IsClosed() {
			return err
		}
		select {
		case <-l.closed:
			return logbook.ErrClosed
		default:
		}
		alive, cancel := context.WithTimeout(ctx, lookTime)
		err = conn.Ping(alive)
		cancel()
		if err != nil {
			return err
		}
	}
}
