package page

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/sync/client"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
)

// KindWord is what people call a kind of record.
func KindWord(kind string) string {
	if key := "kind." + kind; present.Has(key) {
		return present.T(key)
	}
	return kind
}

// KindTone is the tone of a kind's chip.
func KindTone(kind string) theme.Tone {
	switch kind {
	case store.KindFamily, store.KindVisit, store.KindMeasurement:
		return theme.Ours
	case store.KindNote, store.KindAppointment:
		return theme.Todo
	}
	return theme.Grey
}

// SyncState is the engine's status as the words for it need it.
// before is when both sides agreed before the engine started.
func SyncState(s client.Status, before time.Time) present.SyncState {
	out := present.SyncState{
		Connected: s.Online(), Unsent: s.Unsent, Held: s.HeldBack,
		Revoked: s.Phase == client.PhaseRevoked, Expired: s.Phase == client.PhaseExpired,
	}
	for _, at := range []time.Time{before, s.SyncedAt} {
		if !at.IsZero() {
			out.SyncedAt = at.Local()
		}
	}
	switch s.Phase {
	case client.PhasePushing, client.PhasePulling, client.PhaseConnecting:
		out.Busy = true
	}
	switch {
	case s.Incomplete && out.SyncedAt.IsZero(), s.Phase == client.PhaseFirstSync:
		out.FirstSync = &present.Progress{Done: int(s.Done), Total: int(s.Total)}
	case s.Incomplete:
		out.Lacking = true
	}
	if s.ClockOff() {
		out.ClockOff = s.ClockOffset
	}
	return out
}

// today is the station's day.
func (d Deps) today() casework.Date { return casework.DateOf(d.Now().Local()) }

func dayOf(t time.Time) string { return casework.DateOf(t.Local()).String() }

// dateOf reads a stored date; no date when it is empty or wrong.
func dateOf(iso string) casework.Date {
	d, err := casework.ParseISO(iso)
	if err != nil {
		return casework.Date{}
	}
	return d
}

// code is the word for a code of a list.
func (d Deps) code(list, code string) string {
	if code == "" {
		return ""
	}
	return d.Store.Library().Display(list, code, lang())
}

// staff is the name of a member of staff, "" for nobody.
func (d Deps) staff(id uuid.UUID) string {
	if s := d.Store.Staff(id); s != nil {
		return s.Name
	}
	return ""
}

// staffText is staff for a field's value.
func (d Deps) staffText(id string) string {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return d.staff(parsed)
}

// shortDate is a stored date on a line, "–" for none.
func (d Deps) shortDate(iso string) string {
	if date := dateOf(iso); !date.IsZero() {
		return present.ShortDate(date, d.today())
	}
	return present.T("case.none")
}

// moment is a time on a line.
func (d Deps) moment(t time.Time) string { return present.DateTime(t.Local(), d.today()) }

// fieldLabel is what a form calls a field.
func (d Deps) fieldLabel(kind, field string) string {
	if f := d.Store.Library().Form(kind); f != nil {
		if it := f.Item(field); it != nil {
			return it.Label(lang())
		}
	}
	return field
}

// withStaff adds who is in charge, if anybody is.
func (d Deps) withStaff(text string, id uuid.UUID) string {
	if name := d.staff(id); name != "" {
		return text + present.T("case.separator") + present.T("case.in_charge", name)
	}
	return text
}
