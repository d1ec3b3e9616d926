package ledger_test

import (
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
)

// TestCopiesLeave says on which machines copies leave the program: a value
// that a later program wrote, and a machine that is not known, are the strict
// case.
func TestCopiesLeave(t *testing.T) {
	office, laptop := uuid.New(), uuid.New()
	for _, tc := range []struct {
		set                   string
		office, laptop, other bool
	}{
		{"", true, true, true},
		{ledger.ClipboardAll, true, true, true},
		{ledger.ClipboardOffice, true, false, false},
		{ledger.ClipboardNone, false, false, false},
		{"weekdays", false, false, false},
	} {
		d := &ledger.Directory{
			Policies: map[string]string{ledger.PolicyClipboard: tc.set},
			Stations: map[uuid.UUID]*ledger.Station{office: {Type: ledger.StationOffice}, laptop: {Type: ledger.StationLaptop}},
		}
		got := [3]bool{d.CopiesLeave(office), d.CopiesLeave(laptop), d.CopiesLeave(uuid.New())}
		if want := [3]bool{tc.office, tc.laptop, tc.other}; got != want {
			t.Errorf("%q: got %v, want %v", tc.set, got, want)
		}
	}
}
