package sim_test

import (
	mathrand "math/rand/v2"
	"time"
)

// trouble is what a seed has in store, as chances by request, deed or step.
type trouble struct {
	stations, steps int

	dropRequest, dropAnswer, cutRequest, cutAnswer, shortAnswer, garbage, repeat float64

	partition, crash, crashDeed, crashRound, setBack, copies float64
	centerCrash, centerRestore, centerFull, backup           float64
	stationFull, clock, house, walls                         float64
	sync                                                     float64 // how often somebody reconciles
	pace                                                     time.Duration
}

// drawTrouble decides what kind of weather a seed has: most are mild in most
// respects and bad in some, so that one fault is not hidden by another.
func drawTrouble(r *mathrand.Rand) trouble {
	some := func(often, most float64) float64 {
		if r.Float64() < often {
			return most * r.Float64()
		}
		return 0
	}
	t := trouble{
		stations: 2 + r.IntN(4), steps: 80 + r.IntN(160),
		dropRequest: some(0.5, 0.15), dropAnswer: some(0.5, 0.15), cutRequest: some(0.4, 0.1), cutAnswer: some(0.4, 0.15),
		shortAnswer: some(0.3, 0.1), garbage: some(0.3, 0.1), repeat: some(0.4, 0.2),
		partition: some(0.5, 0.05), crash: some(0.5, 0.05), crashDeed: some(0.4, 0.1), crashRound: some(0.4, 0.3),
		setBack: some(0.25, 0.02), copies: 0.03,
		centerCrash: some(0.4, 0.05), centerRestore: some(0.25, 0.02), centerFull: some(0.2, 0.03), backup: 0.03,
		stationFull: some(0.2, 0.1), clock: some(0.4, 0.05), house: some(0.5, 0.3),
		sync: 0.15 + 0.35*r.Float64(), pace: time.Duration(1+r.IntN(600)) * time.Second,
	}
	switch n := r.IntN(100); {
	case n < 6:
		t.stations, t.steps = 6+r.IntN(3), 150
	case n < 8:
		t.stations, t.steps = 20, 200
	case n == 8 && r.IntN(4) == 0:
		t.stations, t.steps = 100, 400
	}
	return t
}

// turn is one step: time goes on, and one thing happens.
func (s *sim) turn() {
	s.now = s.now.Add(time.Duration(s.rng.Int64N(int64(s.trouble.pace))))
	if s.chance(0.01) {
		s.now = s.now.Add(time.Duration(s.rng.IntN(72)) * time.Hour)
	}
	s.weather()
	if len(s.tasks) > 0 && s.chance(0.6) {
		for range 1 + s.rng.IntN(8) {
			if len(s.tasks) > 0 {
				s.resume(s.tasks[s.rng.IntN(len(s.tasks))])
			}
		}
		return
	}
	if len(s.letters) > 0 && s.chance(0.2) {
		s.deliverLate()
		return
	}
	st := s.stations[s.rng.IntN(len(s.stations))]
	if s.chance(s.trouble.sync) && st.store != nil && st.task == nil {
		if s.chance(s.trouble.crashRound) {
			st.fuse = 1 + s.rng.IntN(5)
		}
		s.tell("round %d", st.index)
		s.resume(s.start(st))
		return
	}
	s.act(st)
}

// weather lets trouble begin and end.
func (s *sim) weather() {
	st := s.stations[s.rng.IntN(len(s.stations))]
	t := s.trouble
	switch {
	case s.chance(t.partition) || st.cutOff && s.chance(0.1):
		st.cutOff = !st.cutOff
		s.figures.Partitions++
		s.tell("station %d cut off: %v", st.index, st.cutOff)
	case s.chance(t.crash):
		s.tell("station %d crashes", st.index)
		st.crash(nil)
	case s.chance(t.copies):
		if len(st.copies) < 3 {
			st.keep()
		}
	case len(st.copies) > 0 && s.chance(t.setBack):
		s.setBack(st)
	case s.chance(t.clock):
		st.skew = s.wrongClock()
		s.tell("clock of %d wrong by %v", st.index, st.skew)
	case s.chance(0.005):
		s.tell("station %d locked", st.index)
		st.lock()
	}
	s.officeWeather()
}

func (s *sim) wrongClock() time.Duration {
	unit := []time.Duration{0, time.Second, time.Minute, time.Hour, 24 * time.Hour, 365 * 24 * time.Hour}[s.rng.IntN(6)]
	return unit * time.Duration(s.rng.IntN(21)-10)
}

func (s *sim) officeWeather() {
	o, t := s.office, s.trouble
	if o.down() {
		if s.step >= o.back {
			o.start()
			s.tell("the center is back")
		}
		return
	}
	switch {
	case s.chance(t.centerCrash):
		if s.chance(0.5) {
			o.fuse = 1 + s.rng.IntN(4)
			return
		}
		s.tell("the center crashes")
		o.crash()
	case disks && (s.chance(t.centerFull) || o.full && s.chance(0.1)):
		o.full = !o.full
		s.tell("the center's disk is full: %v", o.full)
	case s.chance(t.backup):
		o.backups = append(o.backups, o.folder())
	case len(o.backups) > 0 && s.chance(t.centerRestore):
		s.restoreCenter()
	}
}
