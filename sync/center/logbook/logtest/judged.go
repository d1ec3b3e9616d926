package logtest

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/sync/center/logbook"
)

// testJudged holds that nothing is kept that was judged by an older ledger
// than the log has, whoever has written in it since.
func testJudged(t *testing.T, open Opener) {
	log, _ := open(t)
	directory := logbook.Chain{Case: uuid.New(), Station: uuid.New()}
	x := extend(directory, ledger.Head{}, 1)
	judged := mustAppend(t, log, x)[0][0]
	batch := func(upTo uint64) logbook.Batch {
		return logbook.Batch{
			At: at.UnixMilli(), JudgedBy: directory.Case, JudgedUpTo: upTo, Extensions: []logbook.Extension{extend(chain(), ledger.Head{}, 2)},
		}
	}
	if _, err := log.Append(t.Context(), batch(judged)); err != nil {
		t.Errorf("judged by what the log has: got %v", err)
	}
	// Another station writes in the directory, and many in other cases.
	mustAppend(t, log, extend(logbook.Chain{Case: directory.Case, Station: uuid.New()}, ledger.Head{}, 1), extend(chain(), ledger.Head{}, 5))
	before, err := log.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, upTo := range []uint64{judged, 0} {
		if _, err := log.Append(t.Context(), batch(upTo)); !errors.Is(err, logbook.ErrMoved) {
			t.Errorf("judged up to %d: got %v, want ErrMoved", upTo, err)
		}
	}
	if after, err := log.Head(t.Context()); after != before || err != nil {
		t.Errorf("head after what was refused: got %d, %v; want %d", after, err, before)
	}
	if _, err := log.Append(t.Context(), batch(before)); err != nil {
		t.Errorf("judged again: got %v", err)
	}
}
