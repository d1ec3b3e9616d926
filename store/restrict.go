package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Restriction keeps a case to named people (閲覧を限る).
type Restriction struct {
	Readers []uuid.UUID // staff; everybody else has not the case at all

	Kind      string      // code of the list restriction_reason
	On        string      // day, 2026-11-24; "": today
	Until     string      // day, "": until somebody lifts it
	Opposite  string      // who must not learn of it
	Protected []uuid.UUID // persons of the case
	Hide      []string    // codes of the list restriction_hide: kept out of lists and prints
	Note      string

	Glass   bool   // an envelope for emergencies lies with everybody, see Envelope
	Contact string // how the readers are reached, for the envelope
}

var (
	// ErrNoPlace is returned for a restriction none of whose readers has a
	// station on which they alone sign in: the case would be nowhere.
	ErrNoPlace = errors.New("no reader has a station of their own")
	// ErrNoReader is returned for a restriction that names nobody, or somebody
	// who reads no cases.
	ErrNoReader = errors.New("a reader is missing or reads no cases")
)

// OwnStations are the stations on which somebody alone signs in.
func (s *Store) OwnStations(staff uuid.UUID) (out []uuid.UUID) {
	for id, at := range s.Directory().Stations {
		if at.Only == staff && staff != uuid.Nil && !at.Removed {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return out
}

// MayRestrict reports whether the person signed in may say who reads a case.
func (s *Store) MayRestrict(ctx context.Context, kase uuid.UUID) (bool, error) {
	if s.May(ledger.ActRestrict) {
		return true, nil
	}
	wall, err := s.WallOf(ctx, kase)
	return wall.Up && wall.Allows(s.who) && !s.Me().Removed, err
}

// Restrict keeps a case, and those shown in it, to named people, or says anew
// who they are. What is written from then on is sealed to them alone; every
// station but their own lets the case go once the center has all that it wrote.
// It returns ErrNotAllowed, ErrNoReader, ErrNoPlace or *InvalidError.
func (s *Store) Restrict(ctx context.Context, kase uuid.UUID, r Restriction) error {
	if may, err := s.MayRestrict(ctx, kase); err != nil || !may {
		return errors.Join(err, ErrNotAllowed)
	}
	if err := s.checkReaders(r.Readers); err != nil {
		return err
	}
	err := s.write(ctx, func(b *batch) error {
		all, err := b.shownWith(kase)
		if err != nil {
			return err
		}
		for _, one := range all {
			if err := b.restrict(one, r); err != nil {
				return fmt.Errorf("restrict case %s: %w", one, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Note(ctx, AuditEntry{Act: AuditRestricted, Case: kase, Reason: r.Note})
}

// shownWith are a case and those that are shown together with it.
func (b *batch) shownWith(kase uuid.UUID) ([]uuid.UUID, error) {
	group, err := groupOf(b.ctx, b.tx, kase)
	if err != nil || slices.Contains(group, kase) {
		return group, err
	}
	return append(group, kase), nil
}

func (s *Store) checkReaders(readers []uuid.UUID) error {
	if len(readers) == 0 {
		return ErrNoReader
	}
	placed := false
	for _, id := range readers {
		if !ledger.Entitled(ledger.GroupAllStaff, s.Staff(id)) {
			return ErrNoReader
		}
		placed = placed || len(s.OwnStations(id)) > 0
	}
	if !placed {
		return ErrNoPlace
	}
	return nil
}

// restrict puts a wall around a case that is here: who may read it, the key
// that only they have, earlier keys that only earlier readers had, and why.
func (b *batch) restrict(kase uuid.UUID, r Restriction) error {
	held, err := b.latestKey(kase)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	wall, err := b.raise(kase, r.Readers, Write{})
	if err != nil {
		return err
	}
	if _, err := b.newWalledKey(kase, held.epoch+1, wall); err != nil {
		return err
	}
	if err := b.shareKeys(kase, wall.Readers); err != nil {
		return err
	}
	return b.putRestriction(kase, r)
}

// raise writes who may read a case from now on, and returns what holds then.
func (b *batch) raise(kase uuid.UUID, readers []uuid.UUID, as Write) (ledger.Wall, error) {
	edit := restrictEdit(kase, readers, false)
	if err := b.append(planned{file: kase, edit: edit, by: as.By, at: as.At}); err != nil {
		return ledger.Wall{}, err
	}
	delete(b.fresh, kase)
	wall, err := b.s.wallIn(b.ctx, b.tx, kase)
	if err == nil && !wall.Up {
		err = ErrNotAllowed // the directory here does not know of the right to it
	}
	return wall, err
}

func restrictEdit(kase uuid.UUID, readers []uuid.UUID, lifted bool) *ledger.Edit {
	names := make([]string, len(readers))
	for i, id := range readers {
		names[i] = id.String()
	}
	slices.Sort(names)
	return &ledger.Edit{Record: ledger.RestrictOf(kase), Kind: ledger.KindRestrict, Set: map[string]any{
		ledger.FieldReaders: slices.Compact(names), ledger.FieldGlass: false, ledger.FieldLifted: lifted,
	}}
}

// shareKeys gives readers the keys of a case that were granted to people and
// not to the staff group: those of an earlier restriction.
func (b *batch) shareKeys(kase uuid.UUID, readers []uuid.UUID) error {
	grants, err := b.s.grantsIn(b.ctx, b.tx, kase)
	if err != nil {
		return err
	}
	for _, k := range b.caseKeys(kase) {
		open := slices.ContainsFunc(grants, func(g trust.Grant) bool { return g.Key == k.key.ID && g.By != uuid.Nil })
		for _, id := range readers {
			reader := b.s.Staff(id)
			has := slices.ContainsFunc(grants, func(g trust.Grant) bool { return g.Key == k.key.ID && g.By == uuid.Nil && g.Reader == id })
			if open || has || reader == nil || reader.Removed || reader.Public.ID != id {
				continue
			}
			grant, err := trust.GrantToStaff(k.key, kase, k.epoch, reader.Public)
			if err != nil {
				return err
			}
			if err := b.append(planned{file: kase, edit: b.s.grantEdit(grant)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// caseKeys are all keys of a case at hand, the earliest first.
func (b *batch) caseKeys(kase uuid.UUID) (out []heldKey) {
	seen := map[uuid.UUID]bool{}
	add := func(k heldKey) {
		if k.of == kase && !seen[k.key.ID] {
			seen[k.key.ID], out = true, append(out, k)
		}
	}
	for _, k := range b.keys {
		add(k)
	}
	b.s.shared.RLock()
	for _, k := range b.s.keys {
		add(k)
	}
	b.s.shared.RUnlock()
	slices.SortFunc(out, func(a, b heldKey) int {
		if a.epoch != b.epoch {
			return int(a.epoch) - int(b.epoch)
		}
		return slices.Compare(a.key.ID[:], b.key.ID[:])
	})
	return out
}

// reasonOf finds the record of why a case is restricted, the latest that was
// not taken back; zero where there is none.
func reasonOf(ctx context.Context, q querier, kase uuid.UUID) (id uuid.UUID, err error) {
	err = q.QueryRowContext(ctx, `SELECT record FROM record WHERE file = ? AND kind = ? AND state = 'confirmed' ORDER BY created DESC, id DESC LIMIT 1`,
		kase[:], KindRestriction).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return uuid.Nil, nil
	}
	if err != nil {
		return uuid.Nil, fmt.Errorf("find why %s is restricted: %w", kase, err)
	}
	return id, nil
}

func (b *batch) putRestriction(kase uuid.UUID, r Restriction) error {
	on := r.On
	if on == "" {
		on = b.s.c.Now().Format("2006-01-02")
	}
	protected := make([]string, len(r.Protected))
	for i, id := range r.Protected {
		protected[i] = id.String()
	}
	set := map[string]any{
		"kind": r.Kind, "restricted_on": on, "until": orNone(r.Until), "opposite": orNone(r.Opposite),
		"protected": listOrNone(protected), "hide": listOrNone(r.Hide), "note": orNone(r.Note), "contact": orNone(r.Contact),
	}
	record, err := reasonOf(b.ctx, b.tx, kase)
	if err != nil {
		return err
	}
	if err := b.setGlass(set, record, r.Glass); err != nil {
		return err
	}
	if record == uuid.Nil {
		record = newID(b.s.c)
		maps.DeleteFunc(set, func(_ string, v any) bool { return v == nil })
	}
	return b.put(Write{Case: kase, Record: record, Kind: KindRestriction, Set: set})
}

// setGlass says whether there is an envelope, and that there is none only where
// there was one.
func (b *batch) setGlass(set map[string]any, record uuid.UUID, glass bool) error {
	if glass {
		set["glass"] = true
	}
	if glass || record == uuid.Nil {
		return nil
	}
	old, err := b.s.findRecord(b.ctx, b.tx, record)
	if err == nil && old.Fields["glass"] != nil {
		set["glass"] = false
	}
	return err
}

func orNone(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func listOrNone(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return list
}
