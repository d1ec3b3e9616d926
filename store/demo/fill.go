package demo

import (
	"context"
	"fmt"
	"time"

	"yorisoi/store"
)

// founded is when the made-up center opened; it only dates the roster's ids.
var founded = time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }

// batchSize is how many writes go to the store at once: its own transactions
// hold as many.
const batchSize = 1000

// Fill writes a city into a store, its office file first, then whole families
// at a time, and reports after each batch how many families are in. It stops when ctx ends; what was written
// by then stays.
func Fill(ctx context.Context, s *store.Store, c Config, progress func(done, total int)) error {
	batch := make([]store.Write, 0, 2*batchSize)
	done := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := s.PutAll(ctx, batch); err != nil {
			return fmt.Errorf("fill store with made-up families: %w", err)
		}
		batch = batch[:0]
		if progress != nil {
			progress(done, c.Families)
		}
		return ctx.Err()
	}
	c.Office = s.Office()
	batch = append(batch, Office(c)...)
	for f := range City(c) {
		batch = append(append(batch, f.Office...), f.Writes...)
		done++
		if len(batch) < batchSize {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return flush()
}
