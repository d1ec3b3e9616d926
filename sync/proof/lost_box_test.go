package proof_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client"
)

// removedWhileEditsWait: what somebody wrote after they were removed waits in
// the hold box of whoever took over, and what they wrote before arrives.
func removedWhileEditsWait(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	before := l.note(l.nurse, "異動の前に書いた")
	must(t, l.director.Store.RemoveStaff(t.Context(), l.nurse.id))
	l.agree()
	after := l.note(l.nurse, "異動を知らずに書いた")
	l.phone(l.nurse, "042-000-3311")
	l.nurse.online()
	eventually(t, "the hold box has both late edits", func() bool {
		box, err := l.director.Store.FindHoldBox(t.Context())
		return err == nil && len(box) == 2
	})
	eventually(t, "the earlier note has arrived", func() bool { return l.worker.text(before, "facts") == "異動の前に書いた" })
	same(t, "the phone is not overwritten", l.worker.text(l.family, "phone"), "042-000-2200")
	box, err := l.director.Store.FindHoldBox(t.Context())
	must(t, err)
	for _, held := range box {
		same(t, "who wrote it", held.Author, l.nurse.id)
		same(t, "which machine", held.Station, l.nurse.Store.Station())
		if held.Record == after {
			must(t, l.director.Store.Adopt(t.Context(), held, nil, "本人に確かめた"))
			continue
		}
		same(t, "field", held.Fields[0].Name, "phone")
		same(t, "what it would set", held.Fields[0].Held, any("042-000-3311"))
		same(t, "what stands there", held.Fields[0].Now, any("042-000-2200"))
		must(t, l.director.Store.Dismiss(t.Context(), held, "いまは使われていない番号"))
	}
	eventually(t, "it is taken in everywhere", func() bool {
		return l.worker.text(after, "facts") == "異動を知らずに書いた" && l.director.text(after, "facts") != ""
	})
	eventually(t, "nothing waits any more", func() bool {
		for _, d := range []*desk{l.director, l.worker} {
			if box, err := d.Store.FindHoldBox(t.Context()); err != nil || len(box) != 0 {
				return false
			}
		}
		return true
	})
	same(t, "the phone", l.worker.text(l.family, "phone"), "042-000-2200")
}

// oneOfManyIsRefused: it is kept with its reason, and the rest goes on, also
// in the same case from the same machine.
func oneOfManyIsRefused(t *testing.T) {
	l := newLossy(t)
	must(t, l.nurse.Store.AddSignIn(t.Context(), l.worker.id, password))
	other := l.director.family(fields{"name": "桐谷", "kana": "きりたに", "class": "mch"})
	l.agree()
	l.nurse.offline()
	must(t, l.director.Store.RemoveStaff(t.Context(), l.nurse.id))
	l.agree()
	refused := l.note(l.nurse, "受け取られない")
	must(t, l.nurse.Lock())
	must(t, l.nurse.Open(t.Context(), l.worker.id, password))
	behind := l.note(l.nurse, "同じケースの、うしろの記録")
	beside := l.nurse.add(other, store.KindNote, fields{"on": "2026-11-20", "facts": "ほかのケースの記録"})
	l.nurse.online()
	for record, text := range map[uuid.UUID]string{behind: "同じケースの、うしろの記録", beside: "ほかのケースの記録"} {
		eventually(t, text+" has arrived", func() bool { return l.director.text(record, "facts") == text })
		same(t, text+": author", l.director.record(record).Author, l.worker.id)
	}
	eventually(t, "the refused one waits where it is seen", func() bool {
		box, err := l.director.Store.FindHoldBox(t.Context())
		return err == nil && len(box) == 1 && box[0].Record == refused && box[0].Author == l.nurse.id
	})
	eventually(t, "nothing is left to send", func() bool {
		counts, err := l.nurse.Store.Counts(t.Context())
		return err == nil && counts.Unsent == 0
	})
}

// attachmentApartFromItsRecord: a record is sent when its picture is.
func attachmentApartFromItsRecord(t *testing.T) {
	l := newLossy(t)
	l.nurse.offline()
	taken := photograph(t, 1600, 1200)
	r, err := l.nurse.Store.Attach(t.Context(), store.NewAttachment{Case: l.kase, Title: "居間", Name: "IMG_0001.jpg", Content: bytes.NewReader(taken)})
	must(t, err)
	want := opened(t, l.nurse, r.ID)
	l.nurse.line = newLine()
	l.nurse.line.cutAfter(30 << 10) // in the middle of the answers to its chunks
	l.nurse.online()
	for delivery := store.StageHere; delivery != store.StageReceipted; delivery = l.nurse.record(r.ID).Delivery.Stage {
		counts, err := l.nurse.Store.Counts(t.Context())
		must(t, err)
		if counts.Unsent == 0 && l.nurse.record(r.ID).Delivery.Stage != store.StageReceipted {
			t.Fatal("nothing is unsent, and yet the record is not")
		}
	}
	l.agree()
	eventually(t, "the office has the record", func() bool { return l.worker.text(r.ID, "title") == "居間" })
	if rc, err := l.worker.Store.OpenAttachment(t.Context(), r.ID); err == nil {
		rc.Close() // fetched ahead already
	}
	must(t, l.worker.Store.WantAttachment(t.Context(), r.ID))
	l.worker.Engine.Wake()
	eventually(t, "the picture is here", func() bool {
		rc, err := l.worker.Store.OpenAttachment(t.Context(), r.ID)
		if err != nil {
			return false
		}
		return rc.Close() == nil
	})
	if got := opened(t, l.worker, r.ID); !bytes.Equal(got, want) {
		t.Errorf("the picture: got %d bytes that differ from the %d sent", len(got), len(want))
	}
	l.worker.waitPhase(t, client.PhaseSynced)
	same(t, "delivery at the office", l.worker.record(r.ID).Delivery.Stage, store.StageReceipted)
}

func opened(t *testing.T, d *desk, record uuid.UUID) []byte {
	t.Helper()
	rc, err := d.Store.OpenAttachment(t.Context(), record)
	must(t, err)
	defer rc.Close()
	raw, err := io.ReadAll(rc)
	must(t, err)
	return raw
}

// photograph is a picture that does not compress to nothing.
func photograph(t *testing.T, width, height int) []byte {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{uint8(random.Uint32()), uint8(x), uint8(y), 255})
		}
	}
	var out bytes.Buffer
	must(t, jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}))
	return out.Bytes()
}
