package store_test

import (
	"testing"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// TestRetryRefusals lets be sent again what was refused for a reason that may
// have passed, and leaves alone what was refused for another.
func TestRetryRefusals(t *testing.T) {
	office, laptop := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "")
	office.push()
	laptop.pull()
	var refused []ledger.Refusal
	for i, phone := range []string{"042-000-0001", "042-000-0002", "042-000-0003"} {
		laptop.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"phone": phone}})
		refused = append(refused, ledger.Refusal{Case: kase, Station: laptop.Station(), N: uint64(i + 1), Code: uint64(20 + 7*(i%2)), Text: "for the test"})
	}
	if err := laptop.Refused(t.Context(), refused); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		codes        []uint64
		want, unsent int
	}{{[]uint64{21, 2}, 0, 0}, {[]uint64{27, 25}, 1, 1}, {[]uint64{27}, 0, 1}, {[]uint64{20}, 2, 3}, {nil, 0, 3}} {
		n, err := laptop.RetryRefusals(t.Context(), tc.codes...)
		if err != nil || n != tc.want {
			t.Errorf("retry %v: got %d, %v, want %d", tc.codes, n, err, tc.want)
		}
		if raws, err := laptop.Unsent(t.Context(), 10); err != nil || len(raws) != tc.unsent {
			t.Errorf("after %v: got %d unsent, %v, want %d", tc.codes, len(raws), err, tc.unsent)
		}
	}
}
