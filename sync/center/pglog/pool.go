package pglog

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	mostConns   = 16               // of one log in one process, unless its address says pool_max_conns; that of Watch is beside them
	idleTime    = 5 * time.Minute  // after which a connection that nobody uses is closed
	ageTime     = time.Hour        // after which any is, a little spread, so that they are not all made again at once
	checkAfter  = time.Second      // a connection that was idle so long is asked whether it lives
	connectTime = 5 * time.Second  // for one host of the address, and for that answer
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

// newPool makes the pool of a log's connections; none is made yet. ErrAddress.
func newPool(url string) (*pgxpool.Pool, error) {
	if !strings.HasPrefix(url, "postgres://") && !strings.HasPrefix(url, "postgresql://") {
		return nil, ErrAddress
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if !strings.Contains(url, "pool_max_conns=") {
		config.MaxConns = mostConns
	}
	config.MaxConnIdleTime = idleTime
	config.MaxConnLifetime, config.MaxConnLifetimeJitter = ageTime, ageTime/10
	config.BeforeClose = hangUp
	setUp(config.ConnConfig)
	var pool *pgxpool.Pool
	config.ShouldPing = func(ctx context.Context, idle pgxpool.ShouldPingParams) bool {
		return idle.IdleDuration > checkAfter && !alive(ctx, pool, idle.Conn)
	}
	pool, err = pgxpool.NewWithConfig(context.Background(), config)
	return pool, err
}

// setUp says how a connection is made, also one outside of the pool.
func setUp(config *pgx.ConnConfig) {
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
}

// alive asks an idle connection whether it still leads somewhere. When not,
// the others that are idle lead to the same place: all are given up, instead
// of being asked one after the other. The pool sees that this one is closed
// and takes another.
func alive(ctx context.Context, pool *pgxpool.Pool, c *pgx.Conn) bool {
	soon, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	if c.Ping(soon) == nil {
		return true
	}
	hangUp(c)
	c.PgConn().Conn().Close() // what is dead does not say good-bye
	if ctx.Err() == nil {
		pool.Reset()
	}
	return false
}

// hangUp closes a connection without waiting for one that does not answer.
func hangUp(c *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), hangUpTime)
	defer cancel()
	c.Close(ctx)
}
