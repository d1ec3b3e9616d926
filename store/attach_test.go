package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

// secrets are what a telephone writes into a photograph beside the picture.
var secrets = []string{"GPS-35.6581-139.3239", "SERIAL-4711-0815"}

// photo is a JPEG as a telephone writes it, turned by 90 degrees; different
// seeds give different pictures.
func photo(t testing.TB, w, h int, seed uint64) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	noise := rand.New(rand.NewPCG(seed, 1))
	for i := range img.Pix {
		img.Pix[i] = byte(noise.Uint32())
	}
	for x := range w { // the upper half is red
		for y := range h / 2 {
			img.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
		}
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, img, nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00" +
		"\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00" +
		"\x32\x01\x02\x00\x14\x00\x00\x00\x26\x00\x00\x00\x00\x00\x00\x00" +
		"2026:11:19 15:04:05\x00" + strings.Join(secrets, " ")
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(out, exif...), plain.Bytes()[2:]...)
}

// document is a file of so many bytes that passes for a PDF.
func document(size int, seed uint64) []byte {
	noise := rand.New(rand.NewPCG(seed, 2))
	out := []byte("%PDF-1.7\n")
	for len(out) < size {
		out = append(out, byte(noise.Uint32()))
	}
	return out[:size]
}

func (s *station) attach(kase, parent uuid.UUID, name string, content []byte) *store.Record {
	s.city.t.Helper()
	r, err := s.Attach(s.city.t.Context(), store.NewAttachment{Case: kase, Parent: parent, Name: name, Content: bytes.NewReader(content)})
	if err != nil {
		s.city.t.Fatal(err)
	}
	return r
}

func (s *station) content(record uuid.UUID) []byte {
	s.city.t.Helper()
	r, err := s.OpenAttachment(s.city.t.Context(), record)
	if err != nil {
		s.city.t.Fatal(err)
	}
	defer r.Close()
	out, err := io.ReadAll(r)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return out
}

// wantBlobs compares the counts of blobs and chunks, and demands that no
// record is without its content.
func (s *station) wantBlobs(blobs, chunks int) {
	s.city.t.Helper()
	b, c, bare, err := s.CountBlobs(s.city.t.Context())
	if err != nil || b != blobs || c != chunks || bare != 0 {
		s.city.t.Errorf("got %d blobs, %d chunks, %d records without content, %v, want %d, %d, 0", b, c, bare, err, blobs, chunks)
	}
}

func TestAttachPhoto(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	raw := photo(t, 60, 40, 1)
	r := office.attach(kase, uuid.Nil, "居間 の　ようす.JPG", raw)
	for name, want := range map[string]any{
		"title": "居間 の ようす", store.FieldMediaType: "image/jpeg", store.FieldWidth: int64(60), store.FieldHeight: int64(40),
		store.FieldRotation: int64(90), store.FieldTakenOn: "2026-11-19", store.FieldTakenTime: "15:04",
	} {
		if r.Fields[name] != want {
			t.Errorf("%s: got %v, want %v", name, r.Fields[name], want)
		}
	}
	if r.State != store.StateConfirmed || r.Delivery.Stage != store.StageHere {
		t.Errorf("got %s, %s", r.State, r.Delivery.Stage)
	}
	clean := office.content(r.ID)
	if n, _ := r.Int(store.FieldSize); n != int64(len(clean)) {
		t.Errorf("size: got %d, want %d", n, len(clean))
	}
	cells, err := office.AllBytes(t.Context())
	if err != nil || len(cells) < 50 {
		t.Fatalf("got %d cells, %v", len(cells), err)
	}
	for _, secret := range secrets {
		if !bytes.Contains(raw, []byte(secret)) {
			t.Fatalf("the photograph has no %q", secret)
		}
		for _, cell := range append(cells, clean) {
			if bytes.Contains(cell, []byte(secret)) {
				t.Errorf("%q is left", secret)
			}
		}
	}
	for _, box := range []int{40, 320, 1000} {
		img, err := office.DrawAttachment(t.Context(), r.ID, box)
		if err != nil {
			t.Fatal(err)
		}
		w, h := 40, 60
		if box == 40 {
			w, h = 26, 40
		}
		if img.Bounds() != image.Rect(0, 0, w, h) {
			t.Errorf("in %d: got %v, want %d by %d", box, img.Bounds(), w, h)
			continue
		}
		if c := img.RGBAAt(w-2, h/2); c.R < 180 || c.G > 90 { // turned to the right, the upper half is there
			t.Errorf("in %d: the right is %v, want red", box, c)
		}
	}
}

func TestAttachDocument(t *testing.T) {
	office, _ := twoStations(t)
	kase, family := office.createFamily("森田", "もりた", "042-000-2200")
	for _, size := range []int{9, 4095, 4096, 256<<10 - 1, 256 << 10, 700_000} {
		raw := document(size, uint64(size))
		r := office.attach(kase, family, "決定通知.pdf", raw)
		if !bytes.Equal(office.content(r.ID), raw) {
			t.Errorf("%d bytes come back otherwise", size)
		}
		if r.Parent != family || r.Text(store.FieldMediaType) != store.MediaPDF {
			t.Errorf("got %s of %s", r.Text(store.FieldMediaType), r.Parent)
		}
		if _, err := office.DrawAttachment(t.Context(), r.ID, 320); !errors.Is(err, store.ErrAttachmentType) {
			t.Errorf("drawn: got %v, want %v", err, store.ErrAttachmentType)
		}
	}
}

func TestAttachRefuses(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	good := photo(t, 60, 40, 1)
	bomb := bytes.Clone(good)
	frame := bytes.Index(bomb, []byte{0xff, 0xc0})
	copy(bomb[frame+5:], "\xff\xff\xff\xff")
	noise := bytes.Clone(good) // whole by its segments, but nothing that could be decoded
	tables := bytes.Index(noise, []byte{0xff, 0xc4})
	copy(noise[tables+5:], bytes.Repeat([]byte{0xff}, 16))
	for _, tc := range []struct {
		what, code string
		content    []byte
		kase       uuid.UUID
		want       error
	}{
		{"Empty", "attachment_type", nil, kase, store.ErrAttachmentType},
		{"Program", "attachment_type", []byte("MZ\x90\x00 a program"), kase, store.ErrAttachmentType},
		{"HEIC", "attachment_heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), kase, store.ErrAttachmentHEIC},
		{"TooLarge", "attachment_large", document(store.MaxAttachment+1, 1), kase, store.ErrAttachmentLarge},
		{"TooManyPixels", "attachment_large", bomb, kase, store.ErrAttachmentLarge},
		{"CutOff", "attachment_broken", good[:len(good)-100], kase, store.ErrAttachmentBroken},
		{"Undecodable", "attachment_broken", noise, kase, store.ErrAttachmentBroken},
		{"UnknownCase", "record_missing", good, uuid.New(), store.ErrNotFound},
	} {
		t.Run(tc.what, func(t *testing.T) {
			_, err := office.Attach(t.Context(), store.NewAttachment{Case: tc.kase, Name: "x", Content: bytes.NewReader(tc.content)})
			if !errors.Is(err, tc.want) || store.CodeOf(err) != tc.code {
				t.Errorf("got %v (%s), want %v (%s)", err, store.CodeOf(err), tc.want, tc.code)
			}
		})
	}
	office.wantBlobs(0, 0)
	if c := office.theCase(kase); len(c.Of(store.KindAttachment)) != 0 {
		t.Error("a refused file has a record")
	}
}

// TestAttachTwice attaches one picture twice in a case and once in another.
func TestAttachTwice(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	other, _ := office.createFamily("堀", "ほり", "042-000-2201")
	raw := photo(t, 60, 40, 1)
	one, two := office.attach(kase, uuid.Nil, "a.jpg", raw), office.attach(kase, uuid.Nil, "b.jpg", raw)
	if one.Text(store.FieldBlob) != two.Text(store.FieldBlob) {
		t.Error("one picture is two blobs in a case")
	}
	office.wantBlobs(1, 1)
	far := office.attach(other, uuid.Nil, "a.jpg", raw)
	if far.Text(store.FieldBlob) == one.Text(store.FieldBlob) {
		t.Error("two cases share a blob")
	}
	office.wantBlobs(2, 2)
	if !bytes.Equal(office.content(far.ID), office.content(one.ID)) {
		t.Error("the pictures differ")
	}
	again, err := office.Attach(t.Context(), store.NewAttachment{Record: one.ID, Case: kase, Name: "a.jpg", Content: bytes.NewReader(raw)})
	if err != nil || again.ID != one.ID || !again.Changed.Equal(one.Changed) {
		t.Errorf("a repeated attempt made a change: %v", err)
	}
	if n := len(office.theCase(kase).Of(store.KindAttachment)); n != 2 {
		t.Errorf("got %d attachments, want 2", n)
	}
}

// TestDraftWithPhotographs types a visit, takes pictures, and loses power.
func TestDraftWithPhotographs(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	visit := store.Draft{Record: store.NewRecordID(), Case: kase, Kind: store.KindVisit, Fields: map[string]any{
		"visited_on": "2026-11-20", "start_time": "10:00", "visit_type": "infant", "visitors": []string{office.Me().ID.String()},
		"place": "home", "result": "met", "note": "居間は片づいていた。",
	}}
	if _, err := office.SaveDraft(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	first := office.attach(kase, visit.Record, "1.jpg", photo(t, 60, 40, 1))
	second := office.attach(kase, visit.Record, "2.jpg", photo(t, 60, 40, 2))
	if first.State != store.StateDraft {
		t.Errorf("got %s, want a draft", first.State)
	}
	blobs, err := office.UnsentBlobs(t.Context(), 10)
	if err != nil || len(blobs) != 0 {
		t.Errorf("%d blobs of a draft would be sent, %v", len(blobs), err)
	}
	office.city.now = office.city.now.AddDate(0, 0, 3)
	office.reopen() // and what is swept is swept
	office.wantBlobs(2, 2)
	parts, err := office.FindDraftsOf(t.Context(), visit.Record)
	if err != nil || len(parts) != 2 {
		t.Fatalf("got %d parts, %v", len(parts), err)
	}
	if drafts, err := office.FindDrafts(t.Context()); err != nil || len(drafts) != 1 {
		t.Errorf("got %d drafts that stand on their own, %v, want 1", len(drafts), err)
	}
	if len(office.content(first.ID)) == 0 {
		t.Error("the photograph is gone")
	}
	if _, err := office.Confirm(t.Context(), visit.Record); err != nil {
		t.Fatal(err)
	}
	var got []uuid.UUID
	for _, r := range office.theCase(kase).Of(store.KindAttachment) {
		if r.State == store.StateConfirmed && r.Parent == visit.Record && r.Text(store.FieldBlob) != "" {
			got = append(got, r.ID)
		}
	}
	if len(got) != 2 || !slices.Contains(got, first.ID) || !slices.Contains(got, second.ID) {
		t.Errorf("got %v, want both photographs confirmed", got)
	}
	if blobs, err := office.UnsentBlobs(t.Context(), 10); err != nil || len(blobs) != 2 {
		t.Errorf("got %d unsent blobs, %v, want 2", len(blobs), err)
	}
}

// TestDiscardedPhotographsAreSwept throws a visit away.
func TestDiscardedPhotographsAreSwept(t *testing.T) {
	office, _ := twoStations(t)
	kase, _ := office.createFamily("森田", "もりた", "042-000-2200")
	visit := store.Draft{Record: store.NewRecordID(), Case: kase, Kind: store.KindVisit, Fields: map[string]any{"note": "だれもいない"}}
	if _, err := office.SaveDraft(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	office.attach(kase, visit.Record, "1.jpg", photo(t, 60, 40, 1))
	keep := office.attach(kase, uuid.Nil, "2.jpg", photo(t, 60, 40, 2))
	if err := office.DiscardDraft(t.Context(), visit.Record); err != nil {
		t.Fatal(err)
	}
	office.reopen()
	office.wantBlobs(2, 2) // not yet: somebody may be at it
	office.city.now = office.city.now.AddDate(0, 0, 2)
	office.reopen()
	office.wantBlobs(1, 1)
	if len(office.content(keep.ID)) == 0 {
		t.Error("the other photograph is gone")
	}
	if err := office.Withdraw(t.Context(), keep.ID, "ほかの家族の写真だった"); err != nil {
		t.Fatal(err)
	}
	office.city.now = office.city.now.AddDate(0, 0, 2)
	office.reopen()
	office.wantBlobs(1, 1) // what was withdrawn stays readable
}
