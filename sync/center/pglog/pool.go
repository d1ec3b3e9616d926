package pglog

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yorisoi/sync/center/logbook"
)

const (
	mostConns   = 16               // of one log in one process, besides those of Watch
	idleTime    = 5 * time.Minute  // after which a connection is not used again
	connectTime = 5 * time.Second  // for one host of the address
	hangUpTime  = time.Second      // to say good-bye on a connection
	warned      = "yorisoi warned" // key among a connection's data
)

// session is what every connection is set to. A commit is not answered before
// it is on the disk, whatever the database's default is; a connection that
// the server believes in and nobody holds any more does not keep its locks.
const session = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');
SET idle_in_transaction_session_timeout = '15s';
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 3`

// pool keeps connections for the calls of a log.
type pool struct {
	config *pgx.ConnConfig
	tokens chan struct{} // one for each connection that is in use

	mu     sync.Mutex
	idle   []pooled
	age    int // connections of an earlier age are not used again
	closed bool
}

type pooled struct {
	*pgx.Conn
	age   int
	since time.Time // when it became idle
}

func newPool(config *pgx.ConnConfig) *pool {
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTime
	}
	if config.ValidateConnect == nil { // of several hosts, the one that is no standby
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	if _, ok := config.RuntimeParams["application_name"]; !ok {
		config.RuntimeParams["application_name"] = "yorisoi-center"
	}
	config.DialFunc = dialer().DialContext
	config.OnNotice = func(c *pgconn.PgConn, n *pgconn.Notice) {
		if n.SeverityUnlocalized == "WARNING" {
			c.CustomData()[warned] = true
		}
	}
	config.AfterConnect = func(ctx context.Context, c *pgconn.PgConn) error {
		_, err := c.Exec(ctx, session).ReadAll()
		return err
	}
	return &pool{config: config, tokens: make(chan struct{}, mostConns)}
}

// acquire gives a connection, which may have been lost without anybody
// noticing, until release.
func (p *pool) acquire(ctx context.Context) (pooled, error) {
	select {
	case p.tokens <- struct{}{}:
	case <-ctx.Done():
		return pooled{}, ctx.Err()
	}
	c, err := p.take()
	if err == nil && c.Conn == nil {
		c.Conn, err = pgx.ConnectConfig(ctx, p.config)
	}
	if err != nil {
		<-p.tokens
		return pooled{}, err
	}
	return c, nil
}

// take gives an idle connection, or none of the present age.
func (p *pool) take() (pooled, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return pooled{}, logbook.ErrClosed
	}
	for len(p.idle) > 0 {
		c := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if time.Since(c.since) < idleTime {
			return c, nil
		}
		hangUp(c.Conn)
	}
	return pooled{age: p.age}, nil
}

func (p *pool) release(c pooled) {
	defer func() { <-p.tokens }()
	if c.IsClosed() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || c.age != p.age {
		hangUp(c.Conn)
		return
	}
	c.since = time.Now()
	p.idle = append(p.idle, c)
}

// reset lets go of all connections: one of them was lost, and the others lead
// to the same place.
func (p *pool) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.age++
	for _, c := range p.idle {
		hangUp(c.Conn)
	}
	p.idle = nil
}

// close waits until no connection is in use and lets go of all.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	for range mostConns {
		p.tokens <- struct{}{}
	}
	for _, c := range p.idle {
		hangUp(c.Conn)
	}
	p.idle = nil
}

// hangUp closes a connection without waiting for one that does not answer.
func hangUp(c *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), hangUpTime)
	defer cancel()
	c.Close(ctx)
}
