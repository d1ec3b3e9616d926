package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
)

// Kinds of disposal. What is to be destroyed stands in the directory, readable,
// by ids; these say why.
const (
	KindRetention     = "retention"      // the class that somebody chose for a case
	KindDisposalHold  = "disposal_hold"  // why a case must not be destroyed
	KindRetentionRule = "retention_rule" // in the office file, one record a class
	KindDisposalList  = "disposal_list"  // in the office file, by the list's id
	KindLateWork      = "late_work"      // in the office file: what came too late
)

// retentionRuleID is the id of a class's rule: the same on every station.
func (s *Store) retentionRuleID(class string) uuid.UUID {
	return uuid.NewSHA1(s.Office(), []byte("retention "+class))
}

// Retentions is how long the cases of each class are kept: what the center has
// set, and the program's proposal where it has set nothing.
func (s *Store) Retentions(ctx context.Context) ([]casework.Retention, error) {
	rules := casework.DefaultRetentions()
	set, err := s.FindOffice(ctx, KindRetentionRule)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(set, func(a, b *Record) int { return a.Created.Compare(b.Created) })
	for _, r := range set {
		e := entryOf(r)
		rule := casework.Retention{Class: e.Text("class"), Forever: e.Bool("forever")}
		years, has := e.Int("years")
		age, _ := e.Int("age")
		rule.Years, rule.Age = int(years), int(age)
		if !has && !rule.Forever { // nobody has said how long
			continue
		}
		if i := slices.IndexFunc(rules, func(o casework.Retention) bool { return o.Class == rule.Class }); i >= 0 {
			rules[i] = rule
		} else {
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

// SetRetentionRule says how long the cases of a class are kept. Only who may
// approve a destruction does that.
func (s *Store) SetRetentionRule(ctx context.Context, r casework.Retention) error {
	if !s.Me().Has(ledger.RoleDirector) {
		return ErrNotAllowed
	}
	set := map[string]any{"class": r.Class, "years": int64(r.Years), "age": int64(r.Age), "forever": r.Forever}
	_, err := s.Put(ctx, Write{Case: s.Office(), Record: s.retentionRuleID(r.Class), Kind: KindRetentionRule, Set: set})
	return err
}

// SetRetention chooses the class of a case, with a reason.
func (s *Store) SetRetention(ctx context.Context, kase uuid.UUID, class, reason string) error {
	switch {
	case !s.May(ledger.ActDispose):
		return ErrNotAllowed
	case reason == "":
		return ErrReasonNeeded
	}
	set := map[string]any{"class": class, "decided_on": s.today().String(), "reason": reason}
	_, err := s.Put(ctx, Write{Case: kase, Record: newID(s.c), Kind: KindRetention, Set: set})
	return err
}

// RetentionOf is when a case, with those merged into it, has been kept long
// enough.
func (s *Store) RetentionOf(ctx context.Context, kase uuid.UUID) (casework.Due, error) {
	rules, err := s.Retentions(ctx)
	if err != nil {
		return casework.Due{}, err
	}
	return s.retentionBy(ctx, s.db.Read(), kase, rules)
}

func (s *Store) retentionBy(ctx context.Context, q querier, kase uuid.UUID, rules []casework.Retention) (casework.Due, error) {
	f, err := s.wholeFile(ctx, q, kase, casework.RetentionKinds...)
	if err != nil {
		return casework.Due{}, err
	}
	root, err := shownIn(ctx, q, kase)
	if err != nil {
		return casework.Due{}, err
	}
	group, err := filesOf(ctx, q, root)
	if err != nil {
		return casework.Due{}, err
	}
	marks, args := inList(group)
	var last int64
	err = q.QueryRowContext(ctx, `SELECT coalesce(max(changed), 0) FROM record
		WHERE kind NOT IN ('`+KindRetention+`', '`+KindDisposalHold+`') AND file IN (`+marks+`)`, args...).Scan(&last)
	if err != nil {
		return casework.Due{}, fmt.Errorf("find last change of %s: %w", kase, s.fault(err))
	}
	on := casework.Date{}
	if last > 0 {
		on = casework.DateOf(ledger.Time(last).Wall().In(s.place()))
	}
	return casework.RetentionOf(f, rules, on, s.place()), nil
}

// Disposable is a case that can be put on a list.
type Disposable struct {
	Case   uuid.UUID
	Family string
	Number string
	Due    casework.Due
	group  []uuid.UUID // the case and those merged into it
}

// FindDisposable lists the cases that have been kept long enough, that nothing
// stops, and that are on no list that goes on.
func (s *Store) FindDisposable(ctx context.Context) ([]Disposable, error) {
	rules, err := s.Retentions(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.oldCases(ctx, rules)
	if err != nil {
		return nil, err
	}
	var out []Disposable
	for _, d := range found {
		ok, err := s.fillDisposable(ctx, s.db.Read(), &d, rules)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, d)
		}
	}
	return out, nil
}

// oldCases are those in which nothing was written for as many years as the
// shortest class asks for: no other can be due.
func (s *Store) oldCases(ctx context.Context, rules []casework.Retention) ([]Disposable, error) {
	least := -1
	for _, r := range rules {
		if !r.Forever && (least < 0 || r.Years < least) {
			least = r.Years
		}
	}
	if least < 0 {
		return nil, nil
	}
	before := int64(ledger.TimeOf(s.c.Now().AddDate(-least, 0, 0)))
	rows, err := s.db.Read().QueryContext(ctx, `SELECT file, name, number FROM casefile
		WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.file = casefile.file AND r.changed > ? AND r.kind NOT IN ('`+KindRetention+`', '`+KindDisposalHold+`'))
		AND NOT EXISTS (SELECT 1 FROM shown WHERE shown.file = casefile.file) ORDER BY kana, file`, before)
	if err != nil {
		return nil, fmt.Errorf("find old cases: %w", s.fault(err))
	}
	defer rows.Close()
	var out []Disposable
	for rows.Next() {
		var d Disposable
		if err := rows.Scan(&d.Case, &d.Family, &d.Number); err != nil {
			return nil, fmt.Errorf("find old cases: %w", err)
		}
		out = append(out, d)
	}
	return out, s.fault(rows.Err())
}

// fillDisposable reckons one case, and reports whether it can be on a list.
func (s *Store) fillDisposable(ctx context.Context, q querier, d *Disposable, rules []casework.Retention) (bool, error) {
	var err error
	if d.group, err = filesOf(ctx, q, d.Case); err != nil {
		return false, err
	}
	dir := s.Directory()
	for _, kase := range d.group {
		if kase == s.Office() || dir.Kept(kase) || onList(dir, kase) {
			return false, nil
		}
	}
	if d.Due, err = s.retentionBy(ctx, q, d.Case, rules); err != nil {
		return false, err
	}
	return d.Due.Reached(s.today()), nil
}

// onList reports whether a case is on a list that goes on.
func onList(dir *ledger.Directory, kase uuid.UUID) bool {
	for _, l := range dir.Disposals {
		if !l.Stopped && slices.Contains(l.Cases, kase) && !dir.Kept(kase) {
			return true
		}
	}
	return false
}
