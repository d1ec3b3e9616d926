package store

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// FindAgenda lists the families that a meeting of a kind on a day should talk
// about and that are on no agenda yet: what was proposed first, then what is
// due by then.
func (s *Store) FindAgenda(ctx context.Context, kind string, on casework.Date) ([]AgendaRow, error) {
	meetings, err := s.FindOffice(ctx, KindMeeting)
	if err != nil {
		return nil, err
	}
	coming := comingMeetings(meetings, kind, s.today())
	asking, err := s.askFor(ctx, on)
	if err != nil {
		return nil, err
	}
	all, err := s.workOf(ctx, s.db.Read(), asking)
	if err != nil {
		return nil, err
	}
	cards, err := s.cardsOf(ctx, asking)
	if err != nil {
		return nil, err
	}
	rules, now := s.Rules(), s.c.Now()
	var rows []AgendaRow
	files := lotOf(all)
	for _, id := range files.order {
		f := files.file(id)
		for _, reason := range casework.AgendaOf(f, kind, on, rules, now, now.Location()) {
			if onAgenda(f, reason, coming) {
				continue
			}
			row := AgendaRow{AgendaReason: reason, Case: id, Family: cards[id].name, Class: cards[id].class}
			if reason.Why == casework.AgendaProposed {
				row.Sheet = parseID(reason.Entry)
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b AgendaRow) int {
		return cmp.Or(proposedFirst(a)-proposedFirst(b), a.Due.Compare(b.Due), cmp.Compare(cards[a.Case].kana, cards[b.Case].kana))
	})
	return rows, nil
}

// agendaAhead is how many days after a meeting a deadline may lie that asks for
// it: who nears 18 is talked about from a month before the mark on.
const agendaAhead = 35

// agendaDues are the deadlines that a meeting meets, and agendaKinds the kinds
// of records that ask for one by themselves.
var (
	agendaDues  = []casework.DeadlineID{casework.DL02UrgentMeeting, casework.DL04RegistryReview, casework.DL05PlanReview, casework.DL16Adult}
	agendaKinds = []string{KindSheet, KindJudgement, KindSafetyCheck, KindCommission}
)

// askFor are the cases that can ask for a meeting of any kind on a day, and
// those merged with them. Which of them do, and why, the rules say: here those
// are left out that have nothing to ask, which are most.
func (s *Store) askFor(ctx context.Context, on casework.Date) ([]uuid.UUID, error) {
	s.refreshDues(ctx)
	args := []any{on.AddDays(agendaAhead).Time(s.place()).UnixMilli()}
	for _, id := range agendaDues {
		args = append(args, string(id))
	}
	due, err := fileIDs(ctx, s.db.Read(), `SELECT DISTINCT file FROM due WHERE done = 0 AND at < ? AND rule IN (?, ?, ?, ?)`, args...)
	if err != nil {
		return nil, s.fault(err)
	}
	records, err := s.entries(ctx, agendaKinds...)
	if err != nil {
		return nil, err
	}
	asking := map[uuid.UUID]bool{}
	for _, file := range due {
		asking[file] = true
	}
	levels := map[uuid.UUID]map[string]string{}
	for _, e := range records {
		switch {
		case e.Kind == KindSheet && e.Text("stage") == stageDiscussed, e.Kind == KindSafetyCheck && e.Text("result") != "danger",
			e.Kind == KindJudgement && !differs(levels, e):
		default:
			asking[e.file] = true
		}
	}
	shown, err := shownFiles(ctx, s.db.Read())
	if err != nil {
		return nil, s.fault(err)
	}
	for file, target := range shown {
		asking[file] = asking[target]
	}
	maps.DeleteFunc(asking, func(_ uuid.UUID, asks bool) bool { return !asks })
	return slices.Collect(maps.Keys(asking)), nil
}

// differs notes how one side judged in a case, and reports whether the other
// side ever judged otherwise.
func differs(levels map[uuid.UUID]map[string]string, e entry) bool {
	of := levels[e.file]
	if of == nil {
		of = map[string]string{}
		levels[e.file] = of
	}
	side, level := e.Text("side"), e.Text("level")
	if was, ok := of[side]; ok && was != level {
		level = "" // more than one: differs from whatever the other says
	}
	of[side] = level
	health, heard := of["mch"]
	welfare, both := of["welfare"]
	return heard && both && (health != welfare || health == "")
}

func proposedFirst(r AgendaRow) int {
	if r.Why == casework.AgendaProposed {
		return 0
	}
	return 1
}

// comingMeetings are the ids of the meetings of a kind that are still to be
// held.
func comingMeetings(meetings []*Record, kind string, today casework.Date) map[string]bool {
	out := map[string]bool{}
	for _, m := range meetings {
		planned := cmp.Or(m.Text("stage"), stagePlanned) == stagePlanned && m.Text("on") >= today.String()
		if m.State == StateConfirmed && m.Text("kind") == kind && planned {
			out[m.ID.String()] = true
		}
	}
	return out
}

// onAgenda reports whether a sheet of a coming meeting already stands for what
// is asked: one about the same person, or about the family as a whole.
func onAgenda(f casework.File, reason casework.AgendaReason, coming map[string]bool) bool {
	return slices.ContainsFunc(f.Of(KindSheet), func(sheet *casework.Entry) bool {
		if !coming[sheet.Text("meeting")] || sheet.Text("stage") == stagePostponed || sheet.ID == reason.Entry {
			return false
		}
		subject := f.Person(sheet.Text("subject"))
		return subject == "" || reason.Subject == "" || subject == reason.Subject
	})
}
