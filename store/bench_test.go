package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/demo"
)

// sizes are the cities of the benchmarks: a small town's, and the scale that
// architecture.md §8 gives the budgets for.
var sizes = []int{1000, 30000}

// onEachSize runs a benchmark for every size.
func onEachSize(b *testing.B, run func(b *testing.B, families int)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("cases=%d", n), func(b *testing.B) { run(b, n) })
	}
}

// times are how long single operations took.
type times []time.Duration

func (t times) percentile(p float64) time.Duration {
	slices.Sort(t)
	return t[min(len(t)-1, int(p*float64(len(t))))]
}

func (t times) total() (sum time.Duration) {
	for _, d := range t {
		sum += d
	}
	return sum
}

// beside does the same thing on both stations by turns, so that whatever else
// the machine does meets both, and reports the sealed one's time and its speed
// as a share of the plain one's, by the median. Each iteration has an even
// number of rounds, more of them where one takes long; do gets the number of
// the round, the same for both.
func (t *twins) beside(b *testing.B, rounds int, do func(s *store.Store, i int) error) times {
	b.Helper()
	var sealed, plain times
	i := 0
	turn := func(s *store.Store, into *times) {
		began := time.Now()
		if err := do(s, i); err != nil {
			b.Fatal(err)
		}
		*into = append(*into, time.Since(began))
	}
	for b.Loop() {
		for range rounds / 2 {
			turn(t.sealed, &sealed)
			turn(t.plain, &plain)
			i++
			turn(t.plain, &plain)
			turn(t.sealed, &sealed)
			i++
		}
	}
	b.ReportMetric(float64(sealed.total())/float64(len(sealed)), "ns/op")
	b.ReportMetric(float64(plain.percentile(0.5))/float64(sealed.percentile(0.5)), "ratio")
	return sealed
}

func (t times) report(b *testing.B) {
	b.ReportMetric(float64(t.percentile(0.5).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(t.percentile(0.99).Microseconds())/1000, "p99-ms")
}

func (t *twins) note() store.Write {
	w := t.notes[rand.IntN(len(t.notes))]
	w.Record = store.NewRecordID()
	return w
}

// BenchmarkFirstSync receives the whole city into an empty station, in the
// portions in which the sync engine pulls. Budget: 10,000 changes a second. It
// stands first because the others go on with the stations that it has filled.
// Beside the unsealed twin it is held against the bare rows in a plain
// database, which have no index, no signature and no seal.
func BenchmarkFirstSync(b *testing.B) {
	onEachSize(b, func(b *testing.B, families int) {
		t := benchCity(b, families)
		var sealed, plain, rows effort
		changes := 0
		for b.Loop() {
			s, dir := t.join(b, false)
			p, _ := t.join(b, true)
			// All in ten turns, so that none has the quieter part of the run.
			for turn := range 10 {
				from, to := len(t.log)*turn/10, len(t.log)*(turn+1)/10
				sealed.add(measure(func() { t.receive(b, s, from, to) }))
				plain.add(measure(func() { t.receive(b, p, from, to) }))
				rows.add(bare(b, t.log[from:to]))
			}
			changes += len(t.log)
			t.keep(b, s, p, dir)
		}
		b.ReportMetric(float64(changes)/sealed.wall.Seconds(), "changes/s")
		b.ReportMetric(sealed.perCPU(changes), "changes/CPU-s")
		b.ReportMetric(plain.wall.Seconds()/sealed.wall.Seconds(), "ratio")
		b.ReportMetric(rows.wall.Seconds()/sealed.wall.Seconds(), "bare-ratio")
		b.ReportMetric(rows.perCPU(changes), "bare/CPU-s")
		b.ReportMetric(float64(sealed.wall.Nanoseconds())/float64(b.N), "ns/op")
	})
}

// keep checks that both stations hold the city, and keeps the first two for
// the other benchmarks.
func (t *twins) keep(b *testing.B, sealed, plain *store.Store, dir string) {
	for _, s := range []*store.Store{sealed, plain} {
		n, err := s.Counts(context.Background())
		if err != nil || n.Cases != len(t.cases) || n.Held != 0 {
			b.Fatalf("after the first sync: %+v, %v, want %d cases and none held", n, err, len(t.cases))
		}
	}
	if t.sealed == nil {
		t.sealed, t.plain, t.dir = sealed, plain, dir
		return
	}
	if err := sealed.Close(); err != nil {
		b.Fatal(err)
	}
	if err := plain.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkWrite confirms one record: checked, signed, sealed, indexed and on
// the disk. Budget: ratio at least 0.85.
func BenchmarkWrite(b *testing.B) {
	onEachSize(b, func(b *testing.B, families int) {
		t := benchStations(b, families)
		took := t.beside(b, 20, func(s *store.Store, _ int) error {
			_, err := s.Put(context.Background(), t.note())
			return err
		})
		took.report(b)
	})
}

// BenchmarkWriteMany confirms 1,000 records in one transaction. Budget: ratio
// at least 0.85.
func BenchmarkWriteMany(b *testing.B) {
	const many = 1000
	onEachSize(b, func(b *testing.B, families int) {
		t := benchStations(b, families)
		took := t.beside(b, 6, func(s *store.Store, _ int) error {
			writes := make([]store.Write, many)
			for i := range writes {
				writes[i] = t.note()
			}
			return s.PutAll(context.Background(), writes)
		})
		b.ReportMetric(many/took.percentile(0.5).Seconds(), "records/s")
	})
}

// BenchmarkCaseRead opens a case as its page does. Budget: p99 at most 30 ms,
// ratio at least 0.9.
func BenchmarkCaseRead(b *testing.B) {
	onEachSize(b, func(b *testing.B, families int) {
		t := benchStations(b, families)
		order := rand.Perm(len(t.cases))
		took := t.beside(b, 100, func(s *store.Store, i int) error {
			_, err := s.FindCase(context.Background(), t.cases[order[i%len(order)]])
			return err
		})
		took.report(b)
	})
}

// ask adds what somebody would type to find a person: from two characters on.
func (t *twins) ask(person map[string]any) {
	text := func(name string) string {
		s, _ := person[name].(string)
		return s
	}
	add := func(kind, whole string, shortest int) {
		signs := []rune(whole)
		for n := shortest; n <= min(len(signs), shortest+3); n++ {
			t.queries[kind] = append(t.queries[kind], string(signs[:n]))
		}
	}
	add("kanji", text("family_name")+text("given_name"), 2)
	kana := text("family_kana") + text("given_kana")
	add("kana", kana, 2)
	add("katakana", katakana(kana), 2)
	if latin := casework.Romaji(text("family_kana")); len(latin) > 0 {
		add("romaji", latin[0], 2)
	}
	add("phone", text("phone"), 4)
	add("birth", text("birth_date"), 4)
}

func katakana(kana string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' {
			return r - 'ぁ' + 'ァ'
		}
		return r
	}, kana)
}

// BenchmarkSearch searches as somebody types, by each way there is. Budget:
// p99 at most 50 ms.
func BenchmarkSearch(b *testing.B) {
	for _, kind := range []string{"kanji", "kana", "katakana", "romaji", "phone", "birth"} {
		b.Run("by="+kind, func(b *testing.B) {
			onEachSize(b, func(b *testing.B, families int) {
				t := benchStations(b, families)
				asked := t.queries[kind]
				took := t.beside(b, 100, func(s *store.Store, i int) error {
					_, err := s.Search(context.Background(), asked[i*7919%len(asked)], 20)
					return err
				})
				took.report(b)
			})
		})
	}
}

// BenchmarkUnlock opens a locked station. The password costs nothing here, so
// this is what comes after deriving it. Budget: 300 ms for any size.
func BenchmarkUnlock(b *testing.B) {
	onEachSize(b, func(b *testing.B, families int) {
		t := benchStations(b, families)
		if err := t.sealed.Close(); err != nil {
			b.Fatal(err)
		}
		var took times
		for b.Loop() {
			began := time.Now()
			s, err := store.Open(context.Background(), benchConfig(b, t.dir), t.reader, demo.Password)
			took = append(took, time.Since(began))
			if err != nil {
				b.Fatal(err)
			}
			t.sealed = s
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
		took.report(b)
		s, err := store.Open(context.Background(), benchConfig(b, t.dir), t.reader, demo.Password)
		if err != nil {
			b.Fatal(err)
		}
		t.sealed = s
	})
}

// BenchmarkLists reads what the first page and the case list show. Without a
// budget of their own they share that of opening a case: p99 at most 30 ms.
func BenchmarkLists(b *testing.B) {
	lists := map[string]func(s *store.Store, i int) error{
		"today": func(s *store.Store, _ int) error {
			_, err := s.Today(context.Background(), true)
			return err
		},
		"cases": func(s *store.Store, i int) error {
			_, _, err := s.FindCases(context.Background(), store.CaseFilter{Limit: 50, Offset: 50 * (i % 15)})
			return err
		},
	}
	for _, name := range []string{"today", "cases"} {
		b.Run("of="+name, func(b *testing.B) {
			onEachSize(b, func(b *testing.B, families int) {
				took := benchStations(b, families).beside(b, 20, lists[name])
				took.report(b)
			})
		})
	}
}

// BenchmarkDue reads what is due in a city with a full registry: the clocks that
// run, which have the budget of opening a case (p99 at most 30 ms), one deadline
// of every case, and all there are. The first one computes them.
func BenchmarkDue(b *testing.B) {
	t := listed(b)
	soon := benchDay.AddDate(0, 0, 42) // every plan's review
	for _, list := range []struct {
		name   string
		filter store.DueFilter
	}{
		{"near", store.DueFilter{Before: soon}},
		{"clocks", store.DueFilter{IDs: []casework.DeadlineID{casework.DL01SafetyCheck}, Met: true}},
		{"all", store.DueFilter{}},
	} {
		b.Run("of="+list.name, func(b *testing.B) {
			rows := 0
			took := t.beside(b, 10, func(s *store.Store, _ int) error {
				due, err := s.FindDue(context.Background(), list.filter)
				rows = len(due)
				return err
			})
			took.report(b)
			b.ReportMetric(float64(rows), "rows")
		})
	}
}

// BenchmarkSettings sets a deadline of the center and reads what is due then:
// those of all cases are computed anew.
func BenchmarkSettings(b *testing.B) {
	t := listed(b)
	took := t.beside(b, 2, func(s *store.Store, i int) error {
		_, err := s.Put(context.Background(), store.Write{Case: s.Office(), Record: s.SettingsID(), Kind: store.KindSettings,
			Set: map[string]any{"review_months_registry": int64(2 + i%3)}})
		if err == nil {
			_, err = s.FindDue(context.Background(), store.DueFilter{Before: benchDay})
		}
		return err
	})
	b.ReportMetric(listedRows/took.percentile(0.5).Seconds(), "cases/s")
}
