package page_test

import (
	"bytes"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/page"
	"yorisoi/ui/tour"
)

// snapshot writes a photograph, red above and green below, and returns where
// it is.
func snapshot(t *testing.T, name string, w, h int) fyne.URI {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 200, G: 60, B: 60, A: 255}
			if y >= h/2 {
				c = color.RGBA{R: 60, G: uint8(120 + x*100/w), B: 90, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return inFolder(t, name, out.Bytes())
}

func inFolder(t *testing.T, name string, content []byte) fyne.URI {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return storage.NewFileURI(path)
}

func (d *desk) attachments(kase uuid.UUID) []*store.Record {
	d.t.Helper()
	return d.caseFile(kase).Of(store.KindAttachment)
}

func TestPhotographsOfACase(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	c.ShowPart(page.PartDocuments)
	d.do(see("まだありません。JPEG・PNG・PDFを加えられます。"))
	c.Dropped([]fyne.URI{
		snapshot(t, "居間のようす.jpg", 1600, 1200), snapshot(t, "玄関.jpg", 400, 900),
		inFolder(t, "転出証明.pdf", []byte("%PDF-1.7 転出証明")), inFolder(t, "メモ.txt", []byte("メモ")),
	})
	d.until("three of four files to be added", func() bool { return len(d.attachments(f.kase)) == 3 })
	d.do(see("「メモ.txt」は加えられませんでした。"), see("この形式のファイルは、記録に加えられません。"),
		see("居間のようす"), see("玄関"), see("転出証明"), see("未送信"))
	d.layOut()
	d.look("attachments")

	var living *store.Record
	for _, r := range d.attachments(f.kase) {
		if r.Text("title") == "居間のようす" {
			living = r
		}
	}
	if living == nil {
		t.Fatal("no photograph is called by its file")
	}
	d.do(tap("居間のようす"), see("← → で前後…"), see("右に回す"), tap("右に回す"))
	d.recordIs("the turn to be written", living.ID, func(r *store.Record) bool { return r.Fields[store.FieldRotation] == int64(90) })
	d.look("attachment")
	d.do(tap("右に回す"), tap("右に回す"), tap("左に回す"))
	d.recordIs("three turns to be two", living.ID, func(r *store.Record) bool { return r.Fields[store.FieldRotation] == int64(180) })

	d.do(field("題"), typed("（午前）"), tap("題を保存"))
	d.recordIs("the title to be written", living.ID, func(r *store.Record) bool { return strings.Contains(r.Text("title"), "（午前）") })

	d.do(tap("取消"), see("写真・書類を取り消しますか"), field("理由"), typed("ほかの家だった"), tap("取り消す"))
	d.recordIs("it to be withdrawn", living.ID, func(r *store.Record) bool { return r.State == store.StateWithdrawn })
	d.do(gone("居間のようす（午前）"))
	if len(d.failed) > 0 {
		t.Errorf("failed: %v", d.failed)
	}
}

// TestLeafByKeys goes through the photographs with the keyboard alone.
func TestLeafByKeys(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	c.ShowPart(page.PartDocuments)
	d.do(see("写真・書類"))
	c.Dropped([]fyne.URI{snapshot(t, "い.jpg", 60, 40), snapshot(t, "ろ.jpg", 60, 40), snapshot(t, "は.jpg", 60, 40)})
	d.until("three files to be added", func() bool { return len(d.attachments(f.kase)) == 3 })
	all := d.attachments(f.kase)
	first, last := all[0], all[2]
	d.do(see(first.Text("title")), tap(first.Text("title")), see("1 / 3"), key("Right"), see("2 / 3"), key("Right"), see("3 / 3"),
		key("Right"), see("3 / 3"), key("Home"), see("1 / 3"), key("End"), see("3 / 3"))
	for _, want := range []int64{90, 180, 270} {
		d.do(tour.Deed{Do: "ready", Text: "右に回す"}, typed("r"))
		d.until("the picture to be turned", func() bool {
			r, err := d.store.FindRecord(t.Context(), last.ID)
			return err == nil && r.Fields[store.FieldRotation] == want
		})
	}
	d.do(tap("閉じる"), gone("3 / 3"))
}

func TestAttachmentIsFetchedOnNeed(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	id := d.putOne(store.Write{Case: f.kase, Kind: store.KindAttachment, Set: map[string]any{
		"title": "保育所からの連絡", store.FieldBlob: hex.EncodeToString(bytes.Repeat([]byte{7}, 32)), store.FieldMediaType: "image/jpeg",
		store.FieldSize: int64(2_400_000), store.FieldTakenOn: "2026-11-20", store.FieldTakenTime: "15:04",
	}})
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	c.ShowPart(page.PartDocuments)
	d.do(see("センターにあります"), tap("保育所からの連絡"), see("この端末にはまだありません"), tap("取り寄せる"), see("センターから取り寄せ中"))
	if st, err := d.store.AttachmentState(t.Context(), id); err != nil || st.Stage != store.AttachmentFetching {
		t.Errorf("got %+v, %v, want it on its way", st, err)
	}
	if wanted, err := d.store.WantedBlobs(t.Context(), 5); err != nil || len(wanted) != 1 {
		t.Errorf("got %v, %v, want one wish", wanted, err)
	}
}

func TestPhotographsOfAVisit(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	draft := d.visit(f)
	v := page.NewVisit(d.deps, draft)
	d.show(v)
	d.do(see("この訪問"), see("写真・書類"))
	v.Dropped([]fyne.URI{snapshot(t, "ベビーベッド.jpg", 800, 600), snapshot(t, "台所.jpg", 600, 800)})
	d.do(see("ベビーベッド"), see("台所"), see("2件"))
	d.look("visit-photos")
	parts, err := d.store.FindDraftsOf(t.Context(), draft.Record)
	if err != nil || len(parts) != 2 {
		t.Fatalf("got %d parts, %v", len(parts), err)
	}
	d.do(tap("台所"), see("右に回す"), tap("取消"), see("下書きから外します。元には戻せません。"), tap("取り消す"), gone("台所"), see("1件"))

	d.show(page.NewVisit(d.deps, draft)) // begun again after the power failed
	d.do(see("ベビーベッド"), tapIn("結果（必須）", "面接できた"), field("体重"), typed("3410"), field("訪問の記録"), typed(sentence), tap("確定する"))
	d.until("the page to lead on", func() bool { return len(d.opened) > 0 })
	var kept []string
	for _, r := range d.attachments(f.kase) {
		if r.Parent == draft.Record && r.State == store.StateConfirmed {
			kept = append(kept, r.Text("title"))
		}
	}
	if strings.Join(kept, " ") != "ベビーベッド" {
		t.Errorf("confirmed with the visit: %v", kept)
	}
}

// TestSavingNamesWhatLeaves asks before a file leaves the store.
func TestSavingNamesWhatLeaves(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	c := page.NewCase(d.deps, f.kase)
	d.show(c)
	c.ShowPart(page.PartDocuments)
	d.do(see("写真・書類"))
	c.Dropped([]fyne.URI{inFolder(t, "決定通知.pdf", []byte("%PDF-1.7 決定通知"))})
	d.do(see("決定通知"), tap("決定通知"), see("書類はここでは開きません。…"), tap("ファイルに保存"),
		see("よりそいの外に保存しますか"), see("…作成者名など…"), see("決定通知"))
	d.look("attachment-leaves")
	d.do(tap("やめる"), gone("よりそいの外に保存しますか"))
}
