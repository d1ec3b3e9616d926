package sealed

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

// baseConn is what database/sql uses of a connection. Naming it keeps the
// rest of the driver's connection, backup and serialization among it, from
// being reached through sql.Conn.Raw: they write plain text.
type baseConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keeper is a connection that keeps the statements which it has compiled,
// because compiling costs as much as a short statement's work. A statement in
// use, by rows that are not closed or by whoever prepared it, is out of the
// cache until that ends; who asks for the same text meanwhile gets another one.
// When the schema has changed, SQLite compiles a kept one anew by itself.
type keeper struct {
	baseConn
	idle statements
}

// Close closes what is kept, and the connection.
func (k *keeper) Close() error { return errors.Join(k.idle.close(), k.baseConn.Close()) }

// statement takes a statement from the cache or compiles it.
func (k *keeper) statement(ctx context.Context, query string) (*statement, error) {
	if st := k.idle.take(query); st != nil {
		return st, nil
	}
	plain, err := k.baseConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &statement{Stmt: plain, query: query, kept: keepable(query)}, nil
}

// ExecContext runs a statement to its end.
func (k *keeper) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !keepable(query) {
		return k.baseConn.ExecContext(ctx, query, args)
	}
	st, err := k.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := st.exec(ctx, args)
	if given := k.idle.give(st); err == nil {
		err = given
	}
	return result, err
}

// QueryContext starts a statement whose rows are read afterwards.
func (k *keeper) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !keepable(query) {
		return k.baseConn.QueryContext(ctx, query, args)
	}
	st, err := k.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	found, err := st.start(ctx, args, func() error { return k.idle.give(st) })
	if err != nil {
		_ = k.idle.give(st) // closes it; the first error is the one to tell
		return nil, err
	}
	return found, nil
}

// PrepareContext lends a statement until it is closed.
func (k *keeper) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	st, err := k.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return &lent{keeper: k, statement: st}, nil
}

// exec and start run a statement. One that failed is not kept.
func (st *statement) exec(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	result, err := st.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
	st.kept = st.kept && err == nil
	return result, err
}

func (st *statement) start(ctx context.Context, args []driver.NamedValue, done func() error) (driver.Rows, error) {
	found, err := st.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		st.kept = false
		return nil, err
	}
	return &rows{Rows: found, st: st, done: done}, nil
}

// rows hold their statement until they are closed.
type rows struct {
	driver.Rows
	st   *statement
	done func() error // nil once it was called
}

// Next notes a failure with the statement.
func (r *rows) Next(into []driver.Value) error {
	err := r.Rows.Next(into)
	if err != nil && err != io.EOF {
		r.st.kept = false
	}
	return err
}

// Close may be called again.
func (r *rows) Close() error {
	if r.done == nil {
		return nil
	}
	done := r.done
	r.done = nil
	err := r.Rows.Close()
	r.st.kept = r.st.kept && err == nil
	if given := done(); err == nil {
		err = given
	}
	return err
}

// lent is a statement that somebody prepared. While its rows are open it is
// busy, and whoever runs it again is given another one of the same text.
type lent struct {
	*statement
	keeper       *keeper
	busy, closed bool
}

// ExecContext runs the statement to its end.
func (l *lent) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if l.busy {
		return l.keeper.ExecContext(ctx, l.query, args)
	}
	return l.exec(ctx, args)
}

// QueryContext starts the statement.
func (l *lent) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if l.busy {
		return l.keeper.QueryContext(ctx, l.query, args)
	}
	found, err := l.start(ctx, args, l.release)
	l.busy = err == nil
	return found, err
}

// release ends the reading of the rows.
func (l *lent) release() error {
	l.busy = false
	if l.closed {
		return l.keeper.idle.give(l.statement)
	}
	return nil
}

// Close gives the statement back, when its rows are closed.
func (l *lent) Close() error {
	if l.closed {
		return nil
	}
	l.closed = true
	if l.busy {
		return nil
	}
	return l.keeper.idle.give(l.statement)
}

// KeepStatements makes the connections of a plain database keep their
// statements as those of a store do, so that the two can be compared.
func KeepStatements(c driver.Connector) driver.Connector { return keeping{c} }

type keeping struct{ driver.Connector }

// Connect opens one connection.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	plain, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	base, ok := plain.(baseConn)
	if !ok {
		return nil, errors.Join(errors.New("keep statements: not the driver that was expected"), plain.Close())
	}
	return &keeper{baseConn: base}, nil
}
