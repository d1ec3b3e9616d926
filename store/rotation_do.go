package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// ErrRotationBlocked is returned for a rotation with something in its way.
var ErrRotationBlocked = errors.New("something is in the way of the rotation")

// RotationOutcome is what one run of a rotation did. Families that it could not
// write are left with those who leave, who then stay too until it ran again.
type RotationOutcome struct {
	Families, Tasks, Staff int
	Failed                 []HandRow
}

// CarryOutRotation does what a signed plan says: families and tasks change
// hands, then those who leave are removed, which gives the groups new keys. It
// needs no network. Every step looks first whether it was done, so that a run
// that was cut short is carried on by running it again, here or elsewhere.
// step is told after each how many of all are done; it may be nil.
func (s *Store) CarryOutRotation(ctx context.Context, id uuid.UUID, step func(done, all int)) (RotationOutcome, error) {
	var out RotationOutcome
	if !s.May(ledger.ActRotate) {
		return out, ErrNotAllowed
	}
	check, err := s.CheckRotation(ctx, id)
	switch {
	case err != nil:
		return out, err
	case check.Plan.Done:
		return out, ErrRotationDone
	case check.Blocked():
		return out, ErrRotationBlocked
	}
	r := &rotating{s: s, plan: check.Plan, out: &out, step: step}
	for _, part := range []func(context.Context) error{r.families, r.tasks, r.handed, r.people, r.finish} {
		if err := part(ctx); err != nil {
			return out, fmt.Errorf("carry out rotation: %w", err)
		}
		if len(out.Failed) > 0 {
			return out, nil
		}
	}
	return out, nil
}

// rotating is one run of a rotation.
type rotating struct {
	s    *Store
	plan *Rotation
	out  *RotationOutcome
	step func(done, all int)
	done int
}

func (r *rotating) tick() {
	r.done++
	if r.step != nil {
		r.step(r.done, len(r.plan.Families)+len(r.plan.Leaves)+1)
	}
}

// families puts the successors in charge, one family after the other: one that
// cannot be written does not hold up the others.
func (r *rotating) families(ctx context.Context) error {
	for _, f := range r.plan.Families {
		if err := ctx.Err(); err != nil {
			return err
		}
		wrote, err := r.s.handOver(ctx, f.Hand)
		var invalid *InvalidError
		switch {
		case errors.As(err, &invalid), errors.Is(err, ErrArriving):
			r.out.Failed = append(r.out.Failed, f)
		case err != nil:
			return err
		case wrote:
			r.out.Families++
		}
		r.tick()
	}
	return nil
}

// handOver puts the successor in charge of a family, and of those merged into
// it, where the one who leaves still is. Visits that are planned go with it, and
// the entries of the registry that they lead.
func (s *Store) handOver(ctx context.Context, h Hand) (wrote bool, err error) {
	if h.To == uuid.Nil {
		return false, nil
	}
	err = s.write(ctx, func(b *batch) error {
		wrote = false
		files, err := groupOf(ctx, b.tx, h.Case)
		if err != nil {
			return err
		}
		marks, args := inList(files)
		ids, err := fileIDs(ctx, b.tx, `SELECT record FROM record WHERE file IN (`+marks+`) AND kind IN ('family', 'appointment', 'registry') AND state = 'confirmed'`, args...)
		if err != nil {
			return err
		}
		var writes []Write
		for _, id := range ids {
			r, err := s.findRecord(ctx, b.tx, id)
			if err != nil {
				return err
			}
			field := handedField(h, r, s.today().String())
			if field == "" || r.Text(field) != h.From.String() {
				continue
			}
			wrote = wrote || r.Kind == KindFamily
			writes = append(writes, Write{Case: r.Case, Record: id, Kind: r.Kind, Set: map[string]any{field: h.To.String()}})
		}
		return b.put(writes...)
	})
	return wrote, err
}

// handedField is the field of a record by which somebody has a family in hand,
// "" where there is nothing (any more) to hand over.
func handedField(h Hand, r *Record, today string) string {
	switch {
	case r.Kind == KindFamily:
		return sideField[h.Side]
	case r.Kind == KindAppointment && r.Text("on") >= today && r.Text("done_by") == "":
		return "staff"
	case r.Kind == KindRegistry && r.Text("ended_on") == "":
		return "lead_staff"
	}
	return ""
}

// tasks gives the open tasks of those who leave to whoever takes over.
func (r *rotating) tasks(ctx context.Context) error {
	for _, from := range r.plan.Leaves {
		tasks, err := r.s.FindTasks(ctx, &from, nil, false)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			to := r.plan.taskTo(t, from)
			if to == uuid.Nil {
				return ErrRotationBlocked // one that came while this ran
			}
			if err := r.s.passTask(ctx, t.Record, from, to); err != nil {
				return err
			}
			r.out.Tasks++
		}
	}
	return nil
}

// passTask puts one person in the place of another among those who do a task.
func (s *Store) passTask(ctx context.Context, task, from, to uuid.UUID) error {
	return s.write(ctx, func(b *batch) error {
		r, err := s.findRecord(ctx, b.tx, task)
		if err != nil {
			return err
		}
		staff := slices.DeleteFunc(slices.Clone(r.Texts("staff")), func(id string) bool { return id == from.String() || id == to.String() })
		return b.put(Write{Case: r.Case, Record: task, Kind: KindTask, Set: map[string]any{"staff": append(staff, to.String())}})
	})
}

// handed marks the handovers, so that those who took over are told.
func (r *rotating) handed(ctx context.Context) error {
	s, today := r.s, r.s.today().String()
	return s.write(ctx, func(b *batch) error {
		var writes []Write
		for _, h := range r.plan.handovers {
			if h.Text("done_on") == "" && len(h.Texts("cases")) > 0 {
				writes = append(writes, Write{Case: h.Case, Record: h.ID, Kind: KindHandover, Set: map[string]any{"done_on": today}})
			}
		}
		return b.put(writes...)
	})
}

// people removes those who leave. What they still send lands in the hold box,
// where whoever is in charge of the family now decides about it.
func (r *rotating) people(ctx context.Context) error {
	for _, id := range r.plan.Leaves {
		if person := r.s.Staff(id); person != nil && !person.Removed {
			if err := r.s.RemoveStaff(ctx, id); err != nil {
				return err
			}
			r.out.Staff++
		}
		r.tick()
	}
	return nil
}

// finish says in the plan that it was carried out, by whom and with what.
func (r *rotating) finish(ctx context.Context) error {
	families := 0
	for _, f := range r.plan.Families {
		if !f.Moved { // the others are with their successors by now
			families++
		}
	}
	id := r.plan.Record.ID
	_, err := r.s.Put(ctx, Write{Case: r.s.Office(), Record: id, Kind: KindRotation, Set: map[string]any{
		"done_at": r.s.c.Now().Format(time.RFC3339), "done_by": r.s.who.String(),
		"done_families": int64(families),
	}})
	r.tick()
	return err
}
