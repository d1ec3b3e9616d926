package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// round is a submission with all that its state follows from.
type round struct {
	entry
	approval *casework.Entry
	document *casework.Entry // nil when it was withdrawn
	whole    casework.File
	state    casework.ApprovalState
	digest   string // of the document as it is
	latest   bool   // of its document
}

// workFile is a case as the rules see it, without the record book, the earliest
// first, together with those that were merged into it.
func (s *Store) workFile(ctx context.Context, q querier, kase uuid.UUID) (casework.File, error) {
	visible, err := shownIn(ctx, q, kase)
	if err != nil {
		return casework.File{}, s.fault(err)
	}
	files, err := filesOf(ctx, q, visible)
	if err != nil {
		return casework.File{}, s.fault(err)
	}
	all, err := s.workOf(ctx, q, files)
	if err != nil {
		return casework.File{}, err
	}
	return lotOf(all).file(visible), nil
}

// workOf are the records of some cases that rules and documents speak of: all
// but the record book, the earliest first.
func (s *Store) workOf(ctx context.Context, q querier, files []uuid.UUID) ([]entry, error) {
	var all []entry
	for part := range slices.Chunk(files, listChunk) {
		marks, args := inList(part)
		found, err := s.entriesWhere(ctx, q, `r.file IN (`+marks+`) AND (r.kind IN ('family', 'person') OR `+ofWork+`)`, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, compareWritten)
	return all, nil
}

func compareWritten(a, b entry) int {
	return cmp.Or(a.Written.Compare(b.Written), strings.Compare(a.ID, b.ID))
}

// rounds are the submissions among some entries.
func rounds(all []entry, roles func(string) []string) []*round {
	files := lotOf(all)
	var out []*round
	last := map[string]*round{}
	for _, e := range all {
		if e.Kind != KindApproval {
			continue
		}
		f := files.file(e.file)
		r := &round{entry: e, approval: e.Entry, document: f.Entry(e.Text("document")), whole: f}
		if r.document != nil {
			r.digest = casework.Digest(r.document, f.Parts(r.document))
		}
		r.state = casework.ApprovalOf(e.Entry, f.Below(e.ID, KindApprovalStep), r.digest, roles)
		out = append(out, r)
		if was := last[e.Text("document")]; was == nil || compareRounds(was, r) < 0 {
			last[e.Text("document")] = r
		}
	}
	for _, r := range last {
		r.latest = true
	}
	slices.SortFunc(out, compareRounds)
	return out
}

func compareRounds(a, b *round) int {
	return cmp.Or(a.approval.Moment("at").Compare(b.approval.Moment("at")), strings.Compare(a.ID, b.ID))
}

// roundOf is one submission as it stands.
func (s *Store) roundOf(ctx context.Context, q querier, approval uuid.UUID) (*round, error) {
	r, err := s.findRecord(ctx, q, approval)
	if err != nil {
		return nil, err
	}
	visible, err := shownIn(ctx, q, r.Case)
	if err != nil {
		return nil, s.fault(err)
	}
	files, err := filesOf(ctx, q, visible)
	if err != nil {
		return nil, s.fault(err)
	}
	all, err := s.workOf(ctx, q, files)
	if err != nil {
		return nil, err
	}
	for _, one := range rounds(all, s.rolesHeld()) {
		if one.id == approval {
			return one, nil
		}
	}
	return nil, fmt.Errorf("find approval %s: %w", approval, ErrNotFound)
}

// open reports whether a round still waits for somebody: for a role, or for
// its author because it came back or its document changed.
func (r *round) open() bool {
	switch r.state.Stage {
	case casework.ApprovalWaiting, casework.ApprovalReturned, casework.ApprovalChanged:
		return r.latest
	}
	return false
}

// waitsFor reports whether it is somebody's turn.
func (r *round) waitsFor(staff string, roles []string) bool {
	switch {
	case !r.open():
		return false
	case r.state.WaitsFor == casework.WaitsForAuthor:
		return r.approval.Author == staff
	}
	return r.approval.Author != staff && slices.Contains(roles, r.state.WaitsFor)
}

// FindApprovals lists submissions, the oldest first. Without All only those
// that are open; without Open, By, Case and Document only those of them that
// wait for the person signed in.
func (s *Store) FindApprovals(ctx context.Context, f ApprovalFilter) ([]ApprovalRow, error) {
	files, err := s.approvalFiles(ctx, f)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	all, err := s.workOf(ctx, s.db.Read(), files)
	if err != nil {
		return nil, err
	}
	me, roles := s.who.String(), s.Me().Roles
	unsent, err := s.unsentRecords(ctx)
	if err != nil {
		return nil, err
	}
	var out []ApprovalRow
	var cases []uuid.UUID
	for _, r := range rounds(all, s.rolesHeld()) {
		mine := r.waitsFor(me, roles)
		if !f.chooses(r, mine) {
			continue
		}
		out = append(out, s.approvalRow(r, mine, unsent))
		cases = append(cases, r.file)
	}
	cards, err := s.cardsOf(ctx, cases)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Family = cards[out[i].Case].name
	}
	return out, nil
}

// chooses reports whether a filter wants a round.
func (f ApprovalFilter) chooses(r *round, mine bool) bool {
	switch {
	case f.Document != nil && r.approval.Text("document") != f.Document.String(),
		f.By != nil && r.approval.Author != f.By.String():
		return false
	case f.All:
		return true
	case f.Open || f.By != nil || f.Case != nil || f.Document != nil:
		return r.open()
	}
	return mine
}

func (s *Store) approvalRow(r *round, mine bool, unsent map[uuid.UUID]bool) ApprovalRow {
	row := ApprovalRow{
		Record: r.id, Case: r.file, Document: parseID(r.approval.Text("document")), Kind: r.approval.Text("document_kind"),
		Title: r.approval.Text("title"), At: r.approval.Moment("at"), By: parseID(r.approval.Author), State: r.state, Mine: mine,
		Unsent: unsent[r.id],
	}
	for _, step := range r.whole.Below(r.ID, KindApprovalStep) {
		row.Unsent = row.Unsent || unsent[parseID(step.ID)]
	}
	return row
}

// FindApproval returns a submission with its document and what changed since.
func (s *Store) FindApproval(ctx context.Context, id uuid.UUID) (*Approval, error) {
	r, err := s.roundOf(ctx, s.db.Read(), id)
	if err != nil {
		return nil, err
	}
	unsent, err := s.unsentRecords(ctx)
	if err != nil {
		return nil, err
	}
	a := &Approval{
		ApprovalRow: s.approvalRow(r, r.waitsFor(s.who.String(), s.Me().Roles), unsent),
		Snapshot:    decodeSnapshot(r.approval.Text("snapshot")), Digest: r.digest,
	}
	a.Family = s.familyName(ctx, r.file)
	if a.Record, err = s.FindRecord(ctx, id); err != nil {
		return nil, err
	}
	for _, step := range r.whole.Below(r.ID, KindApprovalStep) {
		if a.Steps, err = s.appendRecord(ctx, a.Steps, step); err != nil {
			return nil, err
		}
	}
	if a.Document, err = s.FindRecord(ctx, a.ApprovalRow.Document); err != nil {
		return nil, err
	}
	if r.document != nil {
		a.Now = textOf(s.Library(), r.whole, r.document)
		for _, part := range r.whole.Parts(r.document) {
			if a.Below, err = s.appendRecord(ctx, a.Below, part); err != nil {
				return nil, err
			}
		}
	}
	a.Changes = differences(a.Snapshot, a.Now)
	return a, nil
}

func (s *Store) appendRecord(ctx context.Context, list []*Record, e *casework.Entry) ([]*Record, error) {
	r, err := s.FindRecord(ctx, parseID(e.ID))
	if err != nil {
		return nil, err
	}
	return append(list, r), nil
}
