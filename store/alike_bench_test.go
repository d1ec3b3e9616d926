package store_test

import (
	"context"
	"testing"

	"yorisoi/store"
)

// BenchmarkAlike asks who may be meant, as somebody types during a call.
// Budget: p99 at most 50 ms.
func BenchmarkAlike(b *testing.B) {
	for _, kind := range []string{"kanji", "kana", "romaji", "phone"} {
		b.Run("by="+kind, func(b *testing.B) {
			onEachSize(b, func(b *testing.B, families int) {
				t := benchStations(b, families)
				asked := t.queries[kind]
				took := t.beside(b, 100, func(s *store.Store, i int) error {
					q := store.Sought{Name: asked[i*7919%len(asked)], Address: "ひばり市くぬぎ台4-3-2"}
					if kind == "phone" {
						q = store.Sought{Phone: q.Name}
					}
					_, err := s.FindAlike(context.Background(), q, 8)
					return err
				})
				took.report(b)
			})
		})
	}
}

// BenchmarkTwins looks for families that are in the store twice, as the first
// page does.
func BenchmarkTwins(b *testing.B) {
	onEachSize(b, func(b *testing.B, families int) {
		t := benchStations(b, families)
		took := t.beside(b, 5, func(s *store.Store, _ int) error {
			_, err := s.FindTwins(context.Background())
			return err
		})
		took.report(b)
	})
}
