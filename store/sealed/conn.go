package sealed

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// connector opens guarded connections to one store.
type connector struct {
	driver.Connector
	st *store
}

func newConnector(st *store, cacheKiB int, readOnly bool) (*connector, error) {
	pragmas := []string{
		"busy_timeout(10000)",
		"cache_size(-" + fmt.Sprint(cacheKiB) + ")",
		"temp_store(memory)",
		"mmap_size(0)",
		"synchronous(full)",
		"fullfsync(1)",
		"checkpoint_fullfsync(1)",
		"foreign_keys(1)",
		"trusted_schema(0)",
		"cell_size_check(1)",
		// What was taken out of a page is zeros from then on. Freed pages keep
		// what they held until whoever removes it for good says ON.
		"secure_delete(fast)",
		"journal_size_limit(67108864)",
	}
	if readOnly {
		pragmas = append(pragmas, "query_only(1)")
	}
	q := url.Values{"vfs": {vfsName}, "_pragma": pragmas, "_defensive": {"1"}, "_error_rc": {"1"}}
	base, err := sqlite.NewConnector(st.token + "?" + q.Encode())
	if err != nil {
		return nil, fmt.Errorf("make connector: %w", err)
	}
	return &connector{Connector: base, st: st}, nil
}

// Connect opens one connection and puts the guard on it.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	c.st.connectMu.Lock()
	defer c.st.connectMu.Unlock()
	c.st.lastMain = nil
	plain, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, c.st.explain(err)
	}
	base, ok := plain.(baseConn)
	main := c.st.lastMain
	if !ok || main == nil || main.db == 0 || installGuard(main) != sqlite3.SQLITE_OK {
		return nil, errors.Join(errors.New("guard connection: not as expected"), plain.Close())
	}
	c.st.users.enter()
	return &conn{keeper: &keeper{baseConn: base}, main: main, st: c.st}, nil
}

// conn is a connection of a store: it keeps its statements, and says when it
// is gone.
type conn struct {
	*keeper
	main *file
	st   *store
}

// Close gives the connection up. database/sql calls it once.
func (c *conn) Close() error {
	defer c.st.users.leave()
	return c.keeper.Close()
}

// ExecContext lets a plain VACUUM attach its nameless temporary database.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if isVacuum(query) {
		c.main.vacuum.Store(true)
		defer c.main.vacuum.Store(false)
	}
	return c.keeper.ExecContext(ctx, query, args)
}

func isVacuum(query string) bool {
	return strings.EqualFold(strings.Trim(query, "; \t\r\n"), "VACUUM")
}

// explain joins what a page check found to SQLite's error about it.
func (s *store) explain(err error) error {
	err = Classify(err)
	fault := s.fault.Load()
	if fault == nil || !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTruncated) {
		return err
	}
	return fmt.Errorf("%w: %w", fault, err)
}
