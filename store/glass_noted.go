package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Opening is that somebody opened an envelope for emergencies.
type Opening struct {
	Record uuid.UUID
	Case   uuid.UUID
	Family string // 家名, "" where the case is not here
	Who    uuid.UUID
	At     time.Time
	Reason string

	NotedBy uuid.UUID // who of the leaders and readers has looked at it, or zero
	NotedAt time.Time
	Word    string // what they say to it
}

// openingsKnown are the openings that the person signed in may read, as of the
// last time somebody asked.
type openingsKnown struct {
	mu    sync.Mutex
	asOf  [2]int64 // the last change of the office file that counts, and how many
	known []Opening
}

// FindOpenings lists the openings of envelopes that the person signed in is
// told of, the latest first: a director, a coordinator and those who read the
// case, and whoever opened it.
func (s *Store) FindOpenings(ctx context.Context) ([]Opening, error) {
	o := &s.openings
	o.mu.Lock()
	defer o.mu.Unlock()
	office := s.Office()
	var asOf [2]int64
	err := s.db.Read().QueryRowContext(ctx, `SELECT coalesce(max(id), 0), count(*) FROM change WHERE file = ? AND record = x''`, office[:]).Scan(&asOf[0], &asOf[1])
	if err != nil {
		return nil, fmt.Errorf("find openings: %w", s.fault(err))
	}
	if asOf != o.asOf {
		known, err := s.readOpenings(ctx)
		if err != nil {
			return nil, fmt.Errorf("find openings: %w", err)
		}
		o.asOf, o.known = asOf, known
	}
	out := slices.Clone(o.known)
	for i := range out {
		out[i].Family = s.familyName(ctx, out[i].Case)
	}
	return out, nil
}

func (s *Store) readOpenings(ctx context.Context) ([]Opening, error) {
	byRecord := map[uuid.UUID][]ledger.Written{}
	var changes []*ledger.Change
	err := s.eachGlass(ctx, ledger.OpeningsOf(s.Office()), func(c narrowChange) {
		if c.Edit.Kind == ledger.KindOpened {
			byRecord[c.Edit.Record] = append(byRecord[c.Edit.Record], c.Written)
			changes = append(changes, c.raw)
		}
	})
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	seen, err := seenOf(ctx, s.db.Read(), changes)
	if err != nil {
		return nil, err
	}
	var out []Opening
	for id, written := range byRecord {
		for i := range written {
			written[i].Seen = seen[written[i].Dot]
		}
		out = append(out, openingOf(id, written))
	}
	slices.SortFunc(out, func(a, b Opening) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return compareID(a.Record, b.Record)
	})
	return out, nil
}

// openingOf takes who, when and why from the first change alone: a later one
// only says who has noted it.
func openingOf(id uuid.UUID, written []ledger.Written) Opening {
	first := slices.MinFunc(written, func(a, b ledger.Written) int { return int(min(max(int64(a.At)-int64(b.At), -1), 1)) })
	said := func(name string) string { v, _ := first.Edit.Set[name].(string); return v }
	o := Opening{Record: id, Case: parseID(said("case")), Who: first.Author, At: first.At.Wall(), Reason: said("reason")}
	for _, w := range written {
		word, _ := w.Edit.Set["word"].(string)
		if w.Dot != first.Dot && word != "" && (o.NotedBy == uuid.Nil || w.At.Wall().Before(o.NotedAt)) {
			o.NotedBy, o.NotedAt, o.Word = w.Author, w.At.Wall(), word
		}
	}
	return o
}

// Waits reports whether an opening is to be noted by the person signed in: it
// is told of before all else until one of those who are told has said a word to
// it. Whoever opened the envelope does not say it themselves, unless there is
// nobody else.
func (s *Store) Waits(o Opening) bool {
	if o.NotedBy != uuid.Nil {
		return false
	}
	return o.Who != s.who || !slices.ContainsFunc(s.Directory().Members(ledger.GroupLeaders), func(p *ledger.Staff) bool { return p.ID != s.who })
}

// NoteOpening says a word to an opening, after which it no longer stands first
// of all. It stays in the list of openings and in the audit.
func (s *Store) NoteOpening(ctx context.Context, record uuid.UUID, word string) error {
	word = strings.TrimSpace(word)
	if word == "" {
		return ErrReasonNeeded
	}
	all, err := s.FindOpenings(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(o Opening) bool { return o.Record == record })
	if at < 0 {
		return ErrNotFound
	}
	if !s.Waits(all[at]) {
		return ErrNotYours
	}
	key, err := s.openingKey(ctx, record)
	if err != nil {
		return err
	}
	edit := &ledger.Edit{Record: record, Kind: ledger.KindOpened, Set: map[string]any{"word": word}}
	err = s.write(ctx, func(b *batch) error {
		return b.append(planned{file: s.Office(), edit: edit, key: key, narrow: true})
	})
	if err != nil {
		return fmt.Errorf("note opening: %w", err)
	}
	return nil
}

// openingKey is the key of an opening that the person signed in is told of.
func (s *Store) openingKey(ctx context.Context, record uuid.UUID) (trust.Key, error) {
	var id uuid.UUID
	err := s.eachGlass(ctx, ledger.OpeningsOf(s.Office()), func(c narrowChange) {
		if c.Edit.Record == record {
			id = c.raw.Key
		}
	})
	if err != nil {
		return trust.Key{}, err
	}
	grants, err := s.glassGrants(ctx, s.db.Read(), ledger.OpeningsOf(s.Office()))
	if err != nil {
		return trust.Key{}, err
	}
	for _, g := range grants {
		if g.Key != id {
			continue
		}
		if k, err := s.openNarrowGrant(g); err == nil {
			return k.key, nil
		}
	}
	return trust.Key{}, errors.Join(ErrNotFound, errNoKey)
}
