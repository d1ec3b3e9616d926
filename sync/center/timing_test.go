package center_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// TestTimingTellsNoWall asks many times in turn about a restricted case and
// about one that does not exist, as a station that may not have the first. The
// middle of the times is the same but for noise; a machine that is busy gets
// several tries.
func TestTimingTellsNoWall(t *testing.T) {
	w := wall(t)
	for range 300 { // a restricted case with a long history: work would show
		w.own.taken(w.desk.Write(w.kept, "後から"))
	}
	none := uuid.New()
	absent := newPhoto(none, 2, 9)
	known := func(kase uuid.UUID) []byte {
		return trust.MustEncode([]ledger.CaseHead{{Case: kase, Station: w.head.Station, N: 1}})
	}
	for _, tc := range []struct {
		name, method, kept, absent string
		keptBody, absentBody       []byte
	}{
		{"Changes", http.MethodGet, wire.PathChanges + "?case=" + w.kept.String(), wire.PathChanges + "?case=" + none.String(), nil, nil},
		{"Held", http.MethodGet, wire.PathHeld + "?case=" + w.kept.String(), wire.PathHeld + "?case=" + none.String(), nil, nil},
		{"Blob", http.MethodGet, w.before.path(""), absent.path(""), nil, nil},
		{"Closed", http.MethodPost, wire.PathClosed, wire.PathClosed, known(w.kept), known(none)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			const rounds, within = 8, 1.15
			var told []float64
			for range rounds {
				kept, none := make([]time.Duration, 0, 200), make([]time.Duration, 0, 200)
				for n := range 400 {
					path, body, into := tc.kept, tc.keptBody, &kept
					if n%2 == 1 {
						path, body, into = tc.absent, tc.absentBody, &none
					}
					start := time.Now()
					w.shared.ask(tc.method, path, body)
					*into = append(*into, time.Since(start))
				}
				slices.Sort(kept)
				slices.Sort(none)
				ratio := float64(kept[len(kept)/2]) / float64(none[len(none)/2])
				if told = append(told, ratio); ratio < within && ratio > 1/within {
					t.Logf("a restricted case takes %.3f as long as one that is not there", ratio)
					return
				}
			}
			t.Errorf("a restricted case takes %.2f as long as one that is not there", told)
		})
	}
}
