package pglog

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Restore begins a log of a center that is filled from a backup. Until
// EndRestore it is marked, and a Restore that comes later, after this one was
// killed, throws away what it has. ErrExists where a whole log is.
func Restore(ctx context.Context, url string, center uuid.UUID, rand io.Reader) (*Log, error) {
	id, err := uuid.NewRandomFromReader(rand)
	if err != nil {
		return nil, fmt.Errorf("restore log: %w", err)
	}
	l, err := connect(ctx, url, center)
	if err != nil {
		return nil, fmt.Errorf("restore log: %w", err)
	}
	l.id = id
	err = l.writeWithin(ctx, clearTime, func(ctx context.Context, tx pgx.Tx) error {
		if err := throwAway(ctx, tx, center, uuid.Nil); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO yorisoi.center (center, log_id, seq, held_seq) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING`, center, id); err != nil {
			return err
		}
		var has uuid.UUID
		if err := tx.QueryRow(ctx, `SELECT log_id FROM yorisoi.center WHERE center = $1`, center).Scan(&has); err != nil {
			return err
		}
		if has != id {
			return ErrExists
		}
		_, err := tx.Exec(ctx, `INSERT INTO yorisoi.restoring (center, log_id) VALUES ($1, $2)`, center, id)
		return err
	})
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("restore log of %s: %w", center, err)
	}
	return l, nil
}

// Restoring reports whether the log is still being filled from a backup.
func (l *Log) Restoring(ctx context.Context) (bool, error) {
	var id uuid.UUID
	err := l.read(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT log_id FROM yorisoi.restoring WHERE center = $1`, l.center).Scan(&id)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ask whether log is whole: %w", err)
	}
	return true, nil
}

// EndRestore says that the log is whole. Repeating it changes nothing.
func (l *Log) EndRestore(ctx context.Context) error {
	err := l.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM yorisoi.restoring WHERE center = $1 AND log_id = $2`, l.center, l.id)
		return err
	})
	if err != nil {
		return fmt.Errorf("end restore: %w", err)
	}
	return nil
}

// DropRestore throws away a log that is still being filled. It leaves a whole
// one, and one that another Restore has begun.
func (l *Log) DropRestore(ctx context.Context) error {
	err := l.writeWithin(ctx, clearTime, func(ctx context.Context, tx pgx.Tx) error { return throwAway(ctx, tx, l.center, l.id) })
	if err != nil {
		return fmt.Errorf("drop restore: %w", err)
	}
	return nil
}

// throwAway removes what a center's unfinished restore has left; of any id
// with the zero id.
func throwAway(ctx context.Context, tx pgx.Tx, center, id uuid.UUID) error {
	done, err := tx.Exec(ctx, `DELETE FROM yorisoi.restoring WHERE center = $1 AND ($2 = '00000000-0000-0000-0000-000000000000'::uuid OR log_id = $2)`, center, id)
	if err != nil || done.RowsAffected() == 0 {
		return err
	}
	for _, table := range []string{"chunk", "blob", "held", "disposed", "revocation", "invite", "station", "head", "wall", "change", "center"} {
		if _, err := tx.Exec(ctx, `DELETE FROM yorisoi.`+table+` WHERE center = $1`, center); err != nil {
			return err
		}
	}
	return nil
}
