package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// listedRows is how many lines the registry has in the benchmarks: what a
// large city keeps.
const listedRows = 5000

// listed is a pair of stations whose registry is full: each line with its
// child, agencies, judgements, review, sheet and an approved plan.
func listed(b *testing.B) *twins {
	b.Helper()
	t := benchTwins[-listedRows]
	if t != nil {
		return t
	}
	if testing.Short() {
		b.Skip("the full registry takes minutes to make")
	}
	base := benchCity(b, 1000)
	t = &twins{enrolment: base.enrolment, directory: base.directory, reader: base.reader}
	t.sealed, t.dir = t.join(b, false)
	t.plain, _ = t.join(b, true)
	for _, s := range []*store.Store{t.sealed, t.plain} {
		staff := otherStaff(s)
		writes := []store.Write{{Case: s.Office(), Record: store.NewRecordID(), Kind: store.KindResource, Set: map[string]any{"name": "ひばり第一小", "category": "school"}}}
		if err := s.PutTogether(context.Background(), writes); err != nil {
			b.Fatal(err)
		}
		for i := range listedRows {
			writes = append(writes, listedLine(i, staff)...)
			if len(writes) > 5000 {
				if err := s.PutAll(context.Background(), writes[1:]); err != nil {
					b.Fatal(err)
				}
				writes = writes[:1]
			}
		}
		if err := s.PutAll(context.Background(), writes[1:]); err != nil {
			b.Fatal(err)
		}
		if err := store.Receipt(context.Background(), s); err != nil {
			b.Fatal(err)
		}
		if err := s.MarkLooked(context.Background(), s.Now()); err != nil {
			b.Fatal(err)
		}
	}
	benchTwins[-listedRows] = t
	return t
}

func otherStaff(s *store.Store) string {
	for id := range s.Directory().Staff {
		if id != s.Me().ID {
			return id.String()
		}
	}
	return ""
}

// listedLine is one family with one line.
func listedLine(i int, staff string) []store.Write {
	kase, child, plan, goal, meeting := store.NewRecordID(), store.NewRecordID(), store.NewRecordID(), store.NewRecordID(), store.NewRecordID()
	born := time.Date(2010+i%15, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	name := fmt.Sprintf("家%04d", i)
	var out []store.Write
	add := func(kind string, id, parent uuid.UUID, set map[string]any) {
		out = append(out, store.Write{Case: kase, Record: id, Kind: kind, Parent: parent, Set: set})
	}
	add(store.KindFamily, store.NewRecordID(), uuid.Nil, map[string]any{"name": name, "kana": name, "class": "mch", "address": "ひばり市一丁目"})
	add(store.KindPerson, child, uuid.Nil, map[string]any{"family_name": name, "given_name": "光", "family_kana": name, "given_kana": "ひかる", "role": "child", "birth_date": born, "school": "ひばり第一小"})
	for range 2 {
		add(store.KindAgency, store.NewRecordID(), uuid.Nil, map[string]any{"name": "ひばり第一小学校", "category": "school", "phone": "042-000-0000"})
	}
	for side, level := range map[string]string{"mch": "support", "welfare": "support", "agreed": "support"} {
		set := map[string]any{"on": "2026-09-10", "side": side, "level": level, "grounds": "学校を休みがち。"}
		if side == "agreed" {
			set["class"], set["severity"] = "support", "SV2"
		}
		add(store.KindJudgement, store.NewRecordID(), uuid.Nil, set)
	}
	registry := store.NewRecordID()
	add(store.KindRegistry, registry, uuid.Nil, map[string]any{
		"person": child.String(), "class": "support", "registered_on": "2026-09-15", "state": "登校が続いている。", "policy": "週に一度の電話。", "cgc_share": "city",
	})
	add(store.KindRegistryReview, store.NewRecordID(), registry, map[string]any{"on": "2026-10-20", "next_on": fmt.Sprintf("2027-01-%02d", 1+i%28), "findings": "変わりない。"})
	add(store.KindSheet, store.NewRecordID(), uuid.Nil, map[string]any{"meeting": meeting.String(), "meeting_kind": "joint", "proposed_on": "2026-09-01", "reason": "new", "stage": "discussed", "discussed_on": "2026-09-12"})
	add(store.KindPlan, plan, uuid.Nil, map[string]any{"version": int64(1), "division": "joint", "made_on": "2026-09-20", "authors": []string{staff}, "review_on": "2026-12-20", "vision": "家で安心して眠れる。"})
	add(store.KindPlanGoal, goal, plan, map[string]any{"goal": "夜に眠れる日を作る"})
	add(store.KindPlanMeasure, store.NewRecordID(), goal, map[string]any{"what": "産後ケアを使う", "who": "母"})
	return out
}

// BenchmarkRegistry reads the whole registry, beside reading the same records
// raw: the share of the time that is the table's own.
func BenchmarkRegistry(b *testing.B) {
	t := listed(b)
	read := func(s *store.Store, _ int) error {
		rows, err := s.FindRegistry(context.Background(), store.RegistryFilter{})
		if err == nil && len(rows) != listedRows {
			return fmt.Errorf("got %d lines", len(rows))
		}
		return err
	}
	took := t.beside(b, 10, read)
	took.report(b)
	began := time.Now()
	n, err := store.ReadRaw(context.Background(), t.sealed)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(began).Seconds()/took.percentile(0.5).Seconds(), "raw/read")
	b.ReportMetric(float64(n)/listedRows, "records/line")
}

// BenchmarkWorkLists reads what the coordinator's pages show with the same
// registry behind them.
func BenchmarkWorkLists(b *testing.B) {
	lists := []struct {
		name string
		read func(ctx context.Context, s *store.Store) error
	}{
		{"progress", func(ctx context.Context, s *store.Store) error { _, err := s.FindProgress(ctx); return err }},
		{"agenda", func(ctx context.Context, s *store.Store) error {
			_, err := s.FindAgenda(ctx, "working", casework.DateOf(benchDay))
			return err
		}},
		{"meetings", func(ctx context.Context, s *store.Store) error { _, err := s.FindMeetings(ctx); return err }},
		{"resources", func(ctx context.Context, s *store.Store) error { _, err := s.FindResources(ctx); return err }},
		{"approvals", func(ctx context.Context, s *store.Store) error {
			_, err := s.FindApprovals(ctx, store.ApprovalFilter{Open: true})
			return err
		}},
		{"today", func(ctx context.Context, s *store.Store) error { _, err := s.Today(ctx, false); return err }},
		{"mine", func(ctx context.Context, s *store.Store) error { _, err := s.Today(ctx, true); return err }},
	}
	for _, l := range lists {
		b.Run("of="+l.name, func(b *testing.B) {
			took := listed(b).beside(b, 6, func(s *store.Store, _ int) error { return l.read(context.Background(), s) })
			took.report(b)
		})
	}
}
