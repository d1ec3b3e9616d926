package store

import (
	"time"

	"yorisoi/store/casework"
	"yorisoi/store/trust"
)

// packed is a deadline as the table keeps it; times are nanoseconds, 0 for none.
type packed struct {
	_               struct{} `cbor:",toarray"`
	Part            string
	From, Due, Done int64
	DueDay          string
	Warn            []int64
	DoneBy, Role    string
}

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func packDeadline(d casework.Deadline) []byte {
	p := packed{
		Part: d.Part, From: nanos(d.From), Due: nanos(d.Due), Done: nanos(d.Done),
		DueDay: d.DueDay.String(), DoneBy: d.DoneBy, Role: d.Role,
	}
	for _, w := range d.Warn {
		p.Warn = append(p.Warn, nanos(w))
	}
	return trust.MustEncode(p)
}

// unpack fills in what the table keeps of a deadline. Days are those of loc.
func (p packed) unpack(d *casework.Deadline, loc *time.Location) {
	at := func(n int64) time.Time {
		if n == 0 {
			return time.Time{}
		}
		return time.Unix(0, n).In(loc)
	}
	d.Part, d.From, d.Due, d.Done = p.Part, at(p.From), at(p.Due), at(p.Done)
	d.DueDay, _ = casework.ParseISO(p.DueDay)
	d.DoneBy, d.Role = p.DoneBy, p.Role
	for _, w := range p.Warn {
		d.Warn = append(d.Warn, at(w))
	}
}
