package store

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// standingKinds are the kinds that say how a family is judged.
var standingKinds = []string{KindFamily, KindJudgement, KindMerge}

// saveStandings works out anew how families are judged whose records of it the
// batch touched, and those that were merged or parted by it.
func (b *batch) saveStandings() error {
	cases := map[uuid.UUID]bool{}
	for file, judgement := range b.judged {
		if !judgement {
			// Without a judgement the family's own class stands, as it was saved.
			if plain, err := b.plainCase(file); err != nil {
				return err
			} else if plain {
				continue
			}
		}
		cases[file] = true
	}
	for file := range b.parted {
		cases[file] = true
	}
	for file := range cases {
		root, err := shownIn(b.ctx, b.tx, file)
		if err != nil {
			return err
		}
		for _, id := range slices.Compact([]uuid.UUID{file, root}) {
			if err := b.saveStanding(id); err != nil {
				return fmt.Errorf("judge case %s: %w", id, err)
			}
		}
	}
	return nil
}

func (b *batch) saveStanding(file uuid.UUID) error {
	f, err := b.s.wholeFile(b.ctx, b.tx, file, standingKinds...)
	if err != nil {
		return err
	}
	standing := casework.StandingOf(f, "")
	_, err = b.exec(`UPDATE casefile SET class = ?, severity = ? WHERE file = ?`, string(standing.Class), standing.Severity, file[:])
	return err
}
