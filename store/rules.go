package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// settingsName makes the id of the settings record from that of the office.
const settingsName = "deadline_settings"

// SettingsID is the id of the one record of kind deadline_settings. It follows
// from the office file's, so that two stations that set a deadline without a
// network set the same record.
func (s *Store) SettingsID() uuid.UUID { return uuid.NewSHA1(s.Office(), []byte(settingsName)) }

// Rules is what the center has set for its deadlines.
func (s *Store) Rules() casework.Config {
	s.shared.RLock()
	c := s.rules
	s.shared.RUnlock()
	c.UnseenDays = maps.Clone(c.UnseenDays)
	c.RolesOf = s.rolesHeld()
	return c
}

// readRules reads the center's settings; without any the defaults hold. A
// record that came in with another id counts only while there is no better
// one, the smallest id first, so that every station takes the same.
func (s *Store) readRules(ctx context.Context, q querier) (casework.Config, error) {
	office, best := s.Office(), s.SettingsID()
	r, err := scanEntry(q.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM record r
		WHERE r.file = ? AND r.kind = 'deadline_settings' AND r.state = 'confirmed' ORDER BY r.record != ?, r.record LIMIT 1`, office[:], best[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return casework.DefaultConfig(), nil
	}
	if err != nil {
		return casework.Config{}, fmt.Errorf("read settings: %w", err)
	}
	return casework.ConfigFrom(r), nil
}

// loadRules takes over the center's settings.
func (s *Store) loadRules(ctx context.Context) error {
	rules, err := s.readRules(ctx, s.db.SQL())
	if err != nil {
		return s.fault(err)
	}
	s.shared.Lock()
	s.rules = rules
	s.shared.Unlock()
	return s.loadSettingsWritten(ctx)
}

// entryColumns are what scanEntry reads, of the table record named r.
const entryColumns = `r.record, r.kind, r.parent, r.state, r.fields, r.created, r.changed, r.author`

// scanEntry reads a record as the rules of the work see it.
func scanEntry(row scanner) (*casework.Entry, error) {
	var id, parent, author uuid.UUID
	var kind, state string
	var fields []byte
	var created, changed int64
	if err := row.Scan(&id, &kind, &parent, &state, &fields, &created, &changed, &author); err != nil {
		return nil, err
	}
	values, err := decodeFields(fields)
	if err != nil {
		return nil, err
	}
	return &casework.Entry{
		ID: id.String(), Parent: idText(parent), Kind: kind, Fields: values, Withdrawn: State(state) == StateWithdrawn,
		Author: author.String(), Written: ledger.Time(created).Wall(), Changed: ledger.Time(changed).Wall(),
	}, nil
}

// idText is an id as entries name it, "" for none.
func idText(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

// entryOf is a record as the rules of the work see it.
func entryOf(r *Record) *casework.Entry {
	return &casework.Entry{
		ID: r.ID.String(), Parent: idText(r.Parent), Kind: r.Kind, Fields: r.Fields, AsWritten: r.written, Withdrawn: r.State == StateWithdrawn,
		Author: r.Author.String(), Written: r.Created, Changed: r.Changed,
	}
}

// Rules is the case as the rules of the work see it: what was confirmed, and
// what was withdrawn marked as such. Drafts are nobody's word yet.
func (c *Case) Rules() casework.File {
	f := casework.File{ID: c.ID.String()}
	for _, r := range c.Records {
		if r.State != StateDraft {
			f.Entries = append(f.Entries, entryOf(r))
		}
	}
	return f
}

// fileOf gathers a case's records as the rules of the work see them, of some
// kinds or of all.
func (s *Store) fileOf(ctx context.Context, q querier, kase uuid.UUID, kinds ...string) (casework.File, error) {
	f := casework.File{ID: kase.String()}
	where, args := ``, []any{kase[:]}
	for i, kind := range kinds {
		where += []string{` AND r.kind IN (?`, `, ?`}[min(i, 1)]
		args = append(args, kind)
	}
	if len(kinds) > 0 {
		where += `)`
	}
	rows, err := q.QueryContext(ctx, `SELECT `+entryColumns+` FROM record r WHERE r.file = ?`+where+` ORDER BY r.created, r.record`, args...)
	if err != nil {
		return f, fmt.Errorf("gather case %s: %w", kase, err)
	}
	if f.Entries, err = scanEntries(rows); err != nil {
		return f, fmt.Errorf("gather case %s: %w", kase, err)
	}
	return f, nil
}

// scanEntries reads rows to their end and closes them.
func scanEntries(rows *sql.Rows) ([]*casework.Entry, error) {
	defer rows.Close()
	var out []*casework.Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// plainKinds are the kinds of maternal and child health, and of the family
// itself: most families have no others. All others are casework, those of a
// later program too.
var plainKinds = []string{
	KindFamily, KindPerson, KindRelation, KindAgency, KindVisit, KindNote, KindMeasurement,
	KindEPDS, KindMIBS, KindSupport, KindAppointment, KindAttachment, KindRetention, KindDisposalHold,
}

// isWork reports whether records of a kind make a case one whose deadlines are
// kept.
func isWork(kind string) bool { return !slices.Contains(plainKinds, kind) }

// place is where days begin and end: where the station's clock stands.
func (s *Store) place() *time.Location { return s.c.Now().Location() }

// wholeFile gathers what is shown in the case of a record: its own records and
// those of the cases merged with it, each as it was written.
func (s *Store) wholeFile(ctx context.Context, q querier, kase uuid.UUID, kinds ...string) (casework.File, error) {
	root, err := shownIn(ctx, q, kase)
	if err != nil {
		return casework.File{}, err
	}
	files, err := filesOf(ctx, q, root)
	if err != nil {
		return casework.File{}, err
	}
	whole := casework.File{ID: root.String()}
	for _, file := range files {
		f, err := s.fileOf(ctx, q, file, kinds...)
		if err != nil {
			return whole, err
		}
		whole.Entries = append(whole.Entries, f.Entries...)
	}
	return whole, nil
}

// shownFile is what the pages of a case are drawn from, as the rules see it:
// its records and those of the cases merged into it, persons named as here.
func (s *Store) shownFile(ctx context.Context, q querier, file uuid.UUID, files []uuid.UUID) (casework.File, error) {
	whole := casework.File{ID: file.String()}
	named, err := s.readAs(ctx, q, files...)
	if err != nil {
		return whole, err
	}
	for _, id := range files {
		f, err := s.fileOf(ctx, q, id)
		if err != nil {
			return whole, err
		}
		for _, e := range f.Entries {
			if e.Kind == KindPerson && named.has(parseID(e.ID)) {
				continue
			}
			e.AsWritten = named.renamed(s.Library().Form(e.Kind), e.Fields)
			whole.Entries = append(whole.Entries, e)
		}
	}
	return whole, nil
}
