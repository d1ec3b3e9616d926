package store

import (
	"cmp"
	"context"
	"slices"

	"yorisoi/store/casework"
)

// ofWorked is the condition that a record belongs to a case with records of
// the work, and is one of those that its rules speak of.
const ofWorked = `(r.kind IN ('family', 'person') OR ` + ofWork + `) AND r.file IN (SELECT file FROM worked)`

// FindAgenda lists the families that a meeting of a kind on a day should talk
// about and that are on no agenda yet: what was proposed first, then what is
// due by then.
func (s *Store) FindAgenda(ctx context.Context, kind string, on casework.Date) ([]AgendaRow, error) {
	meetings, err := s.FindOffice(ctx, KindMeeting)
	if err != nil {
		return nil, err
	}
	coming := comingMeetings(meetings, kind, s.today())
	all, err := s.entriesWhere(ctx, s.db.Read(), ofWorked)
	if err != nil {
		return nil, err
	}
	cards, err := s.cards(ctx, `k.file IN (SELECT file FROM worked) OR k.file IN (SELECT target FROM shown)`)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, compareWritten)
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
