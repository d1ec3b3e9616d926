package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

var (
	// ErrNotDue is returned for a list with a case that need not, or must not,
	// be destroyed.
	ErrNotDue = errors.New("a case on the list is not due for disposal")
	// ErrListUnlike is returned for a list whose reasons are not those that it
	// was drawn up with.
	ErrListUnlike = errors.New("the list is not what was drawn up")
	// ErrRetentionNumber is returned for years or an age that are none.
	ErrRetentionNumber = errors.New("not a number of years")
)

// DisposalRow is one case on a list. Once it is destroyed the family's name is
// nowhere any more.
type DisposalRow struct {
	Case   uuid.UUID
	Others []uuid.UUID // merged into it
	Number string
	Class  string
	Closed string // day from which the years counted
	Due    string // day since when it can be destroyed
	ByAge  bool

	Family string // "" once it is gone
	Kept   bool   // somebody stopped its destruction
	Newer  bool   // something was written in it since the list was drawn up
}

func (r DisposalRow) cases() []uuid.UUID { return append([]uuid.UUID{r.Case}, r.Others...) }

// text is how a row stands in the office file, and what the approval covers.
func (r DisposalRow) text() string {
	ids := make([]string, 0, 1+len(r.Others))
	for _, id := range r.cases() {
		ids = append(ids, id.String())
	}
	age := ""
	if r.ByAge {
		age = "age"
	}
	return strings.Join([]string{strings.Join(ids, " "), r.Number, r.Class, r.Closed, r.Due, age}, "|")
}

func rowOf(text string) (r DisposalRow, ok bool) {
	parts := strings.Split(text, "|")
	if len(parts) != 6 {
		return r, false
	}
	for i, id := range strings.Fields(parts[0]) {
		kase, err := uuid.Parse(id)
		switch {
		case err != nil:
			return r, false
		case i == 0:
			r.Case = kase
		default:
			r.Others = append(r.Others, kase)
		}
	}
	r.Number, r.Class, r.Closed, r.Due, r.ByAge = parts[1], parts[2], parts[3], parts[4], parts[5] == "age"
	return r, r.Case != uuid.Nil
}

// detailsOf is the hash of a list's reasons.
func detailsOf(number string, rows []string) string {
	sum := sha256.Sum256(trust.MustEncode([]any{"yorisoi/v1 disposal rows", number, rows}))
	return hex.EncodeToString(sum[:])
}

// DrawList draws up a list of cases that have been kept long enough. A director
// other than who draws it up approves it.
func (s *Store) DrawList(ctx context.Context, cases []uuid.UUID) (list uuid.UUID, err error) {
	if !s.May(ledger.ActDispose) {
		return list, ErrNotAllowed
	}
	rules, err := s.Retentions(ctx)
	if err != nil {
		return list, err
	}
	list = newID(s.c)
	err = s.write(ctx, func(b *batch) error { return b.drawList(list, cases, rules) })
	return list, err
}

func (b *batch) drawList(list uuid.UUID, cases []uuid.UUID, rules []casework.Retention) error {
	var rows, ids []string
	for _, kase := range cases {
		d := Disposable{Case: kase}
		if err := b.scan(`SELECT number FROM casefile WHERE file = ?`, []any{kase[:]}, &d.Number); err != nil {
			return fmt.Errorf("find case %s: %w", kase, ErrNotFound)
		}
		if d.Number == "" { // something must name it when its names are gone
			d.Number = strings.ToUpper(kase.String()[:8])
		}
		ok, err := b.s.fillDisposable(b.ctx, b.tx, &d, rules)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNotDue
		}
		row := DisposalRow{Case: kase, Others: d.group[1:], Number: d.Number, Class: d.Due.Class, Closed: d.Due.Closed.String(), Due: d.Due.On.String(), ByAge: d.Due.ByAge}
		rows = append(rows, row.text())
		for _, id := range d.group {
			ids = append(ids, id.String())
		}
	}
	if len(ids) == 0 || len(ids) > ledger.MaxDisposal {
		return ErrNotDue
	}
	slices.Sort(rows)
	slices.Sort(ids)
	number := "廃" + b.s.c.Now().In(b.s.place()).Format("060102") + "-" + list.String()[32:]
	err := b.put(Write{Case: b.s.Office(), Record: list, Kind: KindDisposalList, Set: map[string]any{
		"number": number, "drawn_on": b.s.today().String(), "rows": rows,
	}})
	if err != nil {
		return err
	}
	return b.append(planned{file: b.s.Center(), edit: &ledger.Edit{Record: list, Kind: ledger.KindDispose, Set: map[string]any{
		ledger.FieldCases: slices.Compact(ids), ledger.FieldDetails: detailsOf(number, rows),
		ledger.FieldWait: int64(b.s.disposalWait()),
	}}})
}

// disposalWait is how many days lie between an approval and the destruction.
func (s *Store) disposalWait() int {
	return min(max(s.Directory().PolicyNumber(ledger.PolicyDispose), ledger.MinWaitDays), ledger.MaxWaitDays)
}

// DisposalStage is how far a list is.
type DisposalStage string

// The stages of a list.
const (
	DisposalDrawn   DisposalStage = "drawn"   // nobody has approved it
	DisposalWaiting DisposalStage = "waiting" // approved; it can still be stopped
	DisposalDue     DisposalStage = "due"     // being destroyed; some machines have not answered
	DisposalDone    DisposalStage = "done"    // the center and every machine have
	DisposalStopped DisposalStage = "stopped"
)

// StationWord is what one machine has said of a list.
type StationWord struct {
	Station uuid.UUID
	Name    string
	Done    *ledger.Destroyed // nil: it has not answered
}

// Disposal is a list as a page shows it.
type Disposal struct {
	ID         uuid.UUID
	Number     string
	Rows       []DisposalRow
	Like       bool // the reasons are those that it was drawn up with
	Drawn      time.Time
	By         string
	ByID       uuid.UUID
	Approved   time.Time
	Approver   string
	Wait       time.Duration
	Due        time.Time // zero: the center has not taken the approval yet
	Stage      DisposalStage
	StoppedBy  string
	StopReason string
	Stations   []StationWord
	Center     *ledger.Destruction // nil: the center has not answered
}

// Answered counts the machines that have said that they have destroyed it.
func (d *Disposal) Answered() (n int) {
	for _, w := range d.Stations {
		if w.Done != nil {
			n++
		}
	}
	return n
}

// FindDisposals returns all lists, the latest first.
func (s *Store) FindDisposals(ctx context.Context) ([]Disposal, error) {
	if !s.May(ledger.ActDispose) {
		return nil, ErrNotAllowed
	}
	dir := s.Directory()
	taken, err := s.takenApprovals(ctx, dir)
	if err != nil {
		return nil, err
	}
	var said ledger.Destructions
	if err := loadMeta(ctx, s.db.Read(), metaDestructions, &said); err != nil {
		return nil, s.fault(err)
	}
	var out []Disposal
	for _, l := range dir.Disposals {
		d, err := s.disposalOf(ctx, l)
		if err != nil {
			return nil, err
		}
		for i := range said.Items {
			if said.Items[i].List == l.ID {
				d.Center = &said.Items[i]
			}
		}
		s.stageOf(d, dir, l, taken)
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Disposal) int { return b.Drawn.Compare(a.Drawn) })
	return out, nil
}

func (s *Store) disposalOf(ctx context.Context, l *ledger.Disposal) (*Disposal, error) {
	d := &Disposal{ID: l.ID, Drawn: l.At.Wall(), ByID: l.By, By: s.staffName(l.By), Wait: l.Wait}
	if l.Stopped {
		d.StoppedBy = s.staffName(l.StoppedBy)
	}
	r, err := s.FindRecord(ctx, l.ID)
	if errors.Is(err, ErrNotFound) {
		return d, nil
	}
	if err != nil {
		return nil, err
	}
	e := entryOf(r)
	d.Number, d.StopReason = e.Text("number"), e.Text("stop_reason")
	texts := e.Texts("rows")
	var listed []uuid.UUID
	for _, text := range texts {
		row, ok := rowOf(text)
		if !ok {
			continue
		}
		listed = append(listed, row.cases()...)
		if err := s.fillRow(ctx, &row, l); err != nil {
			return nil, err
		}
		d.Rows = append(d.Rows, row)
	}
	slices.SortFunc(listed, compareID)
	d.Like = detailsOf(d.Number, texts) == l.Details && slices.Equal(slices.Compact(listed), l.Cases)
	return d, nil
}

func (s *Store) staffName(id uuid.UUID) string {
	if p := s.Directory().Staff[id]; p != nil {
		return p.Name
	}
	return ""
}

// fillRow adds what is known here of a case on a list.
func (s *Store) fillRow(ctx context.Context, r *DisposalRow, l *ledger.Disposal) error {
	dir := s.Directory()
	for _, kase := range r.cases() {
		r.Kept = r.Kept || dir.Kept(kase)
	}
	marks, args := inList(r.cases())
	err := s.db.Read().QueryRowContext(ctx, `SELECT coalesce(min(CASE WHEN file = ? THEN name END), ''), coalesce(max(changed), 0) > ? FROM casefile
		WHERE file IN (`+marks+`)`, append([]any{r.Case[:], int64(l.At)}, args...)...).Scan(&r.Family, &r.Newer)
	if err != nil {
		return fmt.Errorf("find what is on a list: %w", s.fault(err))
	}
	return nil
}

func (s *Store) stageOf(d *Disposal, dir *ledger.Directory, l *ledger.Disposal, taken func(ledger.Dot) int64) {
	for _, a := range l.Approvals {
		at := millis(taken(a.Dot))
		if d.Approved.IsZero() || a.At.Wall().Before(d.Approved) {
			d.Approved, d.Approver = a.At.Wall(), s.staffName(a.By)
		}
		if due := at.Add(l.Wait); taken(a.Dot) > 0 && (d.Due.IsZero() || due.Before(d.Due)) {
			d.Due = due
		}
	}
	for id, at := range dir.Stations {
		word := StationWord{Station: id, Name: at.Name}
		for i := range l.Done {
			if l.Done[i].Station == id {
				word.Done = &l.Done[i]
			}
		}
		if word.Done != nil || !at.Removed {
			d.Stations = append(d.Stations, word)
		}
	}
	slices.SortFunc(d.Stations, func(a, b StationWord) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return compareID(a.Station, b.Station)
	})
	switch {
	case l.Stopped:
		d.Stage = DisposalStopped
	case len(l.Approvals) == 0:
		d.Stage = DisposalDrawn
	case d.Due.IsZero() || s.centerTime().Before(d.Due):
		d.Stage = DisposalWaiting
	case d.Center != nil && d.Answered() == len(d.Stations):
		d.Stage = DisposalDone
	default:
		d.Stage = DisposalDue
	}
}

// ApproveList signs exactly the list as it was drawn up. Only a director does
// so, and not who drew it up. Every case on it must still be due.
func (s *Store) ApproveList(ctx context.Context, list uuid.UUID) error {
	l := s.Directory().Disposals[list]
	if l == nil {
		return ErrNotFound
	}
	if !s.Me().Has(ledger.RoleDirector) || s.who == l.By {
		return ErrNotAllowed
	}
	if l.Stopped {
		return ErrNotDue
	}
	d, err := s.disposalOf(ctx, l)
	if err != nil {
		return err
	}
	if !d.Like {
		return ErrListUnlike
	}
	for _, r := range d.Rows {
		due, err := s.RetentionOf(ctx, r.Case)
		if err != nil {
			return err
		}
		if r.Kept || !due.Reached(s.today()) {
			return ErrNotDue
		}
	}
	return s.writeDirectory(ctx, &ledger.Edit{Record: list, Kind: ledger.KindDispose, Set: map[string]any{ledger.FieldApproved: l.Hash()}})
}

// StopList stops a list for good, with a reason. Any leader can, until it is
// carried out.
func (s *Store) StopList(ctx context.Context, list uuid.UUID, reason string) error {
	switch {
	case !s.May(ledger.ActDispose):
		return ErrNotAllowed
	case s.Directory().Disposals[list] == nil:
		return ErrNotFound
	case reason == "":
		return ErrReasonNeeded
	}
	return s.write(ctx, func(b *batch) error {
		err := b.put(Write{Case: s.Office(), Record: list, Kind: KindDisposalList, Set: map[string]any{"stop_reason": reason}, Reason: reason})
		if err != nil {
			return err
		}
		return b.append(planned{file: s.Center(), edit: &ledger.Edit{Record: list, Kind: ledger.KindDispose, Set: map[string]any{ledger.FieldStopped: true}}})
	})
}
