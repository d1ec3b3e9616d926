package sim_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// page is a record that somebody has open: what they were shown of it.
type page struct {
	kase, record uuid.UUID
	kind         string
	shown        map[string]any
	knew         map[*save]bool
}

// weighted is a deed and how often it is done.
type weighted struct {
	weight int
	name   string
	do     func(*sim, *station) error
}

// deeds are what people do at a station.
var deeds = []weighted{
	{2, "open case", (*sim).openCase},
	{18, "edit family", (*sim).editFamily},
	{8, "note", (*sim).writeNote},
	{8, "correct", (*sim).correct},
	{3, "withdraw", (*sim).withdraw},
	{5, "person", (*sim).writePerson},
	{3, "intake", (*sim).writeIntake},
	{5, "draft", (*sim).writeDraft},
	{5, "confirm", (*sim).confirm},
	{8, "settle", (*sim).settle},
	{6, "open page", (*sim).openPage},
	{8, "save page", (*sim).savePage},
	{2, "other person", (*sim).changePerson},
	{1, "password", (*sim).changePassword},
	{4, "attach", (*sim).attach},
	{3, "want paper", (*sim).want},
}

// act lets somebody at a station do something.
func (s *sim) act(st *station) {
	if st.store == nil {
		st.open(s.pickWho(st))
		s.tell("sign in %d", st.index)
		return
	}
	d := s.draw(deeds)
	if s.chance(s.trouble.house) {
		if d = s.draw(houseDeeds); s.chance(0.4) && s.stations[0].store != nil {
			st = s.stations[0]
		}
	}
	if s.chance(s.trouble.walls) {
		d = s.draw(wallDeeds)
	}
	err := d.do(s, st)
	if errors.Is(err, errNothing) && len(s.history.cases) < 3 {
		err = s.openCase(st)
	}
	s.figures.Deeds++
	s.tell("%s %d: %s", d.name, st.index, errorClass(err))
	if err != nil && !s.mayFail(err) && !mayRefuse(err) {
		s.failf("%s at station %d: %v", d.name, st.index, err)
	}
}

func (s *sim) draw(of []weighted) weighted {
	total := 0
	for _, d := range of {
		total += d.weight
	}
	n := s.rng.IntN(total)
	for _, d := range of {
		if n -= d.weight; n < 0 {
			return d
		}
	}
	return of[0]
}

// mayFail reports whether a person may be told so: a form that does not fit
// the clock of this machine, a record that is not there, a change meanwhile.
func (s *sim) mayFail(err error) bool {
	switch errorClass(err) {
	case "form_invalid", "record_missing", "reason_needed", "no room", "crashed", "moved", "in_conflict", "nothing":
		return true
	}
	return false
}

// text makes words that were never written before, or now and then some that
// were.
func (s *sim) text(kind string) string {
	if s.chance(0.12) && s.words > 0 {
		return fmt.Sprintf("%s%05d", kind, 1+s.rng.IntN(s.words))
	}
	s.words++
	return fmt.Sprintf("%s%05d", kind, s.words)
}

// newID makes the id of a record before its first save.
func (s *sim) newID() uuid.UUID { return uuid.Must(uuid.NewRandomFromReader(s.noises)) }

// saving does a deed that writes one record, and writes down what it saved.
func (s *sim) saving(st *station, kase, record uuid.UUID, kind string, knew map[*save]bool, do func() error) error {
	if knew == nil {
		knew = st.seen(record)
	}
	if s.chance(s.trouble.crashDeed) {
		return s.tornDeed(st, kase, record, kind, knew, do)
	}
	if disks && s.chance(s.trouble.stationFull) {
		var err error
		withoutRoom(func() { err = do() })
		if err != nil {
			s.figures.Full++
			err = errNoRoom
		}
		if found := s.witness(st, kase, record, kind, knew); err != nil && found > 0 {
			s.failf("station %d said that there was no room, and saved", st.index)
		}
		return err
	}
	if err := do(); err != nil {
		return err
	}
	s.witness(st, kase, record, kind, knew)
	return nil
}

// tornDeed stops the machine somewhere in a deed. What is there when it runs
// again counts like any save: a person sees it.
func (s *sim) tornDeed(st *station, kase, record uuid.UUID, kind string, knew map[*save]bool, do func() error) error {
	before := st.folder()
	if err := do(); err != nil {
		return err
	}
	who := st.who
	st.crash(torn(before, st.folder(), s.rng.IntN))
	st.open(who)
	s.witness(st, kase, record, kind, knew)
	return errCrashed
}

func (s *sim) put(st *station, w store.Write, knew map[*save]bool) error {
	return s.saving(st, w.Case, w.Record, w.Kind, knew, func() error {
		_, err := st.store.Put(s.ctx, w)
		return err
	})
}

func (s *sim) openCase(st *station) error {
	var kase uuid.UUID
	kase, err := st.store.CreateCase(s.ctx, map[string]any{
		"name": s.text("家"), "kana": "もりた", "phone": s.text("042-"), "class": "mch", "address": s.text("町"),
	})
	if err != nil {
		return err
	}
	c, err := st.store.FindCase(s.ctx, kase)
	if err != nil {
		return err
	}
	s.witness(st, kase, c.Family.ID, store.KindFamily, map[*save]bool{})
	return nil
}

// find draws a record of some kinds that the station has, confirmed.
func (s *sim) find(st *station, kinds ...string) *store.Record {
	var fit []uuid.UUID
	for _, id := range s.history.order {
		if slices.Contains(kinds, s.history.records[id][0].kind) {
			fit = append(fit, id)
		}
	}
	for range min(3, len(fit)) {
		r, err := st.store.FindRecord(s.ctx, fit[s.rng.IntN(len(fit))])
		if err == nil && r.State == store.StateConfirmed {
			return r
		}
	}
	return nil
}

// familyFields are what people change of a family.
var familyFields = []string{"phone", "address", "policy", "caution"}

func (s *sim) familySet() map[string]any {
	set := map[string]any{}
	for range 1 + s.rng.IntN(2) {
		name := familyFields[s.rng.IntN(len(familyFields))]
		set[name] = s.text("記")
		if name != "phone" && s.chance(0.05) {
			set[name] = nil
		}
	}
	return set
}

func (s *sim) editFamily(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	return s.put(st, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: s.familySet()}, nil)
}

func (s *sim) noteSet() map[string]any {
	return map[string]any{"on": "2026-11-18", "facts": s.text("見"), "opinion": s.text("思")}
}

func (s *sim) writeNote(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	return s.put(st, store.Write{Case: r.Case, Record: s.newID(), Kind: store.KindNote, Set: s.noteSet()}, nil)
}

func (s *sim) correct(st *station) error {
	r := s.find(st, store.KindNote)
	if r == nil {
		return errNothing
	}
	set := map[string]any{[]string{"facts", "opinion"}[s.rng.IntN(2)]: s.text("直")}
	return s.put(st, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: set, Reason: "書き違い"}, nil)
}

func (s *sim) withdraw(st *station) error {
	r := s.find(st, store.KindNote, store.KindPerson)
	if r == nil {
		return errNothing
	}
	return s.saving(st, r.Case, r.ID, r.Kind, nil, func() error { return st.store.Withdraw(s.ctx, r.ID, "別の家のこと") })
}

func (s *sim) writePerson(st *station) error {
	if r := s.find(st, store.KindPerson); r != nil && s.chance(0.6) {
		return s.put(st, store.Write{Case: r.Case, Record: r.ID, Kind: r.Kind, Set: map[string]any{"note": s.text("人")}}, nil)
	}
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	return s.put(st, store.Write{Case: r.Case, Record: s.newID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": "森田", "given_name": s.text("子"), "role": "child", "sex": "M", "birth_date": "2023-04-03",
	}}, nil)
}

// writeIntake writes a report that has clocks running from it, and a number.
func (s *sim) writeIntake(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	return s.put(st, store.Write{Case: r.Case, Record: s.newID(), Kind: store.KindIntake, Set: map[string]any{
		"received_at": "2026-11-19T09:00:00+09:00", "receiver": st.who.String(), "consultation": "abuse",
		"method": "phone", "route": "RT02", "heard": s.text("声"),
	}}, nil)
}

// settle decides a conflict for one of its values, or for another one.
func (s *sim) settle(st *station) error {
	all, err := st.store.FindConflicts(s.ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errNothing
	}
	c := all[s.rng.IntN(len(all))]
	f := c.Fields[s.rng.IntN(len(c.Fields))]
	value := f.Values[s.rng.IntN(len(f.Values))].Value
	if text, ok := value.(string); ok && s.chance(0.3) && c.Kind != store.KindIntake && f.Name[0] != '_' {
		value = text + "・" + s.text("決")
	}
	return s.saving(st, c.Case, c.Record, c.Kind, nil, func() error {
		return st.store.Settle(s.ctx, &c, map[string]any{f.Name: value}, "確かめた")
	})
}

// openPage lets somebody look at a record that they will save later, when
// others may have written meanwhile.
func (s *sim) openPage(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil || len(st.pages) > 2 {
		return errNothing
	}
	st.pages = append(st.pages, &page{
		kase: r.Case, record: r.ID, kind: r.Kind, shown: maps.Clone(r.Fields), knew: st.seen(r.ID),
	})
	return nil
}

// savePage saves what was typed on such a page. The writer had seen what the
// page showed, and nothing that came since.
func (s *sim) savePage(st *station) error {
	if len(st.pages) == 0 {
		return errNothing
	}
	p := st.pages[0]
	st.pages = st.pages[1:]
	w := store.Write{Case: p.kase, Record: p.record, Kind: p.kind, Set: s.familySet(), Was: map[string]any{}}
	now, err := st.store.FindRecord(s.ctx, p.record)
	if err != nil {
		return err
	}
	knew := st.seen(p.record)
	for name := range w.Set {
		w.Was[name] = p.shown[name]
		if !ledger.SameValue(p.shown[name], now.Fields[name]) || slices.Contains(now.Conflicts, name) {
			knew = p.knew // what stands there now, they were not shown
		}
	}
	return s.put(st, w, knew)
}

func (s *sim) pickWho(st *station) uuid.UUID {
	return st.image.signIns[s.rng.IntN(len(st.image.signIns))]
}

// changePerson lets somebody else sign in on the same machine.
func (s *sim) changePerson(st *station) error {
	st.lock()
	st.open(s.pickWho(st))
	return nil
}

func (s *sim) changePassword(st *station) error {
	next := fmt.Sprintf("あたらしいことば%d", s.words)
	if err := st.store.ChangePassword(s.ctx, st.passwords[st.who], next); err != nil {
		return err
	}
	st.passwords[st.who] = next
	return nil
}
