package sealed

import (
	"context"
	"database/sql"
)

// Kept is how many statements the one connection of a pool keeps.
func Kept(ctx context.Context, db *sql.DB) (n int, err error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	err = c.Raw(func(driver any) error {
		n = len(driver.(*conn).idle.idle)
		return nil
	})
	return n, err
}

// StatementsKept is the most that a connection keeps.
const StatementsKept = statementsKept
