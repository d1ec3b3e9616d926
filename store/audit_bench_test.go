package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
)

// BenchmarkNote writes one entry of the audit and, by turns, saves one note of
// a family: ratio is how many entries the time of a saving holds. extra-p50-ms
// is what an opening costs more than reading the case.
func BenchmarkNote(b *testing.B) {
	s := newCity(b).found("庁内PC-11")
	kase, _ := s.createFamily("森田", "もりた", "042-000-2200")
	var notes, puts, reads, opens times
	time1 := func(into *times, do func() error) {
		began := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		*into = append(*into, time.Since(began))
	}
	for b.Loop() {
		time1(&notes, func() error {
			return s.Note(b.Context(), store.AuditEntry{Act: store.AuditPrinted, Case: kase})
		})
		time1(&puts, func() error {
			_, err := s.Put(b.Context(), store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindNote, Set: map[string]any{
				"on": "2026-11-20", "method": "phone", "department": "mch", "facts": "電話で話した。",
			}})
			return err
		})
		time1(&reads, func() error { _, err := s.FindCase(b.Context(), kase); return err })
		s.city.later(2 * time.Hour)
		time1(&opens, func() error { _, err := s.OpenCase(b.Context(), kase, "case"); return err })
	}
	b.ReportMetric(float64(notes.percentile(0.5).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(notes.percentile(0.99).Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64((opens.percentile(0.5)-reads.percentile(0.5)).Microseconds())/1000, "extra-p50-ms")
	b.ReportMetric(float64(puts.percentile(0.5))/float64(notes.percentile(0.5)), "ratio")
}

// BenchmarkFindAudit lists pages among 400,000 entries: the newest, of one
// person, of one family, and of what is seldom.
func BenchmarkFindAudit(b *testing.B) {
	s := newCity(b).found("庁内PC-11")
	staff, kase := auditOfYears(b, s)
	var last *store.AuditRow
	for _, test := range []struct {
		name   string
		filter func() store.AuditFilter
	}{
		{"newest", func() store.AuditFilter { return store.AuditFilter{} }},
		{"next page", func() store.AuditFilter { return store.AuditFilter{After: last} }},
		{"person", func() store.AuditFilter { return store.AuditFilter{Who: staff} }},
		{"family", func() store.AuditFilter { return store.AuditFilter{Case: kase} }},
		{"kin", func() store.AuditFilter { return store.AuditFilter{Only: store.OnlyKin} }},
		{"exported", func() store.AuditFilter { return store.AuditFilter{Act: store.AuditExported} }},
		{"person and kin", func() store.AuditFilter { return store.AuditFilter{Who: staff, Only: store.OnlyKin} }},
	} {
		b.Run(test.name, func(b *testing.B) {
			var all times
			for b.Loop() {
				began := time.Now()
				rows, err := s.FindAudit(b.Context(), test.filter())
				if err != nil || len(rows) == 0 {
					b.Fatalf("got %d rows, %v", len(rows), err)
				}
				all, last = append(all, time.Since(began)), &rows[len(rows)-1]
			}
			all.report(b)
		})
	}
	b.Run("month", func(b *testing.B) {
		var all times
		for b.Loop() {
			began := time.Now()
			if _, err := s.SumAudit(b.Context(), s.Now().AddDate(0, -1, 0), s.Now()); err != nil {
				b.Fatal(err)
			}
			all = append(all, time.Since(began))
		}
		all.report(b)
	})
}

// auditOfYears fills the list as a year of a city does: 200 people, 30,000
// families, 400,000 entries.
func auditOfYears(b *testing.B, s *station) (staff, kase uuid.UUID) {
	b.Helper()
	s.noteAct(store.AuditEntry{Act: store.AuditOpened, Case: uuid.New(), Screen: "case"}) // whose body all of them get
	s.Tamper(b, fmt.Sprintf(`WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 400000)
		INSERT INTO audit (station, n, at, who, act, file, offline, outside, kin, odd, guesses, seq, taken, body)
		SELECT randomblob(16), x, %d + x * 78840, unhex(printf('%%032x', x * 7919 %% 200)),
		CASE WHEN x %% 50 = 0 THEN 'exported' ELSE 'opened' END, unhex(printf('%%032x', x * 104729 %% 30000)),
		x %% 9 = 0, x %% 5 = 0, x %% 701 = 0, x %% 20 = 0, 0, x, 1, (SELECT body FROM audit LIMIT 1) FROM i`,
		s.Now().AddDate(-1, 0, 0).UnixMilli()))
	staff[15], kase[15] = 7, 7
	return staff, kase
}
