package ledger

import (
	"encoding/hex"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/trust"
)

// Kinds of the directory by which cases that have been kept long enough are
// destroyed. The center reads them, for it has to destroy what it has too;
// they say ids and nothing else. Why each case is due stands in the office
// file, sealed.
const (
	KindDispose   = "dispose"   // a list of cases (廃棄予定一覧), its approval, and what stops it
	KindKeep      = "keep"      // a case that must not be destroyed (廃棄の停止)
	KindDestroyed = "destroyed" // the word of one station that it has destroyed what is on a list
)

// Fields of such records, beside FieldCase, FieldOf and FieldStation.
const (
	FieldCases    = "cases"    // dispose: ids, sorted, a list
	FieldDetails  = "details"  // dispose: SHA-256 of the list with its reasons, hexadecimal
	FieldWait     = "wait"     // dispose: days between the approval and the destruction
	FieldApproved = "approved" // dispose: the hash of the list that a director approves
	FieldStopped  = "stopped"  // dispose: true, for good
	FieldKept     = "kept"     // keep: whether the case must not be destroyed
	FieldCount    = "count"    // destroyed: how many cases were there
	FieldLate     = "late"     // destroyed: how many pieces of work were put aside for the leaders
)

// Limits of a list.
const (
	MaxDisposal  = 500 // cases of one list
	MinWaitDays  = 1
	MaxWaitDays  = 365
	dayOfWaiting = 24 * time.Hour
)

// KeepOf is the id of the one keep record of a case.
func KeepOf(kase uuid.UUID) uuid.UUID { return uuid.NewSHA1(kase, []byte("keep")) }

// DestroyedOf is the id of a station's word about a list.
func DestroyedOf(disposal, station uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(disposal, append([]byte("destroyed"), station[:]...))
}

// Approval is a director's signature under a list.
type Approval struct {
	Dot  Dot
	By   uuid.UUID
	At   Time
	seen Vector
}

// Destroyed is what one station says of a list.
type Destroyed struct {
	Station uuid.UUID
	By      uuid.UUID // who was signed in there
	At      Time
	Cases   int64 // of the list that were there
	Late    int64 // pieces of work that were put aside
}

// Disposal is a list of cases that are to be destroyed.
type Disposal struct {
	ID        uuid.UUID
	Cases     []uuid.UUID
	Details   string
	Wait      time.Duration
	By        uuid.UUID // who drew it up
	At        Time
	Approvals []Approval
	Stopped   bool
	StoppedBy uuid.UUID
	Done      []Destroyed // in the order of the ledger
	hash      string
}

// Hash is what an approval names: it covers the list's id, exactly
// these cases with their reasons, and how long it has to wait.
func (d *Disposal) Hash() string { return d.hash }

// DisposalHash is the hash of a list.
func DisposalHash(id uuid.UUID, cases []string, details string, wait int64) string {
	h := HashOf(trust.MustEncode([]any{"yorisoi/v1 disposal", id, cases, details, wait}))
	return hex.EncodeToString(h[:])
}

// keeping is one edit of a keep record.
type keeping struct {
	dot  Dot
	kept bool
	seen Vector
}

// addDisposal merges one accepted edit of the three kinds.
func (d *Directory) addDisposal(w Written) {
	switch w.Edit.Kind {
	case KindKeep:
		if d.keeps == nil {
			d.keeps = map[uuid.UUID][]keeping{}
		}
		if kase := idIn(w.Edit, FieldCase); KeepOf(kase) == w.Edit.Record {
			d.keeps[kase] = append(d.keeps[kase], keeping{w.Dot, w.Edit.Set[FieldKept] == true, w.Seen})
		}
	case KindDestroyed:
		if l := d.Disposals[idIn(w.Edit, FieldOf)]; l != nil {
			l.done(w)
		}
	case KindDispose:
		if d.Disposals == nil {
			d.Disposals = map[uuid.UUID]*Disposal{}
		}
		l := d.Disposals[w.Edit.Record]
		if l == nil {
			if l = d.drawn(w); l != nil {
				d.Disposals[l.ID] = l
			}
			return
		}
		if approved, _ := w.Edit.Set[FieldApproved].(string); approved != "" {
			l.Approvals = append(l.Approvals, Approval{Dot: w.Dot, By: w.Author, At: w.At, seen: w.Seen})
		}
		if w.Edit.Set[FieldStopped] == true && !l.Stopped {
			l.Stopped, l.StoppedBy = true, w.Author
		}
	}
}

func (d *Directory) drawn(w Written) *Disposal {
	texts, _ := w.Edit.Set[FieldCases].([]string)
	wait, _ := w.Edit.Set[FieldWait].(int64)
	details, _ := w.Edit.Set[FieldDetails].(string)
	l := &Disposal{ID: w.Edit.Record, Cases: idsOf(w.Edit.Set[FieldCases]), Details: details, By: w.Author, At: w.At}
	if len(l.Cases) == 0 {
		return nil
	}
	l.Wait = time.Duration(wait) * dayOfWaiting
	l.hash = DisposalHash(l.ID, texts, details, wait)
	return l
}

// done keeps the latest word of each station: what came late is counted there.
func (l *Disposal) done(w Written) {
	said := Destroyed{Station: w.Dot.Station, By: w.Author, At: w.At}
	said.Cases, _ = w.Edit.Set[FieldCount].(int64)
	said.Late, _ = w.Edit.Set[FieldLate].(int64)
	for i, o := range l.Done {
		if o.Station == said.Station {
			l.Done[i] = said
			return
		}
	}
	l.Done = append(l.Done, said)
}

// Kept reports whether a case must not be destroyed: somebody stopped it, and
// nobody who knew of that has let it go.
func (d *Directory) Kept(kase uuid.UUID) bool {
	context := Vector{}
	for _, k := range d.keeps[kase] {
		context.Merge(k.seen)
	}
	return slices.ContainsFunc(d.keeps[kase], func(k keeping) bool { return k.kept && !context.Covers(k.dot) })
}

// keptFrom reports whether a case is kept from the destruction that an
// approval ordered: it is kept now, or somebody kept it of whom the approval
// did not know. One that was let go after that needs another list.
func (d *Directory) keptFrom(kase uuid.UUID, a Approval) bool {
	return d.Kept(kase) || slices.ContainsFunc(d.keeps[kase], func(k keeping) bool { return k.kept && !a.seen.Covers(k.dot) })
}

// Ordered returns, of a list, the cases that are to be destroyed at a moment,
// and since when. taken says when the center took a change of the directory,
// in milliseconds of its clock, 0 where it has not: the waiting begins there
// and not with what its author says of the time. The word of a station, that it
// knows of the approval, is no help to who wants to be quicker.
func (d *Directory) Ordered(l *Disposal, taken func(Dot) int64, now time.Time) (cases []uuid.UUID, since time.Time) {
	if l.Stopped {
		return nil, since
	}
	for _, a := range l.Approvals {
		at := taken(a.Dot)
		due := time.UnixMilli(at).Add(l.Wait)
		if at == 0 || now.Before(due) {
			continue
		}
		if since.IsZero() || due.Before(since) {
			since = due
		}
		for _, kase := range l.Cases {
			if !slices.Contains(cases, kase) && !d.keptFrom(kase, a) {
				cases = append(cases, kase)
			}
		}
	}
	return cases, since
}

// Gone are the cases that are to be destroyed at a moment, each with its list.
// Every station and the center reckon it alike: where something is missing of
// what stops a destruction, it is what that one does not know yet.
// The house's own ledgers are never among them.
func (d *Directory) Gone(center uuid.UUID, taken func(Dot) int64, now time.Time) map[uuid.UUID]uuid.UUID {
	var gone map[uuid.UUID]uuid.UUID
	house := []uuid.UUID{center, OfficeOf(center), CarriageOf(center), AuditOf(center)}
	for _, l := range d.Disposals {
		cases, _ := d.Ordered(l, taken, now)
		for _, kase := range cases {
			if slices.Contains(house, kase) {
				continue
			}
			if gone == nil {
				gone = map[uuid.UUID]uuid.UUID{}
			}
			gone[kase] = l.ID
		}
	}
	return gone
}

// Without is a scope less what was destroyed.
func (s Scope) Without(gone map[uuid.UUID]uuid.UUID) Scope {
	s.gone = gone
	return s
}

// Gone reports whether a case is one that is to be destroyed.
func (s Scope) Gone(kase uuid.UUID) bool {
	_, gone := s.gone[kase]
	return gone
}

func idIn(e *Edit, field string) uuid.UUID {
	text, _ := e.Set[field].(string)
	id, _ := uuid.Parse(text)
	return id
}

func isDisposal(kind string) bool {
	return kind == KindDispose || kind == KindKeep || kind == KindDestroyed
}
