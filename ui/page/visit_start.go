package page

import (
	"context"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
)

// startVisit opens the visit that was begun at a family, or begins one. from
// is the appointment that it keeps, nil for none.
func (d Deps) startVisit(owner *async.Owner, kase uuid.UUID, from *store.AppointmentRow) {
	async.Run(owner, func(ctx context.Context) (store.Draft, error) {
		if draft, err := d.begunIn(ctx, kase, store.KindVisit); draft != nil || err != nil {
			return *orZero(draft), err
		}
		file, err := d.Store.OpenCase(ctx, kase, "visit")
		if err != nil {
			return store.Draft{}, err
		}
		draft := d.newVisit(file, from)
		_, err = d.Store.SaveDraft(ctx, draft)
		return draft, err
	}, func(draft store.Draft, err error) {
		if err != nil {
			d.Nav.Fail(err)
			return
		}
		d.Nav.OpenVisit(draft)
	})
}

// startAppointment opens what belongs to an appointment: the visit that kept
// it, or the page to make it.
func (d Deps) startAppointment(owner *async.Owner, a store.AppointmentRow) {
	if a.Done {
		d.Nav.OpenCasePart(a.Case, PartCourse)
		return
	}
	d.startVisit(owner, a.Case, &a)
}

// startNote opens the note that was begun at a family, or begins one.
func (d Deps) startNote(owner *async.Owner, kase uuid.UUID) {
	async.Run(owner, func(ctx context.Context) (store.Draft, error) {
		draft, err := d.begunIn(ctx, kase, store.KindNote)
		if draft != nil || err != nil {
			return *orZero(draft), err
		}
		return d.newNote(kase), nil
	}, func(draft store.Draft, err error) {
		if err != nil {
			d.Nav.Fail(err)
			return
		}
		d.Nav.OpenNote(draft)
	})
}

func orZero(d *store.Draft) *store.Draft {
	if d == nil {
		return &store.Draft{}
	}
	return d
}

// begunIn is the draft of a kind that was begun in a case, nil for none.
func (d Deps) begunIn(ctx context.Context, kase uuid.UUID, kind string) (*store.Draft, error) {
	rows, err := d.Store.FindDrafts(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Draft.Case == kase && row.Draft.Kind == kind {
			return &row.Draft, nil
		}
	}
	return nil, nil
}

func (d Deps) newNote(kase uuid.UUID) store.Draft {
	now := d.Now().Local()
	fields := map[string]any{"on": dayOf(now), "time": now.Format("15:04"), "department": d.department()}
	return store.Draft{Record: store.NewRecordID(), Case: kase, Kind: store.KindNote, Fields: fields, Began: now}
}

// department is the side that the person signed in works on.
func (d Deps) department() string {
	if me := d.Store.Me(); me.Has("welfare") && !me.Has("health") {
		return "welfare"
	}
	return "mch"
}

// newVisit fills in what the case already knows, so that nothing is typed
// twice.
func (d Deps) newVisit(file *store.Case, from *store.AppointmentRow) store.Draft {
	now := d.Now().Local()
	fields := map[string]any{
		"visited_on": dayOf(now), "start_time": now.Format("15:04"),
		"visitors": []string{d.Store.Me().ID.String()},
	}
	child, mother := visited(file, from)
	if mother != nil {
		fields["mother"] = mother.ID.String()
	}
	if child != nil {
		fields["child"] = child.ID.String()
		copyFields(fields, child, "birth_weight_g", "gestation_weeks", "gestation_days")
		if birth := child.Text("birth_date"); birth != "" {
			fields["delivery_on"] = birth
		}
		baseWeight(fields, file, child)
	}
	fields["visit_type"] = d.visitType(child, from)
	return store.Draft{Record: store.NewRecordID(), Case: file.ID, Kind: store.KindVisit, Fields: fields, Began: now}
}

func copyFields(into map[string]any, from *store.Record, names ...string) {
	for _, name := range names {
		if v := from.Fields[name]; v != nil {
			into[name] = v
		}
	}
}

// visited are the child that an appointment names or the youngest one, and
// the mother.
func visited(file *store.Case, from *store.AppointmentRow) (child, mother *store.Record) {
	for _, p := range file.Persons {
		switch {
		case p.Text("role") == "mother" && mother == nil:
			mother = p
		case from != nil && from.Child != nil && p.ID == from.Child.ID:
			return p, orMother(file, mother)
		case p.Text("role") == "child" && (child == nil || p.Text("birth_date") > child.Text("birth_date")):
			child = p
		}
	}
	return child, mother
}

func orMother(file *store.Case, mother *store.Record) *store.Record {
	for _, p := range file.Persons {
		if mother == nil && p.Text("role") == "mother" {
			return p
		}
	}
	return mother
}

// baseWeight is the weighing that the gain is counted from: the latest one
// before, else the birth.
func baseWeight(fields map[string]any, file *store.Case, child *store.Record) {
	day, kind := "", ""
	var grams any
	take := func(on string, weight any, what string) {
		if weight != nil && on > day {
			day, grams, kind = on, weight, what
		}
	}
	if birth := child.Text("birth_date"); birth != "" {
		take(birth, child.Fields["birth_weight_g"], "birth")
	}
	for _, r := range file.Records {
		if r.State != store.StateConfirmed || r.Text("child") != child.ID.String() {
			continue
		}
		switch r.Kind {
		case store.KindMeasurement:
			what := "previous"
			if isDischarge(r) {
				what = "discharge"
			}
			take(r.Text("on"), r.Fields["weight_g"], what)
		case store.KindVisit:
			take(r.Text("visited_on"), r.Fields["weight_g"], "previous")
		}
	}
	if grams != nil {
		fields["base_weight_g"], fields["base_date"], fields["base_kind"] = grams, day, kind
	}
}

// visitType is what the appointment says, or what the child's age suggests.
func (d Deps) visitType(child *store.Record, from *store.AppointmentRow) string {
	if from != nil && from.Type != "" {
		return from.Type
	}
	if child == nil {
		return "pregnant"
	}
	birth := dateOf(child.Text("birth_date"))
	if birth.IsZero() {
		return "other"
	}
	switch days := d.today().DaysSince(birth); {
	case days <= 28:
		return "newborn"
	case days < 122:
		return "all_homes"
	case days < 365:
		return "infant"
	case days < 365*6:
		return "toddler"
	}
	return "other"
}
